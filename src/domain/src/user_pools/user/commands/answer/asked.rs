//! What a sign-in asks of its user as both stand, before an answer is looked at.

use crate::{
    Timestamp,
    user_pools::{
        sign_in::{self, Ceremony, Next, Rules},
        user::{AnsweredChallenge, Refusal, User, spent::Spent},
    },
};

impl User {
    /// What follows on a sign-in as it stands, before the answer is looked at. [`Refusal::ChallengeSpent`] if the challenge had its right
    /// answer already, or a custom one any answer; a right answer to SRP may be repeated. [`Refusal::TooManyAnswers`] to a custom challenge
    /// while others of the user were answered too often.
    pub fn asked_next(&self, rules: &Rules, ceremony: &Ceremony, now: Timestamp) -> Result<Next, Refusal> {
        if let Ok(profile) = self.profile()
            && let Some(challenge) = ceremony.asked_custom().and(AnsweredChallenge::of(ceremony))
        {
            profile.custom_answered.check_custom(&challenge, now)?;
        }
        let may_repeat = ceremony.asked.as_ref().is_some_and(|asked| asked.challenge.may_be_answered_again());
        let challenge = AnsweredChallenge::of(ceremony).filter(|_| !may_repeat);
        let spent = self.profile().ok().map(|profile| &profile.spent);
        if challenge.zip(spent).is_some_and(|(challenge, spent)| spent.may_have(&challenge)) {
            return Err(Refusal::ChallengeSpent);
        }
        Ok(sign_in::next(rules, &self.person_in(ceremony, now), ceremony))
    }

    /// What became of a challenge, if it had its right answer.
    pub(super) fn spent(&self, challenge: &AnsweredChallenge) -> Option<&Spent> {
        self.profile().ok()?.spent.get(challenge)
    }
}
