//! What the trigger `DefineAuthChallenge` has said: of the answer to a custom challenge, or without one.

use super::{AnswerChallenge, Answered, Draft, Proof};
use crate::{
    Decision, Moment,
    user_pools::{
        sign_in::Next,
        user::{AnsweredChallenge, CustomAnswered},
    },
};

impl AnswerChallenge {
    /// Records what the trigger's word leads to.
    pub(super) fn defined(&self, next: Next, mut draft: Draft, moment: &Moment) -> Decision<Self> {
        if matches!(next, Next::Admit(_)) {
            return self.follow(self.ceremony.clone(), draft, moment);
        }
        if let (Proof::Defined { passed: Some(passed) }, Some(challenge), true) =
            (&self.proof, AnsweredChallenge::of(&self.ceremony), next.spends_custom())
        {
            draft.record(CustomAnswered { challenge, passed: *passed, at: moment.now });
        }
        draft.ask_device(&next, &self.ceremony, moment);
        let (ceremony, Draft { user, events }) = (self.ceremony.clone(), draft);
        Decision::accept(events, Answered { next, ceremony, user, opened_before: None })
    }
}

#[cfg(test)]
#[path = "custom_tests.rs"]
mod tests;
