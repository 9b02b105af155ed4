//! Where this node left the ledgers that it writes to, and the streams in them.
//!
//! Who finds a ledger's Merkle frontier where this node left it knows that everything before is there as it was: so is each stream that
//! this node has written to. Where a frontier is found elsewhere, all that is forgotten.

use std::{collections::HashMap, mem};

use domain::{LedgerId, StreamId};

use crate::{
    Position, Record, Version,
    log::{Head, StreamKey},
};

/// Streams of one ledger that are kept in mind, at the least; twice as many at the most.
const STREAMS_KEPT: usize = 8_192;

/// What this node may plan on.
#[derive(Default)]
pub(super) struct Heads(HashMap<LedgerId, Left>);

struct Left {
    head: Head,
    /// When this node last came the long way, it found the head where it had left it.
    alone: bool,
    streams: Streams,
}

/// How far this node has written streams: the latest, and those before.
#[derive(Default)]
struct Streams {
    latest: HashMap<StreamId, Version>,
    before: HashMap<StreamId, Version>,
}

impl Heads {
    /// The head of a ledger that nobody else seems to write to.
    pub(super) fn get(&self, id: &LedgerId) -> Option<Head> {
        self.alone(id).map(|left| left.head.clone())
    }

    /// Whether this node has itself written a stream up to a version, in a ledger that nobody else seems to write to.
    pub(super) fn wrote(&self, (ledger, stream): &StreamKey, version: Version) -> bool {
        self.alone(ledger).is_some_and(|left| left.streams.get(stream) == Some(version))
    }

    fn alone(&self, id: &LedgerId) -> Option<&Left> {
        self.0.get(id).filter(|left| left.alone)
    }

    /// Keeps where a batch that found everything as it had been left has left it.
    pub(super) fn leave(&mut self, heads: HashMap<LedgerId, Head>, records: &[Record]) {
        for (id, head) in heads {
            let streams = self.0.remove(&id).map(|left| left.streams).unwrap_or_default();
            self.0.insert(id, Left { head, alone: true, streams });
        }
        self.keep_in_mind(records);
    }

    /// Keeps where a batch that had to look has left its ledgers, and whether it found them where the one before had left them.
    pub(super) fn leave_having_found(
        &mut self,
        found: &HashMap<LedgerId, Position>,
        heads: HashMap<LedgerId, Head>,
        records: &[Record],
    ) {
        for (id, head) in heads {
            let unmoved = |position| self.0.get(&id).is_none_or(|left| left.head.position == position);
            let alone = found.get(&id).is_some_and(|position| unmoved(*position));
            self.0.insert(id, Left { head, alone, streams: Streams::default() });
        }
        self.keep_in_mind(records);
    }

    fn keep_in_mind(&mut self, records: &[Record]) {
        for record in records {
            if let Some(left) = self.0.get_mut(&record.ledger) {
                left.streams.insert(&record.stream, record.version);
            }
        }
    }
}

impl Streams {
    fn get(&self, stream: &StreamId) -> Option<Version> {
        self.latest.get(stream).or_else(|| self.before.get(stream)).copied()
    }

    fn insert(&mut self, stream: &StreamId, version: Version) {
        if self.latest.len() >= STREAMS_KEPT && !self.latest.contains_key(stream) {
            self.before = mem::take(&mut self.latest);
        }
        self.latest.insert(stream.clone(), version);
    }
}
