//! The commands of a dataset.

mod delete;
mod update_records;

pub use delete::Delete;
pub use update_records::{Change, UpdateRecords};

#[cfg(test)]
pub(super) mod cases {
    //! The same few patches for all tests of the dataset.

    use crate::{
        Personal, Timestamp,
        sync::dataset::{DatasetEvent, Deleted, Patch, Record, RecordsUpdated},
    };

    pub(in crate::sync::dataset) fn personal(text: &str) -> Personal<String> {
        Personal::Known(text.into())
    }

    pub(in crate::sync::dataset) fn patch(key: &str, value: Option<&str>) -> Patch {
        Patch { key: personal(key), value: value.map(personal), device_last_modified: Timestamp::from_ms(1) }
    }

    /// At a time of as many seconds as its count.
    pub(in crate::sync::dataset) fn updated(
        sync_count: u64,
        patches: impl IntoIterator<Item = Patch>,
    ) -> DatasetEvent {
        event(sync_count, patches).into()
    }

    pub(in crate::sync::dataset) fn deleted(sync_count: u64) -> DatasetEvent {
        Deleted { sync_count, at: at(sync_count) }.into()
    }

    pub(in crate::sync::dataset) fn record(sync_count: u64, key: &str, value: Option<&str>) -> Record {
        Record::written(&patch(key, value), &event(sync_count, []))
    }

    pub(in crate::sync::dataset) fn at(sync_count: u64) -> Timestamp {
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
