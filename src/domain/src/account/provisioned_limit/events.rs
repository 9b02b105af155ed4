//! Facts about a provisioned limit.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to a provisioned limit.
    pub enum ProvisionedLimitEvent {
        "provisioned_limit.set" 1 => LimitSet,
    }
}

/// So much is provisioned from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitSet {
    /// Requests a second.
    pub value: u32,
    /// When.
    pub at: Timestamp,
}
