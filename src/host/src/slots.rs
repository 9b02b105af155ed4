//! The resident entities: the address of each, how far its stream is known to have moved, its last seen state.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix::Addr;
use domain::{Aggregate, LedgerId, Stream, StreamId, catalogue::ends_ledger};
use ledger::{Batch, Record, Version};

use crate::entity::{Entity, Lease, Seen};

/// Aggregates of one kind that stay resident once they are known to exist, at the most. Beyond it those that were not used lately are
/// dropped, unless a request waits for them.
pub const RESIDENTS_MAX: usize = 32_768;
/// Entities of one kind whose aggregate is not known to exist, at the most: an id that a client made up leaves nothing else behind. They
/// are kept so that another request for the same unknown id costs no read of the log.
pub const UNPROVEN_MAX: usize = 1_024;
/// How many residents are examined to find one that may be dropped.
const LOOKED_AT_MAX: usize = 16;

type Name = (LedgerId, StreamId);

/// The resident entities of one kind.
pub(crate) struct Slots<A: Aggregate>(Mutex<Residents<A>>);

struct Residents<A: Aggregate> {
    slots: HashMap<Name, Slot<A>>,
    /// Names whose aggregate is not known to exist, oldest first. Some may have been dropped, or proven to exist, since.
    unproven: VecDeque<Name>,
    /// Names whose aggregate exists, with when it was last used as of the last look at whether it may be dropped. Some may be gone since.
    proven: VecDeque<(Name, Instant)>,
}

pub(crate) struct Slot<A: Aggregate> {
    pub(crate) addr: Addr<Entity<A>>,
    pub(crate) lease: Lease,
    /// The newest version of the stream that this node has heard of.
    pub(crate) known: Arc<AtomicU64>,
    /// Its last seen state.
    pub(crate) seen: Option<Seen<A>>,
    subject: Option<String>,
    touched: Instant,
    /// Its aggregate exists: it has recorded something.
    proven: bool,
}

impl<A: Aggregate> Slot<A> {
    pub(crate) fn new(stream: &Stream, addr: Addr<Entity<A>>, known: Arc<AtomicU64>) -> Self {
        let subject = stream.subject.as_ref().map(ToString::to_string);
        let touched = Instant::now();
        Self { addr, lease: Lease::default(), known, seen: None, subject, touched, proven: false }
    }

    /// Its last seen state, if no newer version has been heard of.
    pub(crate) fn current(&self) -> Option<Arc<A>> {
        let (version, state) = self.seen.as_ref()?;
        (*version >= self.known.load(Ordering::Acquire)).then(|| Arc::clone(state))
    }

    /// Leases are cloned under the lock of the slots only: a count of one means that no request waits.
    fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.lease) > 1
    }
}

impl<A: Aggregate> Default for Slots<A> {
    fn default() -> Self {
        let (slots, unproven, proven) = (HashMap::new(), VecDeque::new(), VecDeque::new());
        Self(Mutex::new(Residents { slots, unproven, proven }))
    }
}

impl<A: Aggregate> Slots<A> {
    fn lock(&self) -> MutexGuard<'_, Residents<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot of a stream, made by `awaken` if no entity is resident (or it has died of a panic).
    pub(crate) fn with<R>(
        &self,
        stream: &Stream,
        awaken: impl FnOnce() -> Slot<A>,
        then: impl FnOnce(&mut Slot<A>) -> R,
    ) -> R {
        let name = (stream.ledger.clone(), stream.id.clone());
        let mut residents = self.lock();
        if let Some(slot) = residents.slots.get_mut(&name)
            && slot.addr.connected()
        {
            slot.touched = Instant::now();
            return then(slot);
        }
        let mut slot = awaken();
        let reply = then(&mut slot);
        residents.slots.insert(name.clone(), slot);
        residents.unproven.push_back(name);
        residents.let_unproven_go();
        reply
    }

