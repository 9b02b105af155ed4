//! Which stream holds a name, remembered: a name is asked for again and again and hardly ever changes hands.
//!
//! What is remembered is right once the node has caught up with the ledger: the names of a stream that may have given one back are
//! forgotten when that is heard. That no stream holds a name is never remembered.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{LedgerId, StreamId, catalogue::gives_names_back};

use crate::{Batch, ClaimDigest};

/// Names remembered at the most: those that were asked for lately.
const NAMES_MAX: usize = 200_000;

/// A claimed name of a ledger.
pub(crate) type Name = (&'static str, ClaimDigest);

/// What this node remembers.
#[derive(Default)]
pub(crate) struct Holders(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    ledgers: HashMap<LedgerId, Known>,
    /// Recent names of all ledgers.
    recent: usize,
}

#[derive(Default)]
struct Known {
    /// Asked for since the generations last changed.
    recent: Names,
    /// Asked for before that, and not since.
    earlier: Names,
    /// How often names may have been given back.
    given_back: u64,
}

#[derive(Default)]
struct Names {
    holders: HashMap<Name, StreamId>,
    of: HashMap<StreamId, Vec<Name>>,
}

impl Names {
    /// True: it is new.
    fn insert(&mut self, name: Name, holder: StreamId) -> bool {
        let is_new = self.holders.insert(name, holder.clone()).is_none();
        if is_new {
            self.of.entry(holder).or_default().push(name);
        }
        is_new
    }

    /// Forgets the names of a stream; how many it had.
    fn forget(&mut self, holder: &StreamId) -> usize {
        let names = self.of.remove(holder).unwrap_or_default();
        names.iter().filter(|name| self.holders.remove(*name).is_some()).count()
    }
}

impl Remembered {
    /// Remembers a name that was asked for. Where there are too many, those not asked for in the generation before this are dropped.
    fn keep(&mut self, ledger: &LedgerId, name: Name, holder: StreamId) {
        if self.recent >= NAMES_MAX / 2 {
            self.recent = 0;
            self.ledgers.values_mut().for_each(|known| known.earlier = std::mem::take(&mut known.recent));
        }
        let is_new = self.ledgers.entry(ledger.clone()).or_default().recent.insert(name, holder);
        self.recent += usize::from(is_new);
    }
}

impl Holders {
    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The holder of a name as last read from the database, unless that may have changed.
    pub(crate) fn recall(&self, ledger: &LedgerId, name: &Name) -> Option<StreamId> {
        let mut remembered = self.lock();
        let known = remembered.ledgers.get_mut(ledger)?;
        if let Some(holder) = known.recent.holders.get(name) {
            return Some(holder.clone());
        }
        let holder = known.earlier.holders.remove(name)?;
        remembered.keep(ledger, *name, holder.clone());
        Some(holder)
    }

    /// To be taken before the database is asked, and passed to [`Holders::remember`] with its answer.
    pub(crate) fn before_asking(&self, ledger: &LedgerId) -> u64 {
        self.lock().ledgers.get(ledger).map_or(0, |known| known.given_back)
    }

    /// Remembers an answer, unless names were given back since the database was asked.
    pub(crate) fn remember(&self, ledger: &LedgerId, name: Name, holder: &StreamId, before: u64) {
        let mut remembered = self.lock();
        if remembered.ledgers.get(ledger).map_or(0, |known| known.given_back) == before {
            remembered.keep(ledger, name, holder.clone());
        }
    }

    /// Forgets the names that may have been given back by what was appended.
    pub(crate) fn hear(&self, batch: &Batch) {
        let mut givers = batch.records.iter().filter(|record| gives_names_back(&record.kind)).peekable();
        if givers.peek().is_none() {
            return;
        }
        let mut remembered = self.lock();
        let known = remembered.ledgers.entry(batch.ledger.clone()).or_default();
        let mut forgotten = 0;
        for record in givers {
            known.given_back += 1;
            forgotten += known.recent.forget(&record.stream);
            known.earlier.forget(&record.stream);
        }
        remembered.recent -= forgotten;
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

    #[test]
    fn names_that_are_asked_for_are_remembered_and_others_are_forgotten_where_there_are_too_many() {
        let holders = Holders::default();
        let name = |number: usize| {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&(number as u64).to_be_bytes());
            ("username", digest)
        };
        for number in 0..NAMES_MAX {
            holders.remember(&ledger(), name(number), &ada(), 0);
            if number.is_multiple_of(NAMES_MAX / 4) {
                assert_eq!(holders.recall(&ledger(), &name(0)), Some(ada()));
            }
        }
        let remembered = (0..NAMES_MAX).filter(|number| {
            let known = &holders.lock().ledgers[&ledger()];
            [&known.recent, &known.earlier].iter().any(|names| names.holders.contains_key(&name(*number)))
        });
        assert!((NAMES_MAX / 2..=NAMES_MAX).contains(&remembered.count()));
        for number in NAMES_MAX..2 * NAMES_MAX {
            holders.remember(&ledger(), name(number), &ada(), 0);
        }
        assert_eq!(holders.recall(&ledger(), &name(1)), None);
        // What may have been given back is forgotten in both generations.
        holders.hear(&heard("user.deleted"));
        let known = &holders.lock().ledgers[&ledger()];
        assert!(known.recent.holders.is_empty() && known.earlier.holders.is_empty());
    }
}
