//! A compromised password in a sign-in. Where it signs in all the same, that is recorded behind the step that it was given for.

use super::{AnswerChallenge, Draft, Proof};
use crate::{
    Moment,
    user_pools::user::{CompromisedPasswordFound, UserEvent},
    values::risk::PasswordEvent,
};

impl AnswerChallenge {
    /// The fact that a compromised password was right, and was taken.
    pub(super) fn compromised_noted(&self, moment: &Moment) -> Option<UserEvent> {
        let Proof::Password(checked) = &self.proof else { return None };
        CompromisedPasswordFound::noted(PasswordEvent::SignIn, checked.finding, moment.now)
    }
}

impl Draft {
    /// Records that a compromised password was right, and was refused.
    pub(super) fn block_compromised(&mut self, moment: &Moment) {
        let events = self.user.profile().map(|profile| profile.block_compromised(moment.now));
        self.record_all(events.into_iter().flatten());
    }
}

#[cfg(test)]
#[path = "compromised_tests.rs"]
mod tests;
