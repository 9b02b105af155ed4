//! Sums of attempts on unknown user names.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp};

crate::events! {
    /// All events about attempts on the unknown user names of a pool.
    pub enum UnknownNamesEvent {
        "unknown_names.tried" 1 => Tried,
    }
}

/// The attempts that one node has seen within about a minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// Passwords and proofs of passwords.
    pub passwords: u64,
    /// Codes that were asked for.
    pub codes_asked: u64,
    /// Answers to codes.
    pub codes_answered: u64,
    /// Sign-ups that were refused because their password is in a list of breached ones.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub compromised_sign_ups: u64,
    /// When the first attempt came.
    pub first_at: Timestamp,
    /// When the last one came.
    pub last_at: Timestamp,
    /// The first addresses that attempts came from.
    pub from: Vec<Origin>,
    /// Attempts from further addresses.
    pub from_elsewhere: u64,
}

/// An address that attempts came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The address as text.
    pub address: Personal<String>,
    /// How many of the attempts.
    pub tries: u64,
}

impl Tried {
    /// All of them.
    pub fn tries(&self) -> u64 {
        let codes = self.codes_asked.saturating_add(self.codes_answered);
        self.passwords.saturating_add(codes).saturating_add(self.compromised_sign_ups)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
