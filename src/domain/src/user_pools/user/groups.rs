//! Facts about the groups that a user is in. They know no group: one that has ended is not looked for in its members.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The user became a member of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JoinedGroup {
    /// The group's id, which no later group of the same name has.
    pub group: String,
    /// When.
    pub at: Timestamp,
}

/// The user is no longer a member of a group: was removed, or is being deleted, or the group had ended before the user joined another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftGroup {
    /// The group's id.
    pub group: String,
    /// When.
    pub at: Timestamp,
}
