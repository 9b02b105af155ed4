//! Who holds a name, remembered: a name is asked for again and again and hardly ever changes hands.
//!
//! What is remembered is right once the node has caught up with the ledger: whoever may have given a name back is forgotten when that
//! is heard. That nobody holds a name is never remembered.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{LedgerId, StreamId, catalogue::gives_names_back};

use crate::{Batch, ClaimDigest};

/// Names remembered at the most; beyond that all are forgotten.
const NAMES_MAX: usize = 200_000;

/// A claimed name of a ledger.
pub(crate) type Name = (&'static str, ClaimDigest);

/// What this node remembers.
#[derive(Default)]
pub(crate) struct Holders(Mutex<HashMap<LedgerId, Known>>);

#[derive(Default)]
struct Known {
    holders: HashMap<Name, StreamId>,
    names: HashMap<StreamId, Vec<Name>>,
    /// How often names may have been given back.
    given_back: u64,
}

impl Holders {
    fn lock(&self) -> MutexGuard<'_, HashMap<LedgerId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who held the name when that was last asked, unless that may have ended.
    pub(crate) fn recall(&self, ledger: &LedgerId, name: &Name) -> Option<StreamId> {
        self.lock().get(ledger)?.holders.get(name).cloned()
    }

    /// To be taken before the database is asked, and given to [`Holders::remember`] with its answer.
    pub(crate) fn before_asking(&self, ledger: &LedgerId) -> u64 {
        self.lock().get(ledger).map_or(0, |known| known.given_back)
    }

    /// Remembers an answer, unless names were given back since it was asked for.
    pub(crate) fn remember(&self, ledger: &LedgerId, name: Name, holder: &StreamId, before: u64) {
        let mut ledgers = self.lock();
        if ledgers.values().map(|known| known.holders.len()).sum::<usize>() >= NAMES_MAX {
            for known in ledgers.values_mut() {
                known.holders.clear();
                known.names.clear();
            }
        }
        let known = ledgers.entry(ledger.clone()).or_default();
        if known.given_back == before && known.holders.insert(name, holder.clone()).is_none() {
            known.names.entry(holder.clone()).or_default().push(name);
        }
    }

    /// Takes note of what was appended.
    pub(crate) fn hear(&self, batch: &Batch) {
        let mut givers = batch.records.iter().filter(|record| gives_names_back(&record.kind)).peekable();
        if givers.peek().is_none() {
            return;
        }
        let mut ledgers = self.lock();
        let known = ledgers.entry(batch.ledger.clone()).or_default();
        for record in givers {
            known.given_back += 1;
            for name in known.names.remove(&record.stream).unwrap_or_default() {
                known.holders.remove(&name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{LedgerId, Timestamp};
    use uuid::Uuid;

    use super::*;
    use crate::Record;

    fn heard(kind: &str) -> Batch {
        let record = Record {
            ledger: ledger(),
            position: 1,
            id: Uuid::nil(),
            stream: ada(),
            version: 1,
            kind: kind.to_owned(),
            shape: 1,
            data: bytes::Bytes::new(),
            sealed: bytes::Bytes::new(),
            meta: bytes::Bytes::new(),
            recorded_at: Timestamp::default(),
            digest: [0; 32],
        };
        Batch { ledger: ledger(), records: Arc::new([record]) }
    }

    fn ledger() -> LedgerId {
        LedgerId::new("pool")
    }

    fn ada() -> StreamId {
        StreamId::new("user-ada")
    }

    #[test]
    fn a_holder_is_remembered_until_it_may_have_given_the_name_back() {
        let (holders, name) = (Holders::default(), ("username", [1; 32]));
        holders.remember(&ledger(), name, &ada(), holders.before_asking(&ledger()));
        holders.hear(&heard("user.signed_in"));
        assert_eq!(holders.recall(&ledger(), &name), Some(ada()));
        holders.hear(&heard("user.deleted"));
        assert_eq!(holders.recall(&ledger(), &name), None);
    }

    #[test]
    fn an_answer_that_was_overtaken_is_not_remembered() {
        let (holders, name) = (Holders::default(), ("username", [1; 32]));
        let before = holders.before_asking(&ledger());
        holders.hear(&heard("user.deleted"));
        holders.remember(&ledger(), name, &ada(), before);
        assert_eq!(holders.recall(&ledger(), &name), None);
    }
}
