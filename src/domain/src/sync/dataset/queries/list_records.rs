//! `ListRecords`: what changed since a count.

use crate::{
    Personal,
    sync::dataset::{Dataset, Present, Record, Refusal},
};

/// Most records of one page.
pub const PAGE_MAX: usize = 1024;

/// The last record of a page. Pages run by count, then key: a record that is written between two pages moves behind both, and is
/// not missed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Its count.
    pub sync_count: u64,
    /// Its key.
    pub key: Personal<String>,
}

/// A page of records, and the state of the dataset. The names of merged datasets are known to the identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The records, removed ones without a value.
    pub records: Vec<Record>,
    /// Where the next page begins; `None`: this is the last.
    pub next: Option<Cursor>,
    /// The dataset's count; 0 when there is none.
    pub sync_count: u64,
    /// Whether there is a dataset.
    pub exists: bool,
    /// Whether it was deleted since the caller's count, though it may have been made again: what the caller knows is void.
    pub deleted_since: bool,
    /// Which device or identity wrote last.
    pub last_modified_by: Option<Personal<String>>,
}

impl Cursor {
    fn of(record: &Record) -> Self {
        Self { sync_count: record.sync_count, key: record.key.clone() }
    }
}

impl Dataset {
    /// A page of the records that changed after a count, from where the page before ended. `since` is the count up to which the caller
    /// knows everything (0: nothing); `max` is brought into 1 to [`PAGE_MAX`].
    pub fn list_records(&self, since: u64, after: Option<&Cursor>, max: usize) -> Result<Page, Refusal> {
        self.check_count(since)?;
        let deleted_since = since > 0 && self.deleted_at_sync_count().is_some_and(|deleted| deleted > since);
        Ok(match self.present() {
            Ok(dataset) => Page { deleted_since, ..dataset.page(since, after, max.clamp(1, PAGE_MAX)) },
            Err(_) => Page::of_none(deleted_since),
        })
    }

    /// Refuses a count that the dataset never had. An empty page would let a client with another dataset's count believe that it knows
    /// everything. Where there never was a dataset, the answer itself shows that.
    fn check_count(&self, since: u64) -> Result<(), Refusal> {
        match self {
            Self::Absent => Ok(()),
            Self::Present(_) | Self::Deleted { .. } if since <= self.sync_count() => Ok(()),
            Self::Present(_) | Self::Deleted { .. } => Err(Refusal::NoSuchSyncCount { given: since }),
        }
    }
}

impl Present {
    fn page(&self, since: u64, after: Option<&Cursor>, max: usize) -> Page {
        let is_behind = |after: &Cursor, record: &Record| {
            (record.sync_count, &record.key) > (after.sync_count, &after.key)
        };
        let is_wanted = |record: &&Record| {
            record.sync_count > since && after.is_none_or(|after| is_behind(after, record))
        };
        let mut found = self.records.iter().filter(is_wanted).collect::<Vec<_>>();
        found.sort_by(|a, b| (a.sync_count, &a.key).cmp(&(b.sync_count, &b.key)));
        let is_last = found.len() <= max;
        found.truncate(max);
        Page {
            next: found.last().filter(|_| !is_last).map(|record| Cursor::of(record)),
            records: found.into_iter().cloned().collect(),
            sync_count: self.sync_count,
            exists: true,
            deleted_since: false,
            last_modified_by: Some(self.modified_by.clone()),
        }
    }
}

