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
        self.passwords.saturating_add(self.codes_asked).saturating_add(self.codes_answered)
    }
}
