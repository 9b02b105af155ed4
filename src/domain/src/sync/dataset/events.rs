//! Facts about a dataset.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp};

crate::events! {
    /// Everything that can have happened to a dataset.
    pub enum DatasetEvent {
        "dataset.records_updated" 1 => RecordsUpdated,
        "dataset.deleted" 1 => Deleted,
    }
}

/// Records were written and removed, all of them at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordsUpdated {
    /// The dataset's name.
    pub name: Personal<String>,
    /// The count that this update took: that of the dataset, and of every record it touched.
    pub sync_count: u64,
    /// What was done to which record; no key twice.
    pub patches: Vec<Patch>,
    /// Which device did it; the identity itself where no device was named.
    pub by: Personal<String>,
    /// When.
    pub at: Timestamp,
}

/// What was done to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// The record's key.
    pub key: Personal<String>,
    /// Its value from now on; `None`: it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Personal<String>>,
    /// When the device says that it made the change.
    pub device_last_modified: Timestamp,
}

/// The dataset was deleted with all its records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// The count that the deletion took.
    pub sync_count: u64,
    /// When.
    pub at: Timestamp,
}
