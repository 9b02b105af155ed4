//! The commands of a dataset.

mod delete;
mod describe;
mod list_records;
mod update_records;

pub use delete::Delete;
pub use describe::{Describe, Description};
pub use list_records::{Cursor, ListRecords, PAGE_MAX, Page};
pub use update_records::{Change, UpdateRecords};

#[cfg(test)]
mod cases {
    //! The same few patches for all commands' tests.

    use crate::{
        Personal, Timestamp,
        sync::dataset::{DatasetEvent, Deleted, Patch, Record, RecordsUpdated},
    };

    pub(super) fn personal(text: &str) -> Personal<String> {
        Personal::Known(text.into())
    }

    pub(super) fn patch(key: &str, value: Option<&str>) -> Patch {
        Patch { key: personal(key), value: value.map(personal), device_last_modified: Timestamp::from_ms(1) }
    }

    /// At a time of as many seconds as its count.
    pub(super) fn updated(sync_count: u64, patches: impl IntoIterator<Item = Patch>) -> DatasetEvent {
        event(sync_count, patches).into()
    }

    pub(super) fn deleted(sync_count: u64) -> DatasetEvent {
        Deleted { sync_count, at: at(sync_count) }.into()
    }

    pub(super) fn record(sync_count: u64, key: &str, value: Option<&str>) -> Record {
        Record::written(&patch(key, value), &event(sync_count, []))
    }

    pub(super) fn at(sync_count: u64) -> Timestamp {
        Timestamp::from_seconds(i64::try_from(sync_count).unwrap())
    }

    fn event(sync_count: u64, patches: impl IntoIterator<Item = Patch>) -> RecordsUpdated {
        RecordsUpdated {
            name: personal("notes"),
            sync_count,
            patches: patches.into_iter().collect(),
            by: personal("phone"),
            at: at(sync_count),
        }
    }
}
