//! `DeleteDataset`

use crate::{
    Command, Decision, Moment,
    sync::dataset::{Dataset, Deleted, queries::Description},
};

/// Deletes the dataset with all its records. The deletion takes a count of its own, so that every device that knew the dataset learns of
/// it.
pub struct Delete;

impl Command for Delete {
    type Aggregate = Dataset;
    /// The state of the dataset before.
    type Reply = Description;

    fn decide(&self, dataset: &Dataset, moment: &Moment) -> Decision<Self> {
        match dataset.present() {
            Ok(present) => {
                let sync_count = present.sync_count.saturating_add(1);
                Decision::accept([Deleted { sync_count, at: moment.now }.into()], present.into())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        sync::dataset::{
            Refusal,
            commands::cases::{deleted, patch, updated},
        },
    };

    #[test]
    fn a_deleted_dataset_is_described_a_last_time() {
        let past = || given::<Dataset>([updated(1, [patch("a", Some("1"))])]);
        let last = past().state().describe();
        past().when_at(2000, Delete).then([deleted(2)], last);
    }

    #[test]
    fn what_is_not_there_is_not_deleted() {
        given([]).when(Delete).then([], Err(Refusal::NotFound));
        given([updated(1, [patch("a", None)]), deleted(2)]).when(Delete).then([], Err(Refusal::NotFound));
    }
}
