//! Datasets and records between the wire and the app.

use app::{
    Answer, Fault,
    sync::{DatasetName, RecordsPage, RecordsWanted},
};
use domain::{
    Personal, Timestamp,
    sync::dataset::{
        self,
        commands::Change,
        queries::{Description, PAGE_MAX},
    },
};
use wire::cognito_sync as shape;

pub(super) fn name(pool_id: &str, identity_id: &str, dataset: &str) -> DatasetName {
    DatasetName {
        pool_id: pool_id.to_owned(),
        identity_id: identity_id.to_owned(),
        dataset: dataset.to_owned(),
    }
}

pub(super) fn wanted(input: shape::ListRecordsRequest) -> Answer<RecordsWanted> {
    Ok(RecordsWanted {
        since: sync_count(input.last_sync_count.unwrap_or(0))?,
        next_token: input.next_token,
        max: max(input.max_results).unwrap_or(PAGE_MAX),
        session_token: input.sync_session_token,
    })
}

/// A page's size; what is below one is taken as one further down.
pub(super) fn max(given: Option<i32>) -> Option<usize> {
    given.map(|max| usize::try_from(max).unwrap_or(0))
}

pub(super) fn change(patch: shape::RecordPatch) -> Answer<Change> {
    let value = match patch.op.as_str() {
        "remove" => None,
        _ => patch.value.map(Personal::Known),
    };
    Ok(Change {
        key: patch.key.into(),
        value,
        sync_count: sync_count(patch.sync_count)?,
        device_last_modified: patch.device_last_modified_date.map(|at| Timestamp::from_ms(at.millis())),
    })
}

fn sync_count(given: i64) -> Answer<u64> {
    u64::try_from(given).map_err(|_| Fault::invalid("A sync count is not negative."))
}

pub(super) fn record(kept: dataset::Record) -> shape::Record {
    shape::Record {
        device_last_modified_date: Some(at(kept.device_last_modified)),
        key: kept.key.into_known(),
        last_modified_by: kept.last_modified_by.into_known(),
        last_modified_date: Some(at(kept.last_modified)),
        sync_count: Some(signed(kept.sync_count)),
        value: kept.value.and_then(Personal::into_known),
    }
}

pub(super) fn page(found: RecordsPage) -> shape::ListRecordsResponse {
    let page = found.page;
    let records: Vec<_> = page.records.into_iter().map(record).collect();
    shape::ListRecordsResponse {
        count: Some(count(&records)),
        dataset_deleted_after_requested_sync_count: Some(page.deleted_since),
        dataset_exists: Some(page.exists),
        dataset_sync_count: Some(signed(page.sync_count)),
        last_modified_by: page.last_modified_by.and_then(Personal::into_known),
        merged_dataset_names: (!found.merged.is_empty()).then_some(found.merged),
        next_token: found.next_token,
        records: Some(records),
        sync_session_token: Some(found.session_token),
    }
}

pub(super) fn dataset(identity_id: String, name: String, described: Description) -> shape::Dataset {
    shape::Dataset {
        creation_date: Some(at(described.created_at)),
        data_storage: Some(i64::try_from(described.bytes).unwrap_or(i64::MAX)),
        dataset_name: Some(name),
        identity_id: Some(identity_id),
        last_modified_by: described.modified_by.into_known(),
        last_modified_date: Some(at(described.modified_at)),
        num_records: Some(i64::try_from(described.records).unwrap_or(i64::MAX)),
    }
}

/// How many there are on a page.
pub(super) fn count<T>(page: &[T]) -> i32 {
    i32::try_from(page.len()).unwrap_or(i32::MAX)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn at(time: Timestamp) -> wire::Timestamp {
    wire::Timestamp::from_millis(time.ms())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(op: &str, value: Option<&str>, sync_count: i64) -> shape::RecordPatch {
        shape::RecordPatch {
            key: "k".to_owned(),
            op: op.to_owned(),
            sync_count,
            value: value.map(ToOwned::to_owned),
            ..shape::RecordPatch::default()
        }
    }

    #[test]
    fn a_patch_that_removes_has_no_value_whatever_it_brings() {
        assert_eq!(change(patch("remove", Some("v"), 1)).unwrap().value, None);
        assert_eq!(change(patch("replace", Some("v"), 1)).unwrap().value, Some("v".to_owned().into()));
    }

    #[test]
    fn a_negative_count_is_refused() {
        assert!(change(patch("replace", Some("v"), -1)).is_err());
    }
}
