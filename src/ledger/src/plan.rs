//! What one transaction of the writer will do, decided without I/O: which appends fit, where their events go, what is claimed.
//!
//! Pure, and the same for every store: the store looks up what [`Seen`] holds under its locks, writes what [`Plan`] says.

use std::collections::{HashMap, HashSet};

use domain::{LedgerId, StreamId, Timestamp};
use uuid::Uuid;

use crate::{
    Append, AppendError, Appended, ClaimWrite, Draft, Part, Position, Record, Version, holders::Name,
    log::Head,
};

/// What the store has found of one ledger, under the lock of its row; or what it assumes, where the database checks the assumptions.
pub(crate) struct Seen {
    ledger: LedgerId,
    pub(crate) head: Head,
    /// The last event of a stream; absent: the stream is empty.
    pub(crate) streams: HashMap<StreamId, Last>,
    pub(crate) claims: HashMap<Name, StreamId>,
}

/// The last event of a stream.
#[derive(Clone, Copy)]
pub(crate) struct Last {
    pub(crate) version: Version,
    pub(crate) id: Uuid,
    pub(crate) position: Position,
}

/// What the store has to write, and the answer to each append.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) records: Vec<Record>,
    /// In order: a name may be given back and taken within one batch.
    pub(crate) claims: Vec<(StreamId, ClaimWrite)>,
    pub(crate) outcomes: Vec<Result<Appended, AppendError>>,
}

impl Seen {
    /// A ledger whose row says this, and of whose streams and claims nothing is known yet.
    pub(crate) fn new(ledger: LedgerId, head: Head) -> Self {
        Self { ledger, head, streams: HashMap::new(), claims: HashMap::new() }
    }

    /// Assumes that a stream stands where its writer has seen it. False: an earlier append of the batch says where it stands.
    pub(crate) fn assume(&mut self, stream: &StreamId, expected: Version) -> bool {
        let unknown = !self.streams.contains_key(stream);
        if unknown {
            self.streams.insert(stream.clone(), Last { version: expected, id: Uuid::nil(), position: 0 });
        }
        unknown
    }

    /// Gives every append its place or its refusal. One that does not fit does not affect the others.
    pub(crate) fn plan(&mut self, appends: &[Append], now: Timestamp) -> Plan {
        let mut plan = Plan::default();
        for append in appends {
            let outcome = self.place(append, now, &mut plan);
            plan.outcomes.push(outcome);
        }
        plan
    }

    fn place(&mut self, append: &Append, now: Timestamp, plan: &mut Plan) -> Result<Appended, AppendError> {
        if let Some(already) = self.already_there(append) {
            return Ok(already);
        }
        // Nothing of it is written before all of it fits.
        self.fits(append)?;
        for part in &append.parts {
            self.change_claims(part, plan);
            for draft in &part.drafts {
                self.record(draft, &part.stream, now, plan);
            }
        }
        Ok(Appended { position: self.head.position })
    }

    /// A retried append whose first try did reach the log, and was the last to do so on its streams.
    fn already_there(&self, append: &Append) -> Option<Appended> {
        if append.is_rehearsal() {
            return None;
        }
        let mut position = 0;
        for part in &append.parts {
            let there = self.streams.get(&part.stream)?;
            let last = part.drafts.last()?;
            let same = there.version == part.expected + part.drafts.len() as Version && there.id == last.id;
            position = same.then_some(there.position)?;
        }
        Some(Appended { position })
    }

    fn fits(&self, append: &Append) -> Result<(), AppendError> {
        let mut names = Names { before: &self.claims, changed: HashMap::new(), left: HashSet::new() };
        for part in &append.parts {
            let version = self.streams.get(&part.stream).map_or(0, |last| last.version);
            if version != part.expected {
                return Err(AppendError::Conflict);
            }
            part.claims.iter().try_for_each(|claim| names.change(&part.stream, claim))?;
        }
        Ok(())
    }

    fn change_claims(&mut self, part: &Part, plan: &mut Plan) {
        let stream = &part.stream;
        for claim in &part.claims {
            match claim {
                ClaimWrite::Take(scope, digest) => {
                    self.claims.insert((scope, *digest), stream.clone());
                }
                ClaimWrite::Release(scope, digest) => {
                    let name = (*scope, *digest);
                    if self.claims.get(&name) == Some(stream) {
                        self.claims.remove(&name);
                    }
                }
                ClaimWrite::ReleaseAll => self.claims.retain(|_, holder| holder != stream),
            }
            plan.claims.push((stream.clone(), claim.clone()));
        }
    }

    fn record(&mut self, draft: &Draft, stream: &StreamId, now: Timestamp, plan: &mut Plan) {
        let version = self.streams.get(stream).map_or(0, |last| last.version) + 1;
        let head = &mut self.head;
        head.position += 1;
        head.recorded_at = head.recorded_at.max(now);
        let mut record = Record {
            ledger: self.ledger.clone(),
            position: head.position,
            id: draft.id,
            stream: stream.clone(),
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
        self.streams.insert(stream.clone(), Last { version, id: draft.id, position: record.position });
        plan.records.push(record);
    }
}

/// The holders of names while an append is checked: as the ledger says, but for what the append itself has changed so far.
struct Names<'a> {
    before: &'a HashMap<Name, StreamId>,
    changed: HashMap<Name, Option<&'a StreamId>>,
    /// Streams that have given back all that they held before.
    left: HashSet<&'a StreamId>,
}

impl<'a> Names<'a> {
    fn holder(&self, name: &Name) -> Option<&'a StreamId> {
        let before = || self.before.get(name).filter(|holder| !self.left.contains(holder));
        self.changed.get(name).copied().unwrap_or_else(before)
    }

    fn change(&mut self, stream: &'a StreamId, claim: &ClaimWrite) -> Result<(), AppendError> {
        match claim {
            ClaimWrite::Take(scope, digest) => {
                if self.holder(&(scope, *digest)).is_some_and(|holder| holder != stream) {
                    return Err(AppendError::Taken(scope));
                }
                self.changed.insert((scope, *digest), Some(stream));
            }
            ClaimWrite::Release(scope, digest) => {
                if self.holder(&(scope, *digest)) == Some(stream) {
                    self.changed.insert((scope, *digest), None);
                }
            }
            ClaimWrite::ReleaseAll => {
                self.left.insert(stream);
                let own = self.changed.values_mut().filter(|holder| **holder == Some(stream));
                own.for_each(|holder| *holder = None);
            }
        }
        Ok(())
    }
}

impl Head {
    pub(crate) fn empty() -> Self {
        Self { position: 0, frontier: crypto::merkle::Frontier::default(), recorded_at: Timestamp::default() }
    }
}

#[cfg(test)]
mod tests;
