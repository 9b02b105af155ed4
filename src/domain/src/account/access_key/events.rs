//! Facts about an access key.

use serde::{Deserialize, Serialize};

use crate::{Secret, Timestamp};

crate::events! {
    /// Everything that can have happened to an access key.
    pub enum AccessKeyEvent {
        "access_key.created" 1 => Created,
        "access_key.disabled" 1 => Disabled,
        "access_key.deleted" 1 => Deleted,
    }
}

/// The key was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// The secret access key.
    pub secret: Secret<String>,
    /// ARN of the key's owner.
    pub owner: String,
    /// Whether its owner may do everything.
    pub administrator: bool,
    /// When.
    pub at: Timestamp,
}

/// It signs nothing from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disabled {
    /// When.
    pub at: Timestamp,
}

/// The key was deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
