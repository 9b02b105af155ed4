//! The opaque texts of Sync: session tokens, that tie an update to a read, and where pages end. All are sealed, and each is good for the
//! dataset or identity alone that it was given for. They hold names and keys of records, so they must tell nothing.

use crypto::seal::{DataKey, open_token, seal_token};
use domain::{Timestamp, sync::dataset::commands::Cursor};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::DatasetName;
use crate::{Answer, Fault, kernel::fault::encoded};

/// How long an update may come after the read that gave its session token, in seconds.
const SESSION_SECONDS: i64 = 86_400;

const SESSION: &str = "sync session";
const PAGE: &str = "sync page";
const LIST: &str = "sync datasets";

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

/// Seals and opens them.
pub(super) struct Tokens(DataKey);

impl Tokens {
    pub(super) fn new(key: DataKey) -> Self {
        Self(key)
    }

    pub(super) fn session(&self, name: &DatasetName, now: Timestamp) -> Answer<String> {
        self.sealed(SESSION, &Session { name: name.clone(), until: now.plus_seconds(SESSION_SECONDS) })
    }

    pub(super) fn check_session(&self, name: &DatasetName, token: &str, now: Timestamp) -> Answer<()> {
        let session: Option<Session> = self.opened(SESSION, token).ok();
        let is_good = session.is_some_and(|session| session.name == *name && now < session.until);
        if is_good { Ok(()) } else { Err(Fault::invalid("SyncSessionToken not valid for these inputs")) }
    }

    /// Where a page of the records since a count ended; `None` where that was forgotten meanwhile.
    pub(super) fn page(&self, name: &DatasetName, since: u64, cursor: &Cursor) -> Answer<Option<String>> {
        let Some(key) = cursor.key.known().cloned() else { return Ok(None) };
        let place = Place { name: name.clone(), since, sync_count: cursor.sync_count, key };
        self.sealed(PAGE, &place).map(Some)
    }

    /// Where the page before ended. Of another dataset, or since another count, it would lead past records.
    pub(super) fn cursor(&self, name: &DatasetName, since: u64, token: &str) -> Answer<Cursor> {
        let place: Place = self.opened(PAGE, token)?;
        if place.name != *name || place.since != since {
            return Err(invalid());
        }
        Ok(Cursor { sync_count: place.sync_count, key: place.key.into() })
    }

    /// A page of datasets ended with this one.
    pub(super) fn list(&self, last: &DatasetName) -> Answer<String> {
        self.sealed(LIST, last)
    }

    /// The name that a page of an identity's datasets ended with.
    pub(super) fn after(&self, pool_id: &str, identity_id: &str, token: &str) -> Answer<String> {
        let last: DatasetName = self.opened(LIST, token)?;
        let is_same = last.pool_id == pool_id && last.identity_id == identity_id;
        if is_same { Ok(last.dataset) } else { Err(invalid()) }
    }

    fn sealed(&self, purpose: &str, body: &impl Serialize) -> Answer<String> {
        Ok(seal_token(&self.0, purpose, &encoded(body)?))
    }

    fn opened<T: DeserializeOwned>(&self, purpose: &str, token: &str) -> Answer<T> {
        let bytes = open_token(&self.0, purpose, token).map_err(|_| invalid())?;
        serde_json::from_slice(&bytes).map_err(|_| invalid())
    }
}

fn invalid() -> Fault {
    Fault::invalid("The token is not valid for this dataset, or has expired.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(DataKey::from_bytes([1; 32]))
    }

    fn name(dataset: &str) -> DatasetName {
        DatasetName { pool_id: "p".to_owned(), identity_id: "i".to_owned(), dataset: dataset.to_owned() }
    }

    #[test]
    fn a_session_token_is_good_for_its_dataset_and_for_a_day() {
        let token = tokens().session(&name("a"), Timestamp::from_seconds(0)).unwrap();
        let check = |name: DatasetName, seconds| {
            tokens().check_session(&name, &token, Timestamp::from_seconds(seconds))
        };
        assert!(check(name("a"), SESSION_SECONDS - 1).is_ok());
        assert!(check(name("a"), SESSION_SECONDS).is_err());
        let refused = check(name("b"), 1).unwrap_err();
        assert_eq!(refused.message, "SyncSessionToken not valid for these inputs");
        let made_up = tokens().check_session(&name("a"), "AAAA-made-up", Timestamp::from_seconds(0));
        assert_eq!(made_up, Err(refused));
    }

    #[test]
    fn a_page_goes_on_where_it_ended_in_the_same_dataset_and_since_the_same_count_alone() {
        let cursor = Cursor { sync_count: 7, key: "k".to_owned().into() };
        let token = tokens().page(&name("a"), 3, &cursor).unwrap().unwrap();
        assert_eq!(tokens().cursor(&name("a"), 3, &token), Ok(cursor));
        assert!(tokens().cursor(&name("b"), 3, &token).is_err());
        assert!(tokens().cursor(&name("a"), 2, &token).is_err());
        assert!(tokens().check_session(&name("a"), &token, Timestamp::from_seconds(0)).is_err());
    }

    #[test]
    fn a_list_of_datasets_goes_on_for_the_same_identity_alone() {
        let token = tokens().list(&name("a")).unwrap();
        assert_eq!(tokens().after("p", "i", &token).as_deref(), Ok("a"));
        assert!(tokens().after("p", "j", &token).is_err());
        assert!(tokens().after("p", "i", "nonsense").is_err());
    }
}
