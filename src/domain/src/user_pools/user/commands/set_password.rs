//! An administrator sets a password: for good, or a temporary one.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Credential, PasswordSet, PasswordSetBy, Status, User},
    values::username::Naming,
};

/// Sets it.
pub struct SetPassword {
    /// The new password's forms.
    pub credential: Credential,
    /// For how many seconds a temporary one is good; `None`: for good.
    pub temporary: Option<i64>,
    /// How the pool names its users: an unconfirmed user becomes confirmed, and an alias may begin to count.
    pub naming: Naming,
}

impl Command for SetPassword {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let gained = user.profile().and_then(|p| p.gained(&self.naming, &p.known_attributes()));
        let names = match gained {
            Ok(names) => names,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let status = self.temporary.map_or(Status::Confirmed, |seconds| Status::ForceChangePassword {
            expires_at: moment.now.plus_seconds(seconds),
        });
        let alone = PasswordSet::alone(PasswordSetBy::Admin, self.credential.clone(), status, moment.now);
        let set = PasswordSet { names, ..alone };
        Decision::accept([set.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::{given, moment_at},
        user_pools::user::{
            Refusal,
            commands::samples::{credential, signed_up},
        },
    };

    #[test]
    fn a_password_for_good_confirms_and_a_temporary_one_must_be_changed() {
        let status = |temporary| {
            let command = SetPassword { credential: credential("2"), temporary, naming: Naming::default() };
            let events = command.decide(&given([signed_up().into()]).state(), &moment_at(0)).events;
            let after = given::<User>(std::iter::once(signed_up().into()).chain(events)).state();
            after.profile().unwrap().status
        };
        assert_eq!(status(None), Status::Confirmed);
        assert_eq!(status(Some(60)), Status::ForceChangePassword { expires_at: Timestamp::from_seconds(60) });
    }

    #[test]
    fn who_is_not_there_gets_no_password() {
        given::<User>([])
            .when(SetPassword { credential: credential("2"), temporary: None, naming: Naming::default() })
            .then([], Err(Refusal::UserNotFound));
    }
}
