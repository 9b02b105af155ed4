//! A user comes from elsewhere, as a function of the pool says.

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment, Personal,
    user_pools::user::{Credential, Migrated, Refusal, Standing, Status, User},
    values::{contact::Contact, username::Name},
};

/// Makes the user. Everything was checked against the pool before.
pub struct Migrate {
    /// Canonical user name.
    pub username: String,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The password's forms; absent where none was given.
    pub credential: Option<Credential>,
    /// Whether the user signs in from now on, without setting another password. It takes a password.
    pub is_confirmed: bool,
    /// Whether a second factor is switched on. It is a code by text message, so that it takes a phone number.
    pub sms_factor: bool,
}

impl Command for Migrate {
    type Aggregate = User;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if user.standing != Standing::Absent {
            return Decision::refuse(Refusal::UsernameExists);
        }
        let is_confirmed = self.is_confirmed && self.credential.is_some();
        let migrated = Migrated {
            username: Personal::Known(self.username.clone()),
            names: self.names.clone(),
            attributes: self.attributes.clone(),
            credential: self.credential.clone(),
            status: if is_confirmed { Status::Confirmed } else { Status::ResetRequired },
            sms_factor: self.sms_factor && self.attributes.contains_key(Contact::Phone.attribute()),
            at: moment.now,
        };
        Decision::accept([migrated.into()], ())
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
            user::{
                SignedUp,
                commands::samples::{credential, signed_up},
            },
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn migrate() -> Migrate {
        let SignedUp { names, mut attributes, .. } = signed_up();
        attributes.insert("phone_number".to_owned(), Personal::Known("+15550100".to_owned()));
        let credential = Some(credential("1"));
        Migrate {
            username: "Ada".to_owned(),
            names,
            attributes,
            credential,
            is_confirmed: true,
            sms_factor: true,
        }
    }

    fn migrated() -> Migrated {
        let Migrate { username, names, attributes, credential, sms_factor, .. } = migrate();
        let (username, status) = (Personal::Known(username), Status::Confirmed);
        Migrated { username, names, attributes, credential, status, sms_factor, at: AT }
    }

    #[test]
    fn a_user_comes_once_with_password_names_and_factor() {
        let fact = migrated().into();
        given::<User>([]).when(migrate()).then([migrated().into()], Ok(()));
        assert_eq!(User::claims(&fact), [Claim::Take { scope: "username", value: "ada".into() }]);
        let user = given::<User>([fact.clone()]).state();
        assert_eq!(user.profile().unwrap().credential, credential("1"));
        let person = user.person(AT);
        assert_eq!(person.state, PersonState::Confirmed);
        assert!(person.mfa.active.contains(&SecondFactor::Sms));
        given::<User>([fact]).when(migrate()).then([], Err(Refusal::UsernameExists));
    }

    #[test]
    fn without_a_password_another_must_be_set() {
        let fact = Migrated { credential: None, status: Status::ResetRequired, ..migrated() };
        let without = Migrate { credential: None, ..migrate() };
        given::<User>([]).when(without).then([fact.clone().into()], Ok(()));
        assert_eq!(given::<User>([fact.into()]).state().person(AT).state, PersonState::ResetRequired);
    }

    #[test]
    fn a_second_factor_takes_a_phone_number() {
        let mut without = migrate();
        without.attributes.remove("phone_number");
        let attributes = without.attributes.clone();
        let fact = Migrated { attributes, sms_factor: false, ..migrated() };
        given::<User>([]).when(without).then([fact.into()], Ok(()));
    }
}
