//! The opaque texts of Sync: session tokens, that tie an update to a read, and where pages end. Each is valid only for the dataset or
//! identity that it was issued for. They hold names and keys of records, so they must reveal nothing.

use domain::{Timestamp, sync::dataset::queries::Cursor};
use serde::{Deserialize, Serialize};

use super::DatasetName;
use crate::{
    Answer, Fault,
    kernel::sealer::{Sealer, Token},
};

/// How long an update may come after the read that gave its session token, in seconds.
const SESSION_SECONDS: i64 = 86_400;

/// What a session token says.
#[derive(Serialize, Deserialize)]
struct Session {
    name: DatasetName,
    until: Timestamp,
}

/// Where a page of records ended, of those that changed since a count.
#[derive(Serialize, Deserialize)]
struct Place {
    name: DatasetName,
    since: u64,
    sync_count: u64,
    key: String,
}

/// The dataset that a page of them ended with.
#[derive(Serialize, Deserialize)]
struct Last(DatasetName);

/// Seals and opens these texts.
pub(super) struct Tokens<'a>(pub(super) &'a Sealer);

macro_rules! token {
    ($type:ty, $purpose:literal, $this:ident => $expires_at:expr) => {
        impl Token for $type {
            const KEY: &'static str = "sync tokens";
            const PURPOSE: &'static str = $purpose;

            fn expires_at(&self) -> Option<Timestamp> {
                let $this = self;
                $expires_at
            }
        }
    };
}

token!(Session, "sync session", session => Some(session.until));
token!(Place, "sync page", _place => None);
token!(Last, "sync datasets", _last => None);

impl Tokens<'_> {
    pub(super) fn session(&self, name: &DatasetName, now: Timestamp) -> Answer<String> {
        self.0.seal("", &Session { name: name.clone(), until: now.plus_seconds(SESSION_SECONDS) })
    }

    pub(super) fn check_session(&self, name: &DatasetName, token: &str) -> Answer<()> {
        let is_good = self.0.open::<Session>("", token).is_ok_and(|session| session.name == *name);
        if is_good { Ok(()) } else { Err(Fault::invalid("SyncSessionToken not valid for these inputs")) }
    }

    /// The token for the end of a page of the records since a count; `None` where its key was forgotten meanwhile.
    pub(super) fn page(&self, name: &DatasetName, since: u64, cursor: &Cursor) -> Answer<Option<String>> {
        let Some(key) = cursor.key.known().cloned() else { return Ok(None) };
        let place = Place { name: name.clone(), since, sync_count: cursor.sync_count, key };
        self.0.seal("", &place).map(Some)
    }

    /// Where the page before ended. A token of another dataset, or since another count, is refused: it would skip records.
    pub(super) fn cursor(&self, name: &DatasetName, since: u64, token: &str) -> Answer<Cursor> {
        let place: Place = self.0.open("", token).map_err(|_| invalid())?;
        if place.name != *name || place.since != since {
            return Err(invalid());
        }
        Ok(Cursor { sync_count: place.sync_count, key: place.key.into() })
    }

    /// The token for the end of a page of datasets, of which this is the last.
    pub(super) fn list(&self, last: DatasetName) -> Answer<String> {
        self.0.seal("", &Last(last))
    }

    /// The name that a page of an identity's datasets ended with.
    pub(super) fn after(&self, pool_id: &str, identity_id: &str, token: &str) -> Answer<String> {
        let Last(last) = self.0.open("", token).map_err(|_| invalid())?;
        let is_same = last.pool_id == pool_id && last.identity_id == identity_id;
        if is_same { Ok(last.dataset) } else { Err(invalid()) }
    }
}

fn invalid() -> Fault {
    Fault::invalid("The token is not valid for this dataset, or has expired.")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::kernel::sealer::tests::sealer;

    fn name(dataset: &str) -> DatasetName {
        DatasetName { pool_id: "p".to_owned(), identity_id: "i".to_owned(), dataset: dataset.to_owned() }
    }

    #[test]
    fn a_session_token_is_good_for_its_dataset_and_for_a_day() {
        let (sealer, seconds) = sealer();
        let tokens = Tokens(&sealer);
        let token = tokens.session(&name("a"), Timestamp::from_seconds(0)).unwrap();
        seconds.store(SESSION_SECONDS - 1, Ordering::Relaxed);
        assert_eq!(tokens.check_session(&name("a"), &token), Ok(()));
        let refused = tokens.check_session(&name("b"), &token).unwrap_err();
        assert_eq!(refused.message, "SyncSessionToken not valid for these inputs");
        assert_eq!(tokens.check_session(&name("a"), "AAAA-made-up"), Err(refused.clone()));
        seconds.store(SESSION_SECONDS, Ordering::Relaxed);
        assert_eq!(tokens.check_session(&name("a"), &token), Err(refused));
    }

    #[test]
    fn a_page_goes_on_where_it_ended_in_the_same_dataset_and_since_the_same_count_alone() {
        let (sealer, _) = sealer();
        let tokens = Tokens(&sealer);
        let cursor = Cursor { sync_count: 7, key: "k".to_owned().into() };
        let token = tokens.page(&name("a"), 3, &cursor).unwrap().unwrap();
        assert_eq!(tokens.cursor(&name("a"), 3, &token), Ok(cursor));
        assert!(tokens.cursor(&name("b"), 3, &token).is_err());
        assert!(tokens.cursor(&name("a"), 2, &token).is_err());
        assert!(tokens.check_session(&name("a"), &token).is_err());
    }

    #[test]
    fn a_list_of_datasets_goes_on_for_the_same_identity_alone() {
        let (sealer, _) = sealer();
        let tokens = Tokens(&sealer);
        let token = tokens.list(name("a")).unwrap();
        assert_eq!(tokens.after("p", "i", &token).as_deref(), Ok("a"));
        assert!(tokens.after("p", "j", &token).is_err());
        assert!(tokens.after("p", "i", "nonsense").is_err());
    }
}
