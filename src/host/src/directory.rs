//! Where entities live. A plain struct: an actor that forwarded would be a bottleneck.

use std::{
    marker::PhantomData,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use actix::{Actor, Addr, dev::ToEnvelope};
use domain::{Aggregate, Command, Moment, RefusalOf, Stream};
use ledger::{Failure, Ledger, ReadMoment, Root, Unavailable};

use crate::{
    Arbiters,
    entity::{Ask, Entity, Lease, Look, WAITING_MAX},
    slots::{Slot, Slots},
};

/// How an aggregate that is not resident begins.
type NewRoot<A> = fn(Stream, Arc<AtomicU64>) -> Root<A>;

/// The address of an entity, and its lease.
struct Located<A: Aggregate> {
    addr: Addr<Entity<A>>,
    /// The newest version that was heard of; the pointer also identifies the entity.
    known: Arc<AtomicU64>,
    lease: Lease,
}

/// The entities of one kind of aggregate: [`ask`](Self::ask) gives a command to one of them, [`look`](Self::look) shows its state. Cheap to
/// share behind an `Arc`.
pub struct Directory<A: Aggregate> {
    slots: Arc<Slots<A>>,
    arbiters: Arbiters,
    ledger: Arc<Ledger>,
    shows: bool,
}

impl<A: Aggregate> Directory<A> {
    /// Entities on these arbiters; the ledger's feed tells them what other nodes append.
    pub fn new(arbiters: Arbiters, ledger: Arc<Ledger>) -> Self {
        let slots = Arc::<Slots<A>>::default();
        let hears = Arc::downgrade(&slots);
        ledger.feed().listen(move |batch| {
            if let Some(slots) = hears.upgrade() {
                slots.hear(batch);
            }
        });
        Self { slots, arbiters, ledger, shows: false }
    }

    /// Keeps an aggregate's state after each command, so that the next look need not wait for a turn in its mailbox. The next command then
    /// copies the state before it changes it: for aggregates whose states are small, and are looked at often.
    #[must_use]
    pub fn showing(mut self) -> Self {
        self.shows = true;
        self
    }

    /// Gives a command to the aggregate of a stream, and returns its reply once what it recorded is durable.
    pub async fn ask<C: Command<Aggregate = A>>(
        &self,
        stream: &Stream,
        command: C,
        moment: &Moment,
    ) -> Result<C::Reply, Failure<RefusalOf<C>>> {
        let root = if C::BEGINS_STREAM { Root::fresh } else { Root::new };
        // With its state in no other place, the entity changes it instead of a copy.
        let drop_seen = |slot: &mut Slot<A>| drop(slot.seen.take_if(|_| !self.shows));
        let Located { addr, known, lease } = self.locate(stream, root, drop_seen).ok_or(Failure::Crowded)?;
        let (moment, read) = (moment.clone(), ReadMoment::current());
        let asked = send(&addr, Ask { command, moment, read, shows: self.shows, lease }).await?;
        self.slots.note(stream, &known, asked.version, asked.seen);
        asked.reply
    }

    /// The newest state, for what only reads. It takes no turn in the mailbox where this node has heard of no change since the last look.
    pub async fn look(&self, stream: &Stream) -> Result<Arc<A>, Failure<A::Refusal>> {
        self.ledger.barrier(&stream.ledger).await?;
        if let Some(state) = self.slots.with(stream, || self.awaken(stream, Root::new), |slot| slot.current())
        {
            return Ok(state);
        }
        let Located { addr, known, lease } =
            self.locate(stream, Root::new, |_| ()).ok_or(Failure::Crowded)?;
        let look = Look { read: ReadMoment::current(), lease, _of: PhantomData };
        let (version, state) = send(&addr, look).await??;
        self.slots.note(stream, &known, version, Some(Arc::clone(&state)));
        Ok(state)
    }

    /// Forgets every entity that has been idle for so long; returns how many.
    pub fn passivate(&self, idle: Duration) -> usize {
        self.slots.passivate(idle)
    }

    /// How many entities are resident.
    pub fn resident(&self) -> usize {
        self.slots.resident()
    }

    /// The address of an entity, and the lease that keeps it there; `None` when too many wait for it already.
    fn locate(
        &self,
        stream: &Stream,
        begin: NewRoot<A>,
        prepare: impl FnOnce(&mut Slot<A>),
    ) -> Option<Located<A>> {
        let room = |slot: &mut Slot<A>| {
            prepare(slot);
            let waiting = Arc::strong_count(&slot.lease) - 1;
            (waiting < WAITING_MAX).then(|| Located {
                addr: slot.addr.clone(),
                known: Arc::clone(&slot.known),
                lease: Arc::clone(&slot.lease),
            })
        };
        self.slots.with(stream, || self.awaken(stream, begin), room)
    }

    fn awaken(&self, stream: &Stream, begin: NewRoot<A>) -> Slot<A> {
        let known = Arc::<AtomicU64>::default();
        let entity = Entity::new(begin(stream.clone(), Arc::clone(&known)), Arc::clone(&self.ledger));
        let addr = Entity::start_in_arbiter(self.arbiters.of(stream), move |_| entity);
        Slot::new(stream, addr, known)
    }
}

/// Sends and waits for the answer.
async fn send<A, M, R>(addr: &Addr<Entity<A>>, message: M) -> Result<M::Result, Failure<R>>
where
    A: Aggregate,
    M: actix::Message + Send + 'static,
    M::Result: Send,
    R: std::error::Error,
    Entity<A>: actix::Handler<M>,
    <Entity<A> as Actor>::Context: ToEnvelope<Entity<A>, M>,
{
    // An entity that died of a panic had taken our message: whether it was carried out is unknown, so it is not sent again.
    let died = |_| Unavailable::because("the entity stopped while it worked; try again");
    Ok(addr.send(message).await.map_err(died)?)
}
