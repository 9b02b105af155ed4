//! Opening many records of one ledger at once: one look-up for all keys that they need, or for all there are.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use crypto::seal::DataKey;
use domain::{LedgerId, SubjectId};
use foldhash::fast::RandomState;

use crate::{Keys, Ledger, Opened, Record, Unavailable, Undecodable, Wrapped, codec::subject_of};

/// A record that cannot be read, and why.
pub type Unreadable = (Arc<Record>, Undecodable);

/// The keys of a whole ledger as they were at one moment, each unwrapped when it is first needed: for a reader of the whole ledger, which
/// would otherwise look up the same keys again and again. It holds some 200 bytes for each person.
pub struct KeyRing {
    ledger: LedgerId,
    kept: HashMap<SubjectId, Kept, RandomState>,
}

struct Kept {
    wrapped: Wrapped,
    unwrapped: OnceLock<Result<Option<Arc<DataKey>>, Unavailable>>,
}

impl KeyRing {
    /// A ring without keys: all of them are looked up when they are needed.
    pub fn empty(ledger: LedgerId) -> Self {
        Self { ledger, kept: HashMap::default() }
    }

    /// The keys of all subjects that have one at this moment.
    pub async fn of(ledger: LedgerId, keys: &Keys) -> Result<Self, Unavailable> {
        let kept = keys.store().all(&ledger).await?.into_iter();
        let kept = kept.map(|(subject, wrapped)| (subject, Kept { wrapped, unwrapped: OnceLock::new() }));
        let kept = kept.collect();
        Ok(Self { ledger, kept })
    }

    /// The ledger.
    pub fn ledger(&self) -> &LedgerId {
        &self.ledger
    }

    /// The key of each record's subject, in their order; `None` where nothing is sealed, or the key was destroyed (or never made).
    async fn keys_of(
        &self,
        records: &[Arc<Record>],
        keys: &Keys,
    ) -> Result<Vec<Option<Arc<DataKey>>>, Unavailable> {
        let mut made_since = HashSet::new();
        let mut known = |record: &Arc<Record>| {
            let Some(subject) = subject_of(&record.sealed) else { return Ok(None) };
            let Some(kept) = self.kept.get(subject) else {
                made_since.insert(SubjectId::new(subject));
                return Ok(None);
            };
            kept.unwrapped.get_or_init(|| keys.unwrap(&self.ledger, subject, &kept.wrapped)).clone()
        };
        let mut found = records.iter().map(&mut known).collect::<Result<Vec<_>, _>>()?;
        if !made_since.is_empty() {
            let made_since = keys.find_many(&self.ledger, made_since).await?;
            for (key, record) in found.iter_mut().zip(records).filter(|(key, _)| key.is_none()) {
                *key = subject_of(&record.sealed).and_then(|subject| made_since.get(subject)).cloned();
            }
        }
        Ok(found)
    }
}

impl Ledger {
    /// Opens records, all of the ledger of this ring, with the keys that they need.
    pub async fn open_all(
        &self,
        records: Vec<impl Into<Arc<Record>>>,
        ring: &KeyRing,
    ) -> Result<Vec<Result<Opened, Unreadable>>, Unavailable> {
        let records: Vec<Arc<Record>> = records.into_iter().map(Into::into).collect();
        let keys = ring.keys_of(&records, self.keys()).await?;
        let open = |(record, key): (Arc<Record>, Option<Arc<DataKey>>)| {
            Opened::open(Arc::clone(&record), key.as_deref()).map_err(|fault| (record, fault))
        };
        Ok(records.into_iter().zip(keys).map(open).collect())
    }
}
