//! `DescribeDataset`

use crate::{
    Personal, Timestamp,
    sync::dataset::{Dataset, Present, Refusal},
};

/// The state of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its name.
    pub name: Personal<String>,
    /// When it was first written to.
    pub created_at: Timestamp,
    /// When it was last written to.
    pub modified_at: Timestamp,
    /// Which device or identity wrote last.
    pub modified_by: Personal<String>,
    /// Bytes of the keys and values of all records that have a value.
    pub bytes: usize,
    /// How many records have a value.
    pub records: usize,
}

impl From<&Present> for Description {
    fn from(dataset: &Present) -> Self {
        let size = dataset.records.size();
        Self {
            name: dataset.name.clone(),
            created_at: dataset.created_at,
            modified_at: dataset.modified_at,
            modified_by: dataset.modified_by.clone(),
            bytes: size.bytes,
            records: size.records,
        }
    }
}

impl Dataset {
    /// The state of the dataset.
    pub fn describe(&self) -> Result<Description, Refusal> {
        self.present().map(Description::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        sync::dataset::commands::cases::{at, deleted, patch, personal, updated},
    };

    #[test]
    fn a_dataset_is_described_by_what_it_holds_now() {
        let past = [
            updated(1, [patch("a", Some("1")), patch("b", Some("22"))]),
            updated(2, [patch("a", None), patch("c", None)]),
        ];
        let description = Description {
            name: personal("notes"),
            created_at: at(1),
            modified_at: at(2),
            modified_by: personal("phone"),
            bytes: 3,
            records: 1,
        };
        assert_eq!(given::<Dataset>(past).state().describe(), Ok(description));
    }

    #[test]
    fn what_is_not_there_is_not_described() {
        for past in [vec![], vec![updated(1, [patch("a", None)]), deleted(2)]] {
            assert_eq!(given::<Dataset>(past).state().describe(), Err(Refusal::NotFound));
        }
    }

    #[test]
    fn a_dataset_made_again_begins_anew() {
        let past = [updated(1, [patch("a", Some("1"))]), deleted(2), updated(3, [patch("b", Some("2"))])];
        let description = given::<Dataset>(past).state().describe().unwrap();
        assert_eq!((description.created_at, description.records), (at(3), 1));
    }
}
