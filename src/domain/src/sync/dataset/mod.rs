//! A dataset of an identity: records that its devices keep in step by counting. Belongs to the identity and is forgotten with it.
//! Knows no session token, no trigger and no push; that its name may be used at all is decided by the identity.
//!
//! Invariant: the count never goes back, not even when the dataset is deleted and made again, so a count that a device remembers means
//! one thing for ever.

pub mod commands;
mod events;
mod limits;
pub mod queries;
mod records;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{DatasetEvent, Deleted, Patch, RecordsUpdated};
pub use limits::{Limit, Limits};
pub use records::{Record, Records, Size};
pub use refusals::Refusal;

use crate::{Aggregate, Personal, Scope, Stream, Timestamp};

/// Where the dataset of this id lives: an opaque id that the caller derives from the identity and the name. `identity` is the
/// identity's stream.
pub fn stream(identity: &Stream, dataset_id: &str) -> Stream {
    Stream::belonging(identity, Dataset::KIND, dataset_id)
}

/// What is known of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Dataset {
    /// Never written to.
    #[default]
    Absent,
    /// There.
    Present(Box<Present>),
    /// Deleted, and not written to since.
    Deleted {
        /// The count that the deletion took.
        sync_count: u64,
    },
}

/// A dataset that exists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Present {
    /// Its name.
    pub name: Personal<String>,
    /// Records by key, removed ones too.
    pub records: Records,
    /// Rises by one with every update.
    pub sync_count: u64,
    /// The count that the latest deletion of an earlier dataset of this name took.
    pub deleted_at_sync_count: Option<u64>,
    /// When it was first written to.
    pub created_at: Timestamp,
    /// When it was last written to.
    pub modified_at: Timestamp,
    /// Which device or identity wrote last.
    pub modified_by: Personal<String>,
}

impl Dataset {
    /// The count after everything so far.
    pub fn sync_count(&self) -> u64 {
        match self {
            Self::Absent => 0,
            Self::Present(dataset) => dataset.sync_count,
            Self::Deleted { sync_count } => *sync_count,
        }
    }

    /// The count that the latest deletion took.
    pub fn deleted_at_sync_count(&self) -> Option<u64> {
        match self {
            Self::Absent => None,
            Self::Present(dataset) => dataset.deleted_at_sync_count,
            Self::Deleted { sync_count } => Some(*sync_count),
        }
    }

    /// The dataset, or the refusal where there is none.
    pub fn present(&self) -> Result<&Present, Refusal> {
        match self {
            Self::Present(dataset) => Ok(dataset),
            Self::Absent | Self::Deleted { .. } => Err(Refusal::NotFound),
        }
    }

    /// The empty dataset that this first update falls on.
    fn begun_by(&self, event: &RecordsUpdated) -> Present {
        Present {
            name: event.name.clone(),
            records: Records::default(),
            sync_count: 0,
            deleted_at_sync_count: self.deleted_at_sync_count(),
            created_at: event.at,
            modified_at: event.at,
            modified_by: event.by.clone(),
        }
    }
}

impl Present {
    fn update(&mut self, event: &RecordsUpdated) {
        self.sync_count = event.sync_count;
        self.modified_at = event.at;
        self.modified_by = event.by.clone();
        for patch in &event.patches {
            self.records.put(patch, event);
        }
    }
}

impl Aggregate for Dataset {
    const KIND: &'static str = "dataset";
    type Event = DatasetEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &DatasetEvent) {
        match event {
            DatasetEvent::RecordsUpdated(e) => {
                if let Self::Present(dataset) = self {
                    dataset.update(e);
                } else {
                    let mut dataset = self.begun_by(e);
                    dataset.update(e);
                    *self = Self::Present(Box::new(dataset));
                }
            }
            DatasetEvent::Deleted(e) => *self = Self::Deleted { sync_count: e.sync_count },
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::NotFound
    }
}
