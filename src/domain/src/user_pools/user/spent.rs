//! Challenges that had their right answer, until they would have ended anyway: each is good for one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, user_pools::sign_in::Ceremony};

/// A challenge (a `Session` or secret block) that had its right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredChallenge {
    /// Random.
    pub id: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl AnsweredChallenge {
    /// What a ceremony asks; nothing where a call has brought the answer along with its question.
    pub(super) fn of(ceremony: &Ceremony) -> Option<Self> {
        let asked = ceremony.asked.as_ref()?;
        Some(Self { id: text(asked.id), expires_at: asked.expires_at })
    }

    /// What a call has answered along with its question. Nothing else can answer that, so it ends now.
    pub(super) fn at_once(ceremony: &Ceremony, now: Timestamp) -> Self {
        Self { id: text(ceremony.id), expires_at: now }
    }
}

fn text(id: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(id))
}

/// The answered challenges of a user, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SpentChallenges(BTreeMap<String, Spent>);

/// What became of a challenge that had its right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spent {
    /// When it would have ended.
    expires_at: Timestamp,
    /// The session that the answer opened; absent where another challenge followed.
    pub(super) session: Option<String>,
}

impl SpentChallenges {
    pub(super) fn get(&self, challenge: &AnsweredChallenge) -> Option<&Spent> {
        self.0.get(&challenge.id)
    }

    /// Forgets those that have ended, and keeps the one that was answered now, if there is one.
    pub(super) fn add(
        &mut self,
        challenge: Option<&AnsweredChallenge>,
        session: Option<&str>,
        now: Timestamp,
    ) {
        self.0.retain(|_, spent| spent.expires_at > now);
        if let Some(challenge) = challenge {
            let spent = Spent { expires_at: challenge.expires_at, session: session.map(str::to_owned) };
            self.0.insert(challenge.id.clone(), spent);
        }
    }
}
