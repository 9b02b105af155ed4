//! A compromised password in a sign-in. Where it signs in all the same, that is recorded behind the step that it was given for.

use super::{AnswerChallenge, Draft, Proof};
use crate::{
    Moment,
    user_pools::user::{CompromisedPasswordFound, ResetRequired, Status, UserEvent},
    values::risk::PasswordEvent,
};

impl AnswerChallenge {
    /// The fact that a compromised password was right, and was taken.
    pub(super) fn compromised_noted(&self, moment: &Moment) -> Option<UserEvent> {
        let Proof::Password(checked) = &self.proof else { return None };
        let found = CompromisedPasswordFound::noted(PasswordEvent::SignIn, checked.finding, moment.now);
        found.map(UserEvent::from)
    }
}

impl Draft {
    /// Records that a compromised password was right, and was refused: a confirmed user must set another one by a code.
    pub(super) fn block_compromised(&mut self, moment: &Moment) {
        let is_confirmed = self.user.profile().is_ok_and(|profile| profile.status == Status::Confirmed);
        self.record(CompromisedPasswordFound { on: PasswordEvent::SignIn, blocked: true, at: moment.now });
        if is_confirmed {
            self.record(ResetRequired { at: moment.now });
        }
    }
}

#[cfg(test)]
#[path = "compromised_tests.rs"]
mod tests;
