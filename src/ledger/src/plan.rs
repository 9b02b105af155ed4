//! What one transaction of the writer will do, decided without I/O: which appends fit, where their events go, what is claimed.
//!
//! Pure, and the same for every store: the store looks up what [`Seen`] holds under its locks, writes what [`Plan`] says.

use std::collections::{BTreeSet, HashMap};

use domain::{LedgerId, StreamId, Timestamp};
use uuid::Uuid;

use crate::{
    Append, AppendError, Appended, ClaimDigest, ClaimWrite, Draft, Part, Position, Record, Version,
    log::{Head, StreamKey},
};

pub(crate) type ClaimKey = (LedgerId, &'static str, ClaimDigest);

/// What the store has found, under the locks of the ledgers concerned.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) heads: HashMap<LedgerId, Head>,
    /// The last event of a stream; absent: the stream is empty.
    pub(crate) streams: HashMap<StreamKey, Last>,
    pub(crate) claims: HashMap<ClaimKey, StreamId>,
}

/// The last event of a stream.
#[derive(Clone, Copy)]
pub(crate) struct Last {
    pub(crate) version: Version,
    pub(crate) id: Uuid,
    pub(crate) position: Position,
}

/// What the store has to write, and what each append is answered.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) records: Vec<Record>,
    /// In order: a name may be given back and taken within one batch.
    pub(crate) claims: Vec<(StreamKey, ClaimWrite)>,
    pub(crate) outcomes: Vec<Result<Appended, AppendError>>,
}

impl Seen {
    /// Takes it that a stream stands where its writer has seen it. False: something is known of it already, on which this writer builds.
    pub(crate) fn assume(&mut self, key: &StreamKey, expected: Version) -> bool {
        let unknown = !self.streams.contains_key(key);
        if unknown {
            self.streams.insert(key.clone(), Last { version: expected, id: Uuid::nil(), position: 0 });
        }
        unknown
    }

    /// The heads that these records have moved, in order of id.
    pub(crate) fn moved<'a>(&'a self, records: &[Record]) -> Vec<(&'a LedgerId, &'a Head)> {
        let moved: BTreeSet<&LedgerId> = records.iter().map(|record| &record.ledger).collect();
        moved.into_iter().filter_map(|id| self.heads.get_key_value(id)).collect()
    }

    /// The heads of these ledgers, in order of id.
    pub(crate) fn heads_of<'a>(&'a self, ledgers: &BTreeSet<LedgerId>) -> Vec<(&'a LedgerId, &'a Head)> {
        ledgers.iter().filter_map(|id| self.heads.get_key_value(id)).collect()
    }

    /// Gives every append its place or its refusal. One that does not fit leaves its neighbours alone.
    pub(crate) fn plan_all(&mut self, appends: &[Append], now: Timestamp) -> Plan {
        let mut plan = Plan::default();
        for append in appends {
            self.plan(append, now, &mut plan);
        }
        plan
    }

    /// Gives one more append its place or its refusal.
    pub(crate) fn plan(&mut self, append: &Append, now: Timestamp, plan: &mut Plan) {
        let outcome = self.place(append, now, plan);
        plan.outcomes.push(outcome);
    }

    fn place(&mut self, append: &Append, now: Timestamp, plan: &mut Plan) -> Result<Appended, AppendError> {
        if let Some(already) = self.already_there(append) {
            return Ok(already);
        }
        // Nothing of it is written before all of it fits.
        append.streams().try_for_each(|(key, part)| self.fits(&key, part))?;
        for (key, part) in append.streams() {
            self.take_claims(part, &key, plan);
            for draft in &part.drafts {
                self.record(draft, &key, now, plan);
            }
        }
        Ok(Appended { position: self.head(&append.ledger).position })
    }

    /// A retried append whose first try did reach the log, and was the last to do so on its streams.
    fn already_there(&self, append: &Append) -> Option<Appended> {
        if append.is_rehearsal() {
            return None;
        }
        let mut position = 0;
        for (key, part) in append.streams() {
            let there = self.streams.get(&key)?;
            let last = part.drafts.last()?;
            let same = there.version == part.expected + part.drafts.len() as Version && there.id == last.id;
            position = same.then_some(there.position)?;
        }
        Some(Appended { position })
    }

    fn fits(&self, key: &StreamKey, part: &Part) -> Result<(), AppendError> {
        let version = self.streams.get(key).map_or(0, |last| last.version);
        if version != part.expected {
            return Err(AppendError::Conflict);
        }
        for claim in &part.claims {
            if let ClaimWrite::Take(scope, digest) = claim {
                let holder = self.claims.get(&(key.0.clone(), *scope, *digest));
                if holder.is_some_and(|holder| *holder != part.stream) {
                    return Err(AppendError::Taken(scope));
                }
            }
        }
        Ok(())
    }

    fn take_claims(&mut self, part: &Part, key: &StreamKey, plan: &mut Plan) {
        let (ledger, stream) = key;
        for claim in &part.claims {
            match claim {
                ClaimWrite::Take(scope, digest) => {
                    self.claims.insert((ledger.clone(), scope, *digest), stream.clone());
                }
                ClaimWrite::Release(scope, digest) => {
                    let name = (ledger.clone(), *scope, *digest);
                    if self.claims.get(&name) == Some(stream) {
                        self.claims.remove(&name);
                    }
                }
                ClaimWrite::ReleaseAll => {
                    self.claims.retain(|(of, _, _), holder| of != ledger || holder != stream);
                }
            }
            plan.claims.push((key.clone(), claim.clone()));
        }
    }

    fn record(&mut self, draft: &Draft, key: &StreamKey, now: Timestamp, plan: &mut Plan) {
        let version = self.streams.get(key).map_or(0, |last| last.version) + 1;
        let head = self.head(&key.0);
        head.position += 1;
        head.recorded_at = head.recorded_at.max(now);
        let mut record = Record {
            ledger: key.0.clone(),
            position: head.position,
            id: draft.id,
            stream: key.1.clone(),
            version,
            kind: draft.kind.into(),
            shape: draft.shape,
            data: draft.data.clone(),
            sealed: draft.sealed.clone(),
            meta: draft.meta.clone(),
            recorded_at: head.recorded_at,
            digest: [0; 32],
        };
        record.digest = record.leaf_hash();
        head.frontier.push(record.digest);
        self.streams.insert(key.clone(), Last { version, id: draft.id, position: record.position });
        plan.records.push(record);
    }

    fn head(&mut self, ledger: &LedgerId) -> &mut Head {
        self.heads.entry(ledger.clone()).or_insert_with(Head::empty)
    }
}

impl Head {
    pub(crate) fn empty() -> Self {
        Self { position: 0, frontier: crypto::merkle::Frontier::default(), recorded_at: Timestamp::default() }
    }
}

#[cfg(test)]
mod tests;
