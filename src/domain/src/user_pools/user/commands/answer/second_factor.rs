//! The second factor: a code of the authenticator app, and the choice between several factors.

use super::{AnswerChallenge, Draft};
use crate::{
    Decision, Moment,
    user_pools::{
        sign_in::{Factor, Refused, SecondFactor},
        user::{AuthenticatorUsed, CheckedToken},
    },
};

impl AnswerChallenge {
    /// A code of the authenticator app. One that was right before is refused and does not count, as another call of the same user may have
    /// used it.
    pub(super) fn software_token(
        &self,
        checked: &CheckedToken,
        mut draft: Draft,
        moment: &Moment,
    ) -> Decision<Self> {
        let factors = draft.user.profile().map(|profile| &profile.factors);
        let authenticator = factors.ok().and_then(|factors| factors.authenticator.as_ref());
        // An app that took the other's place meanwhile: the code is neither right nor wrong.
        let Some(app) = authenticator.filter(|app| app.secret == checked.secret) else {
            return self.refuse(draft, Refused::TokenMismatch);
        };
        match checked.step {
            None => self.refuse_factor(draft, Refused::TokenMismatch, moment),
            Some(step) if step <= app.last_step => self.refuse(draft, Refused::TokenUsed),
            Some(step) => {
                draft.record(AuthenticatorUsed { step, at: moment.now });
                self.pass_second(SecondFactor::SoftwareToken, draft, moment)
            }
        }
    }

    /// The factor that was chosen of several. Whether it is offered is said by what follows.
    pub(super) fn chosen(&self, factor: SecondFactor, draft: Draft, moment: &Moment) -> Decision<Self> {
        let mut ceremony = self.ceremony.clone();
        ceremony.given.second = Some(factor);
        self.follow(ceremony, draft, moment)
    }

    pub(super) fn pass_second(&self, factor: SecondFactor, draft: Draft, moment: &Moment) -> Decision<Self> {
        let mut ceremony = self.ceremony.clone();
        ceremony.pass(Factor::Second(factor), &draft.user.person(moment.now), moment.now);
        self.follow(ceremony, draft, moment)
    }

    /// Refuses a wrong code of a factor, and counts it.
    pub(super) fn refuse_factor(&self, mut draft: Draft, why: Refused, moment: &Moment) -> Decision<Self> {
        let attempts = draft.user.profile().map(|profile| profile.factors.attempts.clone());
        if let Ok(attempts) = attempts {
            draft.record(attempts.refuse_factor(moment.now));
        }
        self.refuse(draft, why)
    }
}

#[cfg(test)]
#[path = "second_factor_tests.rs"]
mod tests;
