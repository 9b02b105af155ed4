//! Where this node left the ledgers that it writes to, and the streams in them.
//!
//! Who finds a ledger's Merkle frontier where this node left it knows that everything before is there as it was: so is each stream that
//! this node has written to. Where this node had to look, nothing that it knew before counts any more.

use std::{collections::HashMap, mem};

use domain::LedgerId;

use crate::{
    Position, Record, Version,
    log::{Head, StreamKey},
};

/// Streams that are kept in mind, at the least; twice as many at the most.
const STREAMS_KEPT: usize = 16_384;

/// What this node may plan on.
#[derive(Default)]
pub(super) struct Heads {
    left: HashMap<LedgerId, Left>,
    streams: Streams,
    /// How often batches went the long way.
    looks: u64,
}

struct Left {
    head: Head,
    /// When this node last came the long way, it found the head where it had left it.
    alone: bool,
    /// The look since which this node knows the ledger.
    look: u64,
}

/// How far this node has written streams: the latest, and those before.
#[derive(Default)]
struct Streams {
    latest: HashMap<StreamKey, WrittenUpTo>,
    before: HashMap<StreamKey, WrittenUpTo>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct WrittenUpTo {
    version: Version,
    /// The look at its ledger that it rests on.
    look: u64,
}

impl Heads {
    /// The head of a ledger that nobody else seems to write to.
    pub(super) fn get(&self, id: &LedgerId) -> Option<Head> {
        self.alone(id).map(|left| left.head.clone())
    }

    /// Whether this node has itself written a stream up to a version, in a ledger that nobody else seems to write to.
    pub(super) fn wrote(&self, key: &StreamKey, version: Version) -> bool {
        self.alone(&key.0)
            .is_some_and(|left| self.streams.get(key) == Some(WrittenUpTo { version, look: left.look }))
    }

    fn alone(&self, id: &LedgerId) -> Option<&Left> {
        self.left.get(id).filter(|left| left.alone)
    }

    /// Keeps where a batch that found everything as it had been left has left it.
    pub(super) fn leave(&mut self, heads: HashMap<LedgerId, Head>, records: &[Record]) {
        for (id, head) in heads {
            if let Some(left) = self.left.get_mut(&id) {
                left.head = head;
            }
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
        self.looks += 1;
        for (id, head) in heads {
            let unmoved = |position| self.left.get(&id).is_none_or(|left| left.head.position == position);
            let alone = found.get(&id).is_some_and(|position| unmoved(*position));
            self.left.insert(id, Left { head, alone, look: self.looks });
        }
        self.keep_in_mind(records);
    }

    fn keep_in_mind(&mut self, records: &[Record]) {
        for record in records {
            if let Some(left) = self.left.get(&record.ledger) {
                let key = (record.ledger.clone(), record.stream.clone());
                self.streams.insert(key, WrittenUpTo { version: record.version, look: left.look });
            }
        }
    }
}

impl Streams {
    fn get(&self, key: &StreamKey) -> Option<WrittenUpTo> {
        self.latest.get(key).or_else(|| self.before.get(key)).copied()
    }

    fn insert(&mut self, key: StreamKey, written: WrittenUpTo) {
        if self.latest.len() >= STREAMS_KEPT && !self.latest.contains_key(&key) {
            self.before = mem::take(&mut self.latest);
        }
        self.latest.insert(key, written);
    }
}