    /// Notes the result of an entity's work: the version that it stands at, and its state if that is to be kept. If the resident entity is
    /// no longer the one that `known` belongs to, the state is dropped: it may be that of a forgotten person.
    pub(crate) fn note(
        &self,
        stream: &Stream,
        known: &Arc<AtomicU64>,
        version: Version,
        seen: Option<Arc<A>>,
    ) {
        let name = (stream.ledger.clone(), stream.id.clone());
        let mut residents = self.lock();
        let Some(slot) = residents.slots.get_mut(&name) else { return };
        if !Arc::ptr_eq(&slot.known, known) {
            return;
        }
        if let Some(state) = seen
            && slot.seen.as_ref().is_none_or(|(older, _)| *older <= version)
        {
            slot.seen = Some((version, state));
        }
        if version > 0 && !slot.proven {
            slot.proven = true;
            let looked_at = slot.touched;
            residents.proven.push_back((name, looked_at));
            residents.let_proven_go();
        }
    }

    /// Notes what was appended, here or on another node; drops the entities of a forgotten person, and all of a ledger that has ended.
    pub(crate) fn hear(&self, batch: &Batch) {
        let concerns = |record: &&Record| {
            record.stream.is_of(A::KIND) || record.kind == domain::FORGOTTEN || ends_ledger(&record.kind)
        };
        // Of the many kinds of aggregates, a batch concerns few.
        let mut records = batch.records.iter().filter(concerns).peekable();
        if records.peek().is_none() {
            return;
        }
        let mut residents = self.lock();
        let slots = &mut residents.slots;
        for record in records {
            if let Some(slot) = slots.get(&(batch.ledger.clone(), record.stream.clone())) {
                slot.known.fetch_max(record.version, Ordering::AcqRel);
            }
            if ends_ledger(&record.kind) {
                slots.retain(|(ledger, _), _| *ledger != batch.ledger);
            } else if record.kind == domain::FORGOTTEN {
                slots.retain(|(ledger, _), slot| {
                    *ledger != batch.ledger || slot.subject.as_deref() != Some(record.stream.id())
                });
            }
        }
    }

    /// Forgets every entity that has been idle for so long; returns how many.
    pub(crate) fn passivate(&self, idle: Duration) -> usize {
        let mut residents = self.lock();
        let Residents { slots, unproven, proven, .. } = &mut *residents;
        let before = slots.len();
        slots.retain(|_, slot| slot.is_in_use() || slot.touched.elapsed() < idle);
        unproven.retain(|name| slots.contains_key(name));
        proven.retain(|(name, _)| slots.contains_key(name));
        before - slots.len()
    }

    pub(crate) fn resident(&self) -> usize {
        self.lock().slots.len()
    }
}

impl<A: Aggregate> Residents<A> {
    /// Drops the oldest entities that are not proven to exist, until there are no more than there is room for. One that is in use stays:
    /// there are no more of those than requests under way.
    fn let_unproven_go(&mut self) {
        for _ in 0..LOOKED_AT_MAX {
            if self.unproven.len() <= UNPROVEN_MAX {
                return;
            }
            let Some(name) = self.unproven.pop_front() else { return };
            match self.slots.get(&name) {
                Some(slot) if slot.proven => {}
                Some(slot) if slot.is_in_use() => self.unproven.push_back(name),
                Some(_) => drop(self.slots.remove(&name)),
                None => {}
            }
        }
    }

    /// Drops a resident where there are too many. The queue is the hand of a clock: an entity used since it last passed is skipped.
    fn let_proven_go(&mut self) {
        // Dropped only if all that are looked at were used lately.
        let mut oldest = None;
        for _ in 0..LOOKED_AT_MAX {
            if self.proven.len() + usize::from(oldest.is_some()) <= RESIDENTS_MAX {
                break;
            }
            let Some((name, looked_at)) = self.proven.pop_front() else { break };
            let Some(slot) = self.slots.get(&name) else { continue };
            let touched = slot.touched;
            if slot.is_in_use() || (touched > looked_at && oldest.is_some()) {
                self.proven.push_back((name, touched));
            } else if touched > looked_at {
                oldest = Some((name, touched));
            } else {
                self.slots.remove(&name);
            }
        }
        if let Some((name, touched)) = oldest {
            if self.proven.len() < RESIDENTS_MAX {
                self.proven.push_back((name, touched));
            } else {
                self.slots.remove(&name);
            }
        }
    }
}
