//! Group commit: one task puts all that waits into one transaction, and answers each append once that is durable. What comes while one
//! transaction is on its way is planned meanwhile, so that the database hardly waits for the next.

use std::{future::ready, pin::pin};

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use super::{
    batch::{Batch, Done, Waiting},
    came::Came,
    heads::Heads,
    lane::Lane,
    one_statement::Foreseen,
};
use crate::{Append, AppendError, Appended, Clock, Feed, Unavailable};

/// Appends that may wait; beyond that callers wait to be let in.
const WAITING_MAX: usize = 8_192;
/// Appends that are planned before the task looks again whether the database has answered.
const PLANNED_AT_ONCE: usize = 32;

/// The way to the one task that writes.
pub(super) struct Writer(mpsc::Sender<Waiting>);

impl Writer {
    pub(super) fn start(pool: PgPool, clock: Clock, feed: Feed) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        let inbox = Inbox { receiver, clock: clock.clone() };
        let work = Work { inbox, lane: Lane::new(pool, clock), heads: Heads::default(), feed, done: None };
        tokio::spawn(work.run());
        Self(sender)
    }

    pub(super) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let (answer, outcome) = oneshot::channel();
        let gone = || Unavailable::because("the log's writer has stopped");
        self.0.send(Waiting { append, answer }).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}

/// The task that writes.
struct Work {
    inbox: Inbox,
    lane: Lane,
    heads: Heads,
    feed: Feed,
    /// The batch before, until those who wait for it are told.
    done: Option<Done>,
}

impl Work {
    /// Ends when every [`Writer`] is dropped and what waited is written.
    async fn run(mut self) {
        let mut batch = Batch::default();
        loop {
            if batch.is_empty() {
                self.tell();
                if !self.inbox.fill(&mut batch, usize::MAX, Foreseen::from(&self.heads)).await {
                    return;
                }
            }
            let mut next = batch.next();
            let came = self.commit(&batch, &mut next).await;
            self.tell();
            let as_planned = matches!(came, Ok(Came::AsPlanned));
            self.done = Some(batch.done(came, &mut self.heads));
            if !as_planned {
                next.plan_again(Foreseen::from(&self.heads), &self.inbox.clock);
            }
            batch = next;
        }
    }

    /// Commits a batch. Meanwhile those of the one before are told, and what arrives goes into the next.
    async fn commit(&mut self, batch: &Batch, next: &mut Batch) -> Result<Came, sqlx::Error> {
        let Self { inbox, lane, heads, feed, done } = self;
        let foreseen = Foreseen { left: heads, on_its_way: batch.planned() };
        let mut commit = pin!(lane.commit(batch));
        loop {
            tokio::select! {
                // The database has this batch before anybody is told.
                biased;
                came = &mut commit => return came,
                () = ready(()), if done.is_some() => tell(done, feed),
                true = inbox.fill(next, PLANNED_AT_ONCE, foreseen), if next.has_room() => {}
            }
        }
    }

    fn tell(&mut self) {
        tell(&mut self.done, &self.feed);
    }
}

/// Tells those of a batch what came of it, unless they know.
fn tell(done: &mut Option<Done>, feed: &Feed) {
    if let Some(done) = done.take() {
        done.tell(feed);
    }
}

/// Where appends arrive.
struct Inbox {
    receiver: mpsc::Receiver<Waiting>,
    clock: Clock,
}

impl Inbox {
    /// Waits for an append and puts it into a batch, and those that came with it while there is room, `limit` at the most. False: none
    /// will ever come again.
    async fn fill(&mut self, batch: &mut Batch, limit: usize, foreseen: Foreseen<'_>) -> bool {
        let Some(first) = self.receiver.recv().await else { return false };
        batch.add(first, foreseen, &self.clock);
        for _ in 1..limit {
            if !batch.has_room() {
                break;
            }
            let Ok(waiting) = self.receiver.try_recv() else { break };
            batch.add(waiting, foreseen, &self.clock);
        }
        true
    }
}
