//! Challenges that had their right answer, until they would have ended anyway: each is good for one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, user_pools::sign_in::Ceremony};

/// An answered challenge is remembered so much longer than it lasts: its answer may still wait for its turn, or another node's clock be
/// behind.
const REMEMBERED_LONGER_SECONDS: i64 = 300;

/// A challenge (a `Session` or secret block) that had its right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredChallenge {
    /// Random.
    pub id: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl AnsweredChallenge {
    /// The challenge that a ceremony asks; none where a call sent its answer unasked.
    pub(super) fn of(ceremony: &Ceremony) -> Option<Self> {
        let asked = ceremony.asked.as_ref()?;
        Some(Self { id: text(asked.id), expires_at: asked.expires_at })
    }

    /// The challenge of an answer that was sent unasked. No other call can answer it, so it ends now.
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
    /// Until when it is remembered.
    expires_at: Timestamp,
    /// The session that the answer opened; absent where another challenge followed.
    pub(super) session: Option<String>,
}

impl SpentChallenges {
    pub(super) fn get(&self, challenge: &AnsweredChallenge) -> Option<&Spent> {
        self.0.get(&challenge.id)
    }

    /// Drops those that have ended, and keeps the one that was answered now, if there is one.
    pub(super) fn add(
        &mut self,
        challenge: Option<&AnsweredChallenge>,
        session: Option<&str>,
        now: Timestamp,
    ) {
        self.0.retain(|_, spent| spent.expires_at > now);
        if let Some(challenge) = challenge.filter(|challenge| challenge.expires_at > now) {
            let expires_at = challenge.expires_at.plus_seconds(REMEMBERED_LONGER_SECONDS);
            self.0.insert(challenge.id.clone(), Spent { expires_at, session: session.map(str::to_owned) });
        }
    }
}
