//! Facts about the forgetting of a person.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

crate::events! {
    /// All events about the forgetting of a person.
    pub enum SubjectEvent {
        "subject.forgotten" 1 => Forgotten,
    }
}

/// The person's key was destroyed: what was sealed with it can never be read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Why: `user.deleted`, `identity.deleted`.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
