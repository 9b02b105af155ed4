//! The operations of Cognito Sync that are built, a file each.

mod delete_dataset;
mod describe_dataset;
mod list_datasets;
mod list_records;
mod shapes;
mod update_records;

use wire::cognito_sync::operations as ops;

use crate::api::operation::{Entry, entry};

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[
    entry::<ops::DeleteDataset>(),
    entry::<ops::DescribeDataset>(),
    entry::<ops::ListDatasets>(),
    entry::<ops::ListRecords>(),
    entry::<ops::UpdateRecords>(),
];
