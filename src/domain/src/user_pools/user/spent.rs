//! Challenges that had their right answer, until they would have ended anyway: each is good for one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::{
    Timestamp,
    user_pools::sign_in::{Ceremony, Flow},
};

/// An answered challenge is remembered so much longer than it lasts: its answer may still wait for its turn, or another node's clock be
/// behind.
const REMEMBERED_LONGER_SECONDS: i64 = 300;
/// Answered challenges that are remembered of a user, at the most. People stay far below; a program may sign in as fast as it can.
const REMEMBERED_MAX: usize = 100;

/// A challenge (a `Session` or secret block) that had its right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredChallenge {
    /// Random.
    pub id: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl AnsweredChallenge {
    /// The challenge that a ceremony asks; none where a call sent its answer unasked. What an identity provider has vouched for asks nothing
    /// more, and is good once itself.
    pub(super) fn of(ceremony: &Ceremony) -> Option<Self> {
        if ceremony.flow == Flow::Federated {
            return Some(Self { id: text(ceremony.id), expires_at: ceremony.vouched_until() });
        }
        let asked = ceremony.asked.as_ref()?;
        Some(Self { id: text(asked.id), expires_at: asked.expires_at })
    }

    /// The challenge of an answer that was sent unasked. No other call can answer it, so it ends now.
    pub(super) fn at_once(ceremony: &Ceremony, now: Timestamp) -> Self {
        Self { id: text(ceremony.id), expires_at: now }
    }
}

/// A custom challenge was answered, rightly or not: either way it is spent. What follows is for a function to say, so that it counts neither
/// for nor against the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomAnswered {
    /// Which.
    pub challenge: AnsweredChallenge,
    /// Whether the function that verifies answers found it right.
    pub passed: bool,
    /// When.
    pub at: Timestamp,
}

fn text(id: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(id))
}

/// The answered challenges of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SpentChallenges {
    /// Those that are remembered, by their ids.
    remembered: BTreeMap<String, Spent>,
    /// No challenge that ends later was dropped for want of room.
    dropped_until: Timestamp,
}

/// What became of a challenge that had its right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spent {
    /// When the challenge ends.
    ends_at: Timestamp,
    /// The session that the answer opened; absent where another challenge followed.
    pub(super) session: Option<String>,
}

impl SpentChallenges {
    pub(super) fn get(&self, challenge: &AnsweredChallenge) -> Option<&Spent> {
        self.remembered.get(&challenge.id)
    }

    /// Whether a challenge had its right answer, or may have had: it ends no later than one that was dropped.
    pub(super) fn may_have(&self, challenge: &AnsweredChallenge) -> bool {
        challenge.expires_at <= self.dropped_until || self.get(challenge).is_some()
    }

    /// Refuses a custom challenge that was answered, and any if so many were that one could be forgotten before it ends: what a function
    /// asks cannot be guessed by answering faster.
    pub(super) fn check_custom(&self, challenge: &AnsweredChallenge, now: Timestamp) -> Result<(), Refusal> {
        let is_remembered = |spent: &&Spent| spent.ends_at.plus_seconds(REMEMBERED_LONGER_SECONDS) > now;
        if self.may_have(challenge) {
            return Err(Refusal::ChallengeSpent);
        }
        let is_full = self.remembered.values().filter(is_remembered).count() >= REMEMBERED_MAX;
        if is_full { Err(Refusal::TooManyAnswers) } else { Ok(()) }
    }

    /// Count of those that have not ended.
    pub(super) fn counted(&self, now: Timestamp) -> usize {
        self.remembered.values().filter(|spent| spent.ends_at > now).count()
    }

    /// Drops those that have ended, and keeps the one that was answered now, if there is one.
    pub(super) fn add(
        &mut self,
        challenge: Option<&AnsweredChallenge>,
        session: Option<&str>,
        now: Timestamp,
    ) {
        self.remembered.retain(|_, spent| spent.ends_at.plus_seconds(REMEMBERED_LONGER_SECONDS) > now);
        if let Some(challenge) = challenge.filter(|challenge| challenge.expires_at > now) {
            let spent = Spent { ends_at: challenge.expires_at, session: session.map(str::to_owned) };
            self.remembered.insert(challenge.id.clone(), spent);
        }
        while self.remembered.len() > REMEMBERED_MAX {
            self.drop_first_to_end();
        }
    }

    fn drop_first_to_end(&mut self) {
        let first = self.remembered.iter().min_by_key(|(_, spent)| spent.ends_at);
        if let Some((id, ends_at)) = first.map(|(id, spent)| (id.clone(), spent.ends_at)) {
            self.remembered.remove(&id);
            self.dropped_until = self.dropped_until.max(ends_at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(n: usize) -> AnsweredChallenge {
        let second = i64::try_from(n).unwrap();
        AnsweredChallenge { id: format!("{n:032x}"), expires_at: Timestamp::from_seconds(180 + second) }
    }

    fn answered(count: usize) -> SpentChallenges {
        let mut spent = SpentChallenges::default();
        for n in 0..count {
            spent.add(Some(&challenge(n)), Some("jti"), Timestamp::from_seconds(0));
        }
        spent
    }

    #[test]
    fn as_many_answered_challenges_are_remembered_as_there_is_room_for_and_none_is_good_again() {
        let spent = answered(REMEMBERED_MAX + 3);
        assert_eq!(spent.remembered.len(), REMEMBERED_MAX);
        assert!(spent.get(&challenge(2)).is_none() && spent.get(&challenge(3)).is_some());
        assert!((0..REMEMBERED_MAX + 3).all(|n| spent.may_have(&challenge(n))));
        assert!(!spent.may_have(&challenge(REMEMBERED_MAX + 3)));
    }

    #[test]
    fn custom_challenges_are_refused_while_no_more_of_them_can_be_remembered() {
        let now = Timestamp::from_seconds(0);
        let next = challenge(REMEMBERED_MAX);
        assert_eq!(answered(REMEMBERED_MAX - 1).check_custom(&next, now), Ok(()));
        let full = answered(REMEMBERED_MAX);
        assert_eq!(full.check_custom(&challenge(7), now), Err(Refusal::ChallengeSpent));
        assert_eq!(full.check_custom(&next, now), Err(Refusal::TooManyAnswers));
        let first_is_forgotten = Timestamp::from_seconds(180 + REMEMBERED_LONGER_SECONDS);
        assert_eq!(full.check_custom(&next, first_is_forgotten), Ok(()));
    }

    #[test]
    fn an_answered_challenge_is_remembered_five_minutes_longer_than_it_lasts() {
        let mut spent = answered(2);
        spent.add(None, None, Timestamp::from_seconds(180 + REMEMBERED_LONGER_SECONDS));
        assert!(spent.get(&challenge(0)).is_none() && spent.get(&challenge(1)).is_some());
        assert!(!spent.may_have(&challenge(0)), "nothing was dropped for want of room");
    }
}
