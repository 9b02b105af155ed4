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

    /// The keys of some subjects; those are left out that were destroyed (or never made).
    async fn find(
        &self,
        subjects: HashSet<&str>,
        keys: &Keys,
    ) -> Result<HashMap<SubjectId, Arc<DataKey>>, Unavailable> {
        let (mut found, mut unknown) = (HashMap::new(), Vec::new());
        for subject in subjects {
            match self.kept.get_key_value(subject) {
                Some((subject, kept)) => {
                    found.extend(kept.key(&self.ledger, subject, keys)?.map(|key| (subject.clone(), key)));
                }
                // Made since.
                None => unknown.push(SubjectId::new(subject)),
            }
        }
        if !unknown.is_empty() {
            found.extend(keys.find_many(&self.ledger, unknown).await?);
        }
        Ok(found)
    }
}

impl Kept {
    fn key(
        &self,
        ledger: &LedgerId,
        subject: &SubjectId,
        keys: &Keys,
    ) -> Result<Option<Arc<DataKey>>, Unavailable> {
        self.unwrapped.get_or_init(|| keys.unwrap(ledger, subject.as_str(), &self.wrapped)).clone()
    }
}

impl Ledger {
    /// Opens records, all of the ledger of this ring, with whatever keys they need.
    pub async fn open_all(
        &self,
        records: Vec<Record>,
        ring: &KeyRing,
    ) -> Result<Vec<Result<Opened, Unreadable>>, Unavailable> {
        let wanted = records.iter().filter_map(|record| subject_of(&record.sealed)).collect();
        let keys = ring.find(wanted, self.keys()).await?;
        let open = |record: Record| {
            let record = Arc::new(record);
            let key = subject_of(&record.sealed).and_then(|subject| keys.get(subject));
            Opened::open(Arc::clone(&record), key.map(AsRef::as_ref)).map_err(|fault| (record, fault))
        };
        Ok(records.into_iter().map(open).collect())
    }
}
