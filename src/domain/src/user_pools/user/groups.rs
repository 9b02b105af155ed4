//! Which groups a user is in, and the facts about that. Knows no group: one that has ended is not looked for in its members.

use serde::{Deserialize, Serialize};

use super::Profile;
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

impl Profile {
    pub(super) fn join_group(&mut self, event: &JoinedGroup) {
        self.groups.insert(event.group.clone());
    }

    pub(super) fn leave_group(&mut self, event: &LeftGroup) {
        self.groups.remove(&event.group);
    }
}
