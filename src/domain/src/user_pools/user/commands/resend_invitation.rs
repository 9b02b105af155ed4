//! An administrator sends an invitation again, with another temporary password.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Credential, PasswordSet, PasswordSetBy, Profile, Status, User},
};

/// Replaces the temporary password of a user who has not signed in yet.
pub struct ResendInvitation {
    /// The temporary password's forms.
    pub credential: Credential,
    /// For how long that is good.
    pub seconds: i64,
}

impl Command for ResendInvitation {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = user.profile().and_then(Profile::is_invited) {
            return Decision::refuse(refusal);
        }
        let status = Status::ForceChangePassword { expires_at: moment.now.plus_seconds(self.seconds) };
        let set = PasswordSet::alone(PasswordSetBy::Admin, self.credential.clone(), status, moment.now);
        Decision::accept([set.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{
            CreatedByAdmin, Refusal,
            commands::samples::{confirmed, credential, signed_up},
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn resend() -> ResendInvitation {
        ResendInvitation { credential: credential("2"), seconds: 60 }
    }

    #[test]
    fn a_user_who_has_not_signed_in_gets_another_temporary_password_for_as_long_again() {
        let created = CreatedByAdmin {
            username: signed_up().username,
            names: Vec::new(),
            attributes: signed_up().attributes,
            credential: credential("1"),
            expires_at: Timestamp::from_seconds(-1),
            at: AT,
        };
        let status = Status::ForceChangePassword { expires_at: Timestamp::from_seconds(60) };
        let set = PasswordSet::alone(PasswordSetBy::Admin, credential("2"), status, AT);
        given::<User>([created.into()]).when(resend()).then([set.into()], Ok(()));
    }

    #[test]
    fn any_other_user_has_no_invitation() {
        given::<User>([signed_up().into()]).when(resend()).then([], Err(Refusal::NotInvited));
        given::<User>([signed_up().into(), confirmed().into()])
            .when(resend())
            .then([], Err(Refusal::NotInvited));
        given::<User>([]).when(resend()).then([], Err(Refusal::UserNotFound));
    }
}
