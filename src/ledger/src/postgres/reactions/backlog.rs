//! What operators have to know of reactions: what was given up, and what has been failing for long.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::Timestamp;

/// Where each reaction stands, as of the last look at its items. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Backlog(Arc<Mutex<BTreeMap<&'static str, Standing>>>);

/// Where a reaction stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Items that were given up, and when the oldest was first taken up.
    pub given_up: Option<(u64, Timestamp)>,
    /// Items that have failed and are still tried, and when the oldest was first taken up.
    pub failing: Option<(u64, Timestamp)>,
}

impl Backlog {
    /// By the name of the reaction.
    pub fn standings(&self) -> Vec<(&'static str, Standing)> {
        let standings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        standings.iter().map(|(name, standing)| (*name, *standing)).collect()
    }

    pub(super) fn set(&self, reaction: &'static str, standing: Standing) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(reaction, standing);
    }
}
