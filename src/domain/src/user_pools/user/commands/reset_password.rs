//! A forgotten password is set anew, by the code that was sent.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{
        CodeRefused, CompromisedPasswordFound, Credential, PasswordSet, PasswordSetBy, Purpose, Refusal,
        Status, User, UserEvent,
    },
    values::risk::{PasswordEvent, PasswordFinding},
};

/// Sets it. Whether the code matched was found outside, against the code of `nonce`.
pub struct ResetPassword {
    /// The nonce that the given code was compared under.
    pub nonce: String,
    /// Whether it was the code.
    pub matched: bool,
    /// The new password's forms.
    pub credential: Credential,
    /// What is known of the new password.
    pub finding: PasswordFinding,
}

impl Command for ResetPassword {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let found = user.profile().and_then(|profile| {
            profile.must_be_enabled()?;
            profile.must_have_password()?;
            profile.pending_code(Purpose::ForgotPassword, moment.now)
        });
        match found {
            Ok(code) if self.matched && code.nonce == self.nonce => {
                // The code went to a verified address, and ended if that was changed: nothing is verified by it.
                let credential = self.credential.clone();
                let set = PasswordSet::alone(PasswordSetBy::Code, credential, Status::Confirmed, moment.now);
                let on = PasswordEvent::PasswordChange;
                let found =
                    CompromisedPasswordFound::noted(on, self.finding, moment.now).map(UserEvent::from);
                Decision::accept(std::iter::once(set.into()).chain(found), ())
            }
            Ok(_) => {
                let refused = CodeRefused { purpose: Purpose::ForgotPassword, at: moment.now };
                Decision::refuse_and_record([refused.into()], Refusal::CodeMismatch)
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::{given, moment_at},
        user_pools::user::{
            Disabled, PasswordDisabled, UserEvent,
            commands::samples::{code_issued, confirmed, credential, signed_up},
        },
    };

    fn reset(matched: bool) -> ResetPassword {
        let finding = PasswordFinding::Unknown;
        ResetPassword { nonce: "n".into(), matched, credential: credential("2"), finding }
    }

    fn past() -> Vec<UserEvent> {
        vec![signed_up().into(), confirmed().into(), code_issued(Purpose::ForgotPassword, "n").into()]
    }

    #[test]
    fn the_code_sets_the_password_once() {
        let state = given::<User>(past()).state();
        let Decision { events, reply } = reset(true).decide(&state, &moment_at(0));
        assert_eq!((events.len(), reply), (1, Ok(())));
        let after = past().into_iter().chain(events);
        given::<User>(after).when(reset(true)).then([], Err(Refusal::CodeExpired));
    }

    #[test]
    fn a_compromised_password_that_is_taken_is_recorded_behind_it() {
        let compromised =
            ResetPassword { finding: PasswordFinding::Compromised { blocks: false }, ..reset(true) };
        let at = crate::Timestamp::from_ms(0);
        let set = PasswordSet::alone(PasswordSetBy::Code, credential("2"), Status::Confirmed, at);
        let found = CompromisedPasswordFound { on: PasswordEvent::PasswordChange, blocked: false, at };
        given::<User>(past()).when(compromised).then([set.into(), found.into()], Ok(()));
    }

    #[test]
    fn a_user_who_is_switched_off_resets_no_password() {
        let disabled = Disabled { epoch: 1, at: crate::Timestamp::from_ms(0) };
        let past = past().into_iter().chain([disabled.into()]);
        given::<User>(past).when(reset(true)).then([], Err(Refusal::Disabled));
    }

    #[test]
    fn a_user_whose_password_an_administrator_ended_sets_none() {
        let ended = PasswordDisabled { at: crate::Timestamp::from_ms(0) };
        let past = past().into_iter().chain([ended.into()]);
        given::<User>(past).when(reset(true)).then([], Err(Refusal::CannotBeReset));
    }

    #[test]
    fn without_a_code_nothing_is_set_and_a_wrong_one_counts() {
        given::<User>([signed_up().into()]).when(reset(true)).then([], Err(Refusal::CodeExpired));
        let refused = CodeRefused { purpose: Purpose::ForgotPassword, at: crate::Timestamp::from_ms(0) };
        given::<User>(past()).when(reset(false)).then([refused.into()], Err(Refusal::CodeMismatch));
    }
}
