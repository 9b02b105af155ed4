//! Who is resident: the address of each entity, how far its stream is known to have moved, what it last looked like.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix::Addr;
use domain::{Aggregate, LedgerId, Stream, StreamId, catalogue::ends_ledger};
use ledger::{Batch, Record};

use crate::entity::{Entity, Lease, Seen};

type Name = (LedgerId, StreamId);

/// The resident entities of one kind.
pub(crate) struct Slots<A: Aggregate>(Mutex<HashMap<Name, Slot<A>>>);

pub(crate) struct Slot<A: Aggregate> {
    pub(crate) addr: Addr<Entity<A>>,
    pub(crate) lease: Lease,
    /// The newest version of the stream that this node has heard of.
    pub(crate) known: Arc<AtomicU64>,
    /// What was last seen of it.
    pub(crate) seen: Option<Seen<A>>,
    subject: Option<String>,
    touched: Instant,
}

impl<A: Aggregate> Slot<A> {
    pub(crate) fn new(stream: &Stream, addr: Addr<Entity<A>>, known: Arc<AtomicU64>) -> Self {
        let subject = stream.subject.as_ref().map(ToString::to_string);
        Self { addr, lease: Lease::default(), known, seen: None, subject, touched: Instant::now() }
    }

    /// What was last seen of it, if nothing has been heard since.
    pub(crate) fn current(&self) -> Option<Arc<A>> {
        let (version, state) = self.seen.as_ref()?;
        (*version >= self.known.load(Ordering::Acquire)).then(|| Arc::clone(state))
    }
}

impl<A: Aggregate> Default for Slots<A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<A: Aggregate> Slots<A> {
    fn lock(&self) -> MutexGuard<'_, HashMap<Name, Slot<A>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot of a stream, made by `awaken` if nobody lives there (or its entity has died of a panic).
    pub(crate) fn with<R>(
        &self,
        stream: &Stream,
        awaken: impl FnOnce() -> Slot<A>,
        then: impl FnOnce(&mut Slot<A>) -> R,
    ) -> R {
        let name = (stream.ledger.clone(), stream.id.clone());
        let mut slots = self.lock();
        if slots.get(&name).is_some_and(|slot| !slot.addr.connected()) {
            slots.remove(&name);
        }
        let slot = slots.entry(name).or_insert_with(awaken);
        slot.touched = Instant::now();
        then(slot)
    }

    /// Keeps what was seen of the entity that `known` belongs to. If another lives there by now, what was seen may be of somebody who
    /// is forgotten.
    pub(crate) fn keep(&self, stream: &Stream, known: &Arc<AtomicU64>, (version, state): Seen<A>) {
        if let Some(slot) = self.lock().get_mut(&(stream.ledger.clone(), stream.id.clone()))
            && Arc::ptr_eq(&slot.known, known)
            && slot.seen.as_ref().is_none_or(|(older, _)| *older <= version)
        {
            slot.seen = Some((version, state));
        }
    }

    /// Takes note of what was appended, here or on another node; drops the entities of a forgotten person, and all of a ledger that
    /// has ended.
    pub(crate) fn hear(&self, batch: &Batch) {
        let mut slots = self.lock();
        let of_this_kind = |record: &&Record| {
            record.stream.kind() == A::KIND || record.kind == domain::FORGOTTEN || ends_ledger(&record.kind)
        };
        for record in batch.records.iter().filter(of_this_kind) {
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
        let mut slots = self.lock();
        let before = slots.len();
        // Leases are cloned under this lock only: a count of one means that nobody waits.
        slots.retain(|_, slot| Arc::strong_count(&slot.lease) > 1 || slot.touched.elapsed() < idle);
        before - slots.len()
    }

    pub(crate) fn resident(&self) -> usize {
        self.lock().len()
    }
}
