//! The mailbox of one aggregate: one command at a time, in order of arrival.

use std::sync::Arc;

use actix::{
    Actor, ActorFutureExt, AtomicResponse, Context, Handler, Message, ResponseActFuture, WrapFuture,
};
use domain::{Aggregate, Command, Moment, RefusalOf};
use ledger::{Failure, Ledger, ReadMoment, Root, Unavailable, Version};

/// Commands that may wait for one aggregate. Beyond it the caller is refused for now (`Failure::Crowded`).
pub(crate) const WAITING_MAX: usize = 256;

/// Hosts one aggregate. To passivate it is to forget its address.
pub(crate) struct Entity<A: Aggregate> {
    /// Taken out while a command runs; [`AtomicResponse`] lets nothing else in meanwhile.
    root: Option<Root<A>>,
    ledger: Arc<Ledger>,
}

impl<A: Aggregate> Entity<A> {
    pub(crate) fn new(root: Root<A>, ledger: Arc<Ledger>) -> Self {
        Self { root: Some(root), ledger }
    }
}

impl<A: Aggregate> Actor for Entity<A> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(WAITING_MAX);
    }
}

/// Keeps an entity from being passivated while a request waits for it.
pub(crate) type Lease = Arc<()>;

/// A command on its way.
pub(crate) struct Ask<C: Command> {
    pub(crate) command: C,
    pub(crate) moment: Moment,
    /// Shared with the other reads of the request.
    pub(crate) read: ReadMoment,
    /// Whether the state is wanted with the reply.
    pub(crate) shows: bool,
    pub(crate) lease: Lease,
}

/// The reply, the version that the aggregate stands at, and its state if that was wanted.
pub(crate) struct Asked<C: Command> {
    pub(crate) reply: Result<C::Reply, Failure<RefusalOf<C>>>,
    pub(crate) version: Version,
    pub(crate) seen: Option<Arc<C::Aggregate>>,
}

impl<C: Command> Message for Ask<C> {
    type Result = Asked<C>;
}

/// A request for the newest state alone.
pub(crate) struct Look<A> {
    pub(crate) read: ReadMoment,
    pub(crate) lease: Lease,
    pub(crate) _of: std::marker::PhantomData<fn() -> A>,
}

/// A state and the version of it.
pub(crate) type Seen<A> = (Version, Arc<A>);

impl<A: Aggregate> Message for Look<A> {
    type Result = Result<Seen<A>, Unavailable>;
}

impl<A: Aggregate, C: Command<Aggregate = A>> Handler<Ask<C>> for Entity<A> {
    type Result = AtomicResponse<Self, <Ask<C> as Message>::Result>;

    fn handle(&mut self, ask: Ask<C>, _: &mut Self::Context) -> Self::Result {
        let Ask { command, moment, read, shows, lease } = ask;
        self.atomically(async move |root, ledger| {
            let reply = read.continued(root.execute(ledger, &command, &moment)).await;
            // Named here, or the closure would not capture it and it would end before the answer.
            drop(lease);
            let seen = (shows && reply.is_ok()).then(|| Arc::clone(root.state()));
            Asked { reply, version: root.version(), seen }
        })
    }
}

impl<A: Aggregate> Handler<Look<A>> for Entity<A> {
    type Result = AtomicResponse<Self, Result<Seen<A>, Unavailable>>;

    fn handle(&mut self, look: Look<A>, _: &mut Self::Context) -> Self::Result {
        self.atomically(async move |root, ledger| {
            let state = look.read.continued(root.look(ledger)).await.map(Arc::clone);
            drop(look.lease);
            state.map(|state| (root.version(), state))
        })
    }
}

impl<A: Aggregate> Entity<A> {
    /// Runs `work` with the root taken out, and puts the root back.
    fn atomically<R: 'static>(
        &mut self,
        work: impl AsyncFnOnce(&mut Root<A>, &Ledger) -> R + 'static,
    ) -> AtomicResponse<Self, R> {
        let root = self.root.take();
        let ledger = Arc::clone(&self.ledger);
        let run = async move {
            let mut root =
                root.expect("AtomicResponse lets one command in at a time, and each puts the root back");
            let reply = work(&mut root, &ledger).await;
            (root, reply)
        };
        let run: ResponseActFuture<Self, R> =
            Box::pin(run.into_actor(self).map(|(root, reply), entity, _| {
                entity.root = Some(root);
                reply
            }));
        AtomicResponse::new(run)
    }
}
