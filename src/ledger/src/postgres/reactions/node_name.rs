//! The name that a node holds items under.

use std::sync::Arc;

/// Under which a node holds items. Invariant: no two running processes have the same one. So a process whose name an earlier process had knows
/// that the earlier one has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeName(Arc<str>);

impl NodeName {
    /// A name that no other running process has, for which the caller answers.
    pub fn new(name: &str) -> Self {
        Self(Arc::from(name))
    }

    /// As it stands beside an item.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
