//! Facts about the forgetting of a person.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to the memory of a person.
    pub enum SubjectEvent {
        "subject.forgotten" 1 => Forgotten,
    }
}

/// The person's key was destroyed: what was sealed with it cannot be read by anybody again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Why: `user.deleted`, `identity.deleted`.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
