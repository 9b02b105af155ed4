//! The replicas of a pool: the regions beside its own in which calls find it. One server answers for every region, so that nothing is copied.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Replicas that a pool may have beside itself.
pub const REPLICAS_MAX: usize = 5;

/// The replicas of a pool by their regions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Replicas(BTreeMap<String, ReplicaStatus>);

/// `Status`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplicaStatus {
    /// `ACTIVE`
    #[serde(rename = "active")]
    Active,
    /// `INACTIVE`: as every replica is at first.
    #[serde(rename = "inactive")]
    Inactive,
}

impl Replicas {
    /// The replica of a region.
    pub fn status(&self, region: &str) -> Option<ReplicaStatus> {
        self.0.get(region).copied()
    }

    /// All, by region.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ReplicaStatus)> {
        self.0.iter().map(|(region, status)| (region.as_str(), *status))
    }

    /// Whether there may be no further one.
    pub(super) fn are_full(&self) -> bool {
        self.0.len() >= REPLICAS_MAX
    }

    pub(super) fn set(&mut self, region: &str, status: ReplicaStatus) {
        self.0.insert(region.to_owned(), status);
    }

    pub(super) fn delete(&mut self, region: &str) {
        self.0.remove(region);
    }
}
