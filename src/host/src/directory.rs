//! Which entity lives where. A plain struct: an actor that forwarded would be a bottleneck.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    marker::PhantomData,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use actix::{Actor, Addr, ArbiterHandle, dev::ToEnvelope};
use domain::{Aggregate, Command, Moment, RefusalOf, Stream};
use ledger::{Failure, Ledger, Root, Unavailable};

use crate::{
    entity::{Ask, Entity, Lease, Look, WAITING_MAX},
    slots::{Slot, Slots},
};

/// The entities of one kind of aggregate, on some arbiters. Cheap to share behind an `Arc`.
pub struct Directory<A: Aggregate> {
    slots: Arc<Slots<A>>,
    arbiters: Vec<ArbiterHandle>,
    ledger: Arc<Ledger>,
}

impl<A: Aggregate> Directory<A> {
    /// Entities spread over the arbiters (at least one), told by the ledger's feed what other nodes append.
    ///
    /// # Panics
    /// Without an arbiter.
    pub fn new(arbiters: Vec<ArbiterHandle>, ledger: Arc<Ledger>) -> Self {
        assert!(!arbiters.is_empty(), "entities need an arbiter to live on");
        let slots = Arc::<Slots<A>>::default();
        let hears = Arc::downgrade(&slots);
        ledger.feed().listen(move |batch| {
            if let Some(slots) = hears.upgrade() {
                slots.hear(batch);
            }
        });
        Self { slots, arbiters, ledger }
    }

    /// Asks the aggregate of a stream to carry out a command.
    pub async fn ask<C: Command<Aggregate = A>>(
        &self,
        stream: &Stream,
        command: C,
        moment: &Moment,
    ) -> Result<C::Reply, Failure<RefusalOf<C>>> {
        let (addr, lease) = self.locate(stream).ok_or(Failure::Crowded)?;
        let ask = Ask { command, moment: moment.clone(), lease };
        send(&addr, ask).await?
    }

    /// The newest state of a configuration aggregate, without a turn in its mailbox where this node has heard of no change.
    pub async fn look(&self, stream: &Stream) -> Result<Arc<A>, Failure<A::Refusal>> {
        self.ledger.barrier(&stream.ledger).await?;
        if let Some(state) = self.slots.with(stream, || self.awaken(stream), |slot| slot.current()) {
            return Ok(state);
        }
        let (addr, lease) = self.locate(stream).ok_or(Failure::Crowded)?;
        let (version, state) = send(&addr, Look { lease, _of: PhantomData }).await??;
        self.slots.keep(stream, version, &state);
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

    /// The way to an entity, and the lease that keeps it there; `None` when too many wait for it already.
    fn locate(&self, stream: &Stream) -> Option<(Addr<Entity<A>>, Lease)> {
        let room = |slot: &mut Slot<A>| {
            let waiting = Arc::strong_count(&slot.lease) - 1;
            (waiting < WAITING_MAX).then(|| (slot.addr.clone(), Arc::clone(&slot.lease)))
        };
        self.slots.with(stream, || self.awaken(stream), room)
    }

    fn awaken(&self, stream: &Stream) -> Slot<A> {
        let mut hasher = DefaultHasher::new();
        stream.hash(&mut hasher);
        let arbiters = self.arbiters.len() as u64;
        let index = usize::try_from(hasher.finish() % arbiters).unwrap_or(0);
        let known = Arc::<AtomicU64>::default();
        let entity = Entity::new(Root::new(stream.clone(), Arc::clone(&known)), Arc::clone(&self.ledger));
        let addr = Entity::start_in_arbiter(&self.arbiters[index], move |_| entity);
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
    // An entity that died of a panic had our message in hands: whether it was carried out is unknown, so it is not sent again.
    let died = |_| Unavailable::because("the entity stopped while it worked; try again");
    Ok(addr.send(message).await.map_err(died)?)
}
