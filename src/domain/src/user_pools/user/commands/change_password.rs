//! A signed-in user who knows the old password sets another.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{
        CompromisedPasswordFound, Credential, PasswordSet, PasswordSetBy, Refusal, Status, User, UserEvent,
    },
    values::risk::{PasswordEvent, PasswordFinding},
};

/// Changes it. Whether the old one matched was found outside.
pub struct ChangePassword {
    /// The version of the credential the old password was checked against; that of [`Credential::absent`] where there was no old one.
    pub version: String,
    /// The new password's forms; absent where the old one did not match: then the new password is not checked.
    pub credential: Option<Credential>,
    /// What is known of the new password.
    pub finding: PasswordFinding,
}

impl Command for ChangePassword {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let profile = match user.profile() {
            Ok(profile) => profile,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if let Err(refusal) = profile.must_have_password() {
            return Decision::refuse(refusal);
        }
        if user.attempts.locked(moment.now) {
            return Decision::refuse(Refusal::Locked);
        }
        if profile.credential.version != self.version {
            return Decision::refuse(Refusal::WrongPassword);
        }
        let Some(credential) = &self.credential else {
            return Decision::refuse_and_record(
                [user.attempts.refuse(moment.now).into()],
                Refusal::WrongPassword,
            );
        };
        if profile.status == Status::ResetRequired {
            return Decision::refuse(Refusal::ResetRequired);
        }
        let set = PasswordSet::alone(PasswordSetBy::Change, credential.clone(), profile.status, moment.now);
        let found = CompromisedPasswordFound::noted(PasswordEvent::PasswordChange, self.finding, moment.now)
            .map(UserEvent::from);
        Decision::accept(std::iter::once(set.into()).chain(found), ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::{given, moment_at},
        user_pools::user::{
            PasswordDisabled, SignedUp, Status, UserEvent,
            commands::samples::{confirmed, credential, signed_up},
        },
    };

    fn change(matched: bool) -> ChangePassword {
        let finding = PasswordFinding::Unknown;
        ChangePassword { version: "1".into(), credential: matched.then(|| credential("2")), finding }
    }

    #[test]
    fn a_user_without_a_password_sets_the_first_one() {
        let past = || {
            let signed_up = SignedUp { credential: None, ..signed_up() };
            vec![UserEvent::from(signed_up), confirmed().into()]
        };
        let first = || ChangePassword { version: Credential::absent().version, ..change(true) };
        let set =
            PasswordSet::alone(PasswordSetBy::Change, credential("2"), Status::Confirmed, moment_at(0).now);
        given::<User>(past()).when(first()).then([set.clone().into()], Ok(()));
        let after = past().into_iter().chain([set.into()]);
        given::<User>(after).when(first()).then([], Err(Refusal::WrongPassword));
    }

    #[test]
    fn a_compromised_password_that_is_taken_is_recorded_behind_the_change() {
        let past = vec![UserEvent::from(signed_up()), confirmed().into()];
        let compromised =
            ChangePassword { finding: PasswordFinding::Compromised { blocks: true }, ..change(true) };
        let at = moment_at(0).now;
        let set = PasswordSet::alone(PasswordSetBy::Change, credential("2"), Status::Confirmed, at);
        let found = CompromisedPasswordFound { on: PasswordEvent::PasswordChange, blocked: false, at };
        given::<User>(past.clone()).when(compromised).then([set.into(), found.into()], Ok(()));
    }

    #[test]
    fn the_old_password_must_be_right_and_a_wrong_one_counts() {
        let ada = given::<User>([signed_up().into(), confirmed().into()]).state();
        let refused = change(false).decide(&ada, &moment_at(0));
        assert_eq!((refused.events.len(), refused.reply), (1, Err(Refusal::WrongPassword)));
        let changed = change(true).decide(&ada, &moment_at(0));
        assert_eq!(changed.reply, Ok(()));
        let after =
            given::<User>([signed_up().into(), confirmed().into()].into_iter().chain(changed.events)).state();
        let profile = after.profile().unwrap();
        assert_eq!((profile.credential.version.as_str(), profile.status), ("2", Status::Confirmed));
    }
    #[test]
    fn a_user_whose_password_an_administrator_ended_changes_none() {
        let ended = PasswordDisabled { at: crate::Timestamp::from_ms(0) };
        let past = [signed_up().into(), confirmed().into(), ended.into()];
        given::<User>(past).when(change(true)).then([], Err(Refusal::CannotBeReset));
    }
}
