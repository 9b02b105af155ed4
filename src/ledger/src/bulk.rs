//! Opening many records of one ledger at once: one look-up for all keys that they need, or for all there are.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use crypto::seal::DataKey;
use domain::{LedgerId, SubjectId};

use crate::{Keys, Ledger, Opened, Record, Unavailable, Undecodable, Wrapped, codec::subject_of};

/// A record that cannot be read, and why.
pub type Unreadable = (Arc<Record>, Undecodable);

/// The keys of a whole ledger as they were at one moment, each unwrapped when it is first needed: for whoever reads all of the ledger,
/// who would else look for the same keys again and again. It holds some 200 bytes for each person.
pub struct KeyRing {
    ledger: LedgerId,
    kept: HashMap<SubjectId, Kept>,
}

struct Kept {
    wrapped: Wrapped,
    unwrapped: OnceLock<Result<Option<Arc<DataKey>>, Unavailable>>,
}

impl KeyRing {
    /// One that knows no key yet: all of them are looked for when they are needed.
    pub fn empty(ledger: LedgerId) -> Self {
        Self { ledger, kept: HashMap::new() }
    }

    /// The keys of all subjects that have one at this moment.
    pub async fn of(ledger: LedgerId, keys: &Keys) -> Result<Self, Unavailable> {
        let kept = keys.store().all(&ledger).await?.into_iter();
        let kept = kept.map(|(subject, wrapped)| {
            (SubjectId::new(subject), Kept { wrapped, unwrapped: OnceLock::new() })
        });
        let kept = kept.collect();
        Ok(Self { ledger, kept })
    }

    /// The ledger.
    pub fn ledger(&self) -> &LedgerId {
        &self.ledger
    }

    /// The keys that records need and the ring does not have: made since. Those are left out that were destroyed (or never made).
    async fn made_since(&self, records: &[Arc<Record>], keys: &Keys) -> Result<Made, Unavailable> {
        let wanted = records.iter().filter_map(|record| subject_of(&record.sealed));
        let unknown: HashSet<&str> = wanted.filter(|subject| !self.kept.contains_key(*subject)).collect();
        if unknown.is_empty() {
            return Ok(Made::new());
        }
        keys.find_many(&self.ledger, unknown.into_iter().map(SubjectId::new)).await
    }

    /// The key of a subject; `None` if it was destroyed (or never made).
    fn key<'a>(
        &'a self,
        subject: &str,
        since: &'a Made,
        keys: &Keys,
    ) -> Result<Option<&'a DataKey>, Unavailable> {
        let Some(kept) = self.kept.get(subject) else { return Ok(since.get(subject).map(AsRef::as_ref)) };
        let unwrapped = kept.unwrapped.get_or_init(|| keys.unwrap(&self.ledger, subject, &kept.wrapped));
        unwrapped.as_ref().map(Option::as_deref).map_err(Clone::clone)
    }
}

type Made = HashMap<SubjectId, Arc<DataKey>>;

impl Ledger {
    /// Opens records, all of the ledger of this ring, with whatever keys they need.
    pub async fn open_all(
        &self,
        records: Vec<impl Into<Arc<Record>>>,
        ring: &KeyRing,
    ) -> Result<Vec<Result<Opened, Unreadable>>, Unavailable> {
        let records: Vec<Arc<Record>> = records.into_iter().map(Into::into).collect();
        let since = ring.made_since(&records, self.keys()).await?;
        let open = |record: Arc<Record>| {
            let key = match subject_of(&record.sealed) {
                Some(subject) => ring.key(subject, &since, self.keys())?,
                None => None,
            };
            Ok(Opened::open(Arc::clone(&record), key).map_err(|fault| (record, fault)))
        };
        records.into_iter().map(open).collect()
    }
}