impl Page {
    /// The page of a dataset that is not there.
    fn of_none(deleted_since: bool) -> Self {
        Self {
            records: Vec::new(),
            next: None,
            sync_count: 0,
            exists: false,
            deleted_since,
            last_modified_by: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        sync::dataset::{
            DatasetEvent,
            commands::cases::{deleted, patch, personal, record, updated},
        },
    };

    fn dataset(past: Vec<DatasetEvent>) -> Dataset {
        given(past).state()
    }

    fn list(past: Vec<DatasetEvent>, since: u64) -> Page {
        dataset(past).list_records(since, None, PAGE_MAX).unwrap()
    }

    fn written() -> Vec<DatasetEvent> {
        vec![updated(1, [patch("a", Some("1")), patch("b", Some("2"))]), updated(2, [patch("a", None)])]
    }

    #[test]
    fn only_what_changed_since_is_told_removals_included() {
        let page = list(written(), 1);
        let all = list(written(), 0);
        assert_eq!(page.records, [record(2, "a", None)]);
        assert_eq!(all.records, [record(1, "b", Some("2")), record(2, "a", None)]);
        assert_eq!((all.sync_count, all.exists, all.deleted_since), (2, true, false));
        assert_eq!(all.last_modified_by, Some(personal("phone")));
        assert_eq!(list(written(), 2).records, []);
    }

    #[test]
    fn a_dataset_that_is_not_there_is_an_empty_answer() {
        let page = list(vec![], 0);
        assert_eq!((page.exists, page.sync_count, page.deleted_since), (false, 0, false));
        assert_eq!((page.records, page.next, page.last_modified_by), (vec![], None, None));
    }

    #[test]
    fn a_deletion_is_told_to_those_who_knew_the_dataset_before() {
        let past = || written().into_iter().chain([deleted(3)]).collect::<Vec<_>>();
        let told = |past: Vec<DatasetEvent>, since| {
            let page = list(past, since);
            (page.exists, page.deleted_since)
        };
        assert_eq!(told(past(), 2), (false, true));
        assert_eq!(told(past(), 0), (false, false));

        let again = || past().into_iter().chain([updated(4, [patch("a", Some("new"))])]).collect::<Vec<_>>();
        assert_eq!(told(again(), 2), (true, true));
        assert_eq!(told(again(), 4), (true, false));
        assert_eq!(told(again(), 0), (true, false));
    }

    #[test]
    fn a_count_that_the_dataset_never_had_is_refused() {
        let gone = written().into_iter().chain([deleted(3)]).collect();
        for (past, since) in [(written(), 3), (written(), 37), (gone, 4)] {
            let listed = dataset(past).list_records(since, None, PAGE_MAX);
            assert_eq!(listed, Err(Refusal::NoSuchSyncCount { given: since }));
        }
        assert!(!list(vec![], 37).exists, "where there never was a dataset that is the answer");
    }

    #[test]
    fn pages_follow_one_another_without_gap_or_repetition() {
        let past = || vec![updated(1, [patch("a", Some("1")), patch("b", Some("2")), patch("c", Some("3"))])];
        let page = |past: Vec<DatasetEvent>, after: Option<Cursor>| {
            dataset(past).list_records(0, after.as_ref(), 2).unwrap()
        };
        let first = page(past(), None);
        assert_eq!(first.records, [record(1, "a", Some("1")), record(1, "b", Some("2"))]);
        let last = page(past(), first.next.clone());
        assert_eq!((last.records, last.next), (vec![record(1, "c", Some("3"))], None));

        let meanwhile = past().into_iter().chain([updated(2, [patch("a", Some("new"))])]).collect();
        let last = page(meanwhile, first.next);
        assert_eq!(last.records, [record(1, "c", Some("3")), record(2, "a", Some("new"))]);
        assert_eq!(last.sync_count, 2);
    }

    #[test]
    fn a_full_last_page_has_no_next() {
        let past = vec![updated(1, [patch("a", Some("1")), patch("b", Some("2"))])];
        let page = dataset(past).list_records(0, None, 2).unwrap();
        assert_eq!((page.records.len(), page.next), (2, None));
    }

    #[test]
    fn a_page_of_none_holds_one() {
        let page = dataset(written()).list_records(0, None, 0).unwrap();
        assert_eq!(page.records.len(), 1);
        assert!(page.next.is_some());
    }
}
