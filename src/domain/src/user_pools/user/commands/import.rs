//! A line of a file becomes a user.

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment, Personal,
    user_pools::user::{Imported, Refusal, Standing, User},
    values::{contact::Contact, username::Name},
};

/// Makes a user without a password. Everything was checked against the pool before.
#[derive(Clone)]
pub struct Import {
    /// Canonical user name.
    pub username: String,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// Whether a second factor is switched on. It is a code by text message, so that it takes a phone number.
    pub mfa: bool,
    /// The job.
    pub job: String,
}

impl Command for Import {
    type Aggregate = User;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if user.standing != Standing::Absent {
            return Decision::refuse(Refusal::UsernameExists);
        }
        let imported = Imported {
            username: Personal::Known(self.username.clone()),
            names: self.names.clone(),
            attributes: self.attributes.clone(),
            sms_factor: self.mfa && self.attributes.contains_key(Contact::Phone.attribute()),
            job: self.job.clone(),
            at: moment.now,
        };
        Decision::accept([imported.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Timestamp,
        scenario::given,
        user_pools::{
            sign_in::{PersonState, SecondFactor},
            user::commands::samples::import,
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn imported() -> Imported {
        let Import { username, names, attributes, job, .. } = import("import-1");
        Imported { username: Personal::Known(username), names, attributes, sms_factor: true, job, at: AT }
    }

    #[test]
    fn a_line_makes_one_user_who_must_set_a_password() {
        given::<User>([]).when(import("import-1")).then([imported().into()], Ok(()));
        let fact = imported().into();
        assert_eq!(User::claims(&fact), [Claim::Take { scope: "username", value: "ada".into() }]);
        let person = given::<User>([fact.clone()]).state().person(AT);
        assert_eq!(person.state, PersonState::ResetRequired);
        assert!(person.mfa.active.contains(&SecondFactor::Sms));
        given::<User>([fact]).when(import("import-1")).then([], Err(Refusal::UsernameExists));
    }

    #[test]
    fn a_second_factor_takes_a_phone_number() {
        let mut without = import("import-1");
        without.attributes.remove("phone_number");
        let attributes = without.attributes.clone();
        let fact = Imported { attributes, sms_factor: false, ..imported() };
        given::<User>([]).when(without).then([fact.into()], Ok(()));
    }
}
