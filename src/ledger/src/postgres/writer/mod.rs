//! Group commit, ledger by ledger: the appends that wait for a ledger become one transaction, and ledgers are written side by side over a
//! few connections, whose commits Postgres puts to disk together.

mod commit;
mod optimistic;
mod transaction;

use std::collections::HashMap;

use domain::LedgerId;
use futures_util::{StreamExt, stream::FuturesUnordered};
use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use self::commit::{Attempts, Committed, Connection, Known};
use crate::{Append, AppendError, Appended, Batch, Clock, Feed, Unavailable, queues::Queues};

/// Appends that may wait; beyond that callers wait for a place in the queue.
const WAITING_MAX: usize = 8_192;
/// Appends in one transaction, at the most.
const BATCH_MAX: usize = 1_000;
/// A transaction of so many bytes takes no more appends.
const BATCH_BYTES_MAX: usize = 4 << 20;
/// Ledgers that are written at the same time, each over a connection of its own: so many in any case, and more, up to the maximum, while
/// more ledgers wait than are being written. Where a few ledgers take turns their batches grow; where many wait, more commits reach the
/// disk together.
const CONNECTIONS: usize = 8;
const CONNECTIONS_MAX: usize = 16;
/// Ledgers whose heads are kept in mind, at the most.
const KNOWN_MAX: usize = 16_384;

type Outcome = Result<Appended, AppendError>;

/// The channel to the one task that writes.
pub(super) struct Writer(mpsc::Sender<Waiting>);

/// An append, and its caller.
struct Waiting {
    append: Append,
    caller: oneshot::Sender<Outcome>,
}

impl Writer {
    pub(super) fn start(pool: PgPool, clock: Clock, feed: Feed) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        let work = Work {
            receiver,
            attempts: Attempts { pool, clock },
            feed,
            queues: Queues::default(),
            idle: Vec::new(),
            known: HashMap::new(),
        };
        tokio::spawn(work.run());
        Self(sender)
    }

    pub(super) async fn append(&self, append: Append) -> Outcome {
        let (caller, outcome) = oneshot::channel();
        let gone = || Unavailable::because("the log's writer has stopped");
        self.0.send(Waiting { append, caller }).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}

/// The task that writes.
struct Work {
    receiver: mpsc::Receiver<Waiting>,
    attempts: Attempts,
    feed: Feed,
    queues: Queues<Waiting>,
    /// Connections of this task alone.
    idle: Vec<Connection>,
    /// Where this node left the ledgers that it writes to.
    known: HashMap<LedgerId, Known>,
}

/// A batch with its outcome.
struct Done {
    ledger: LedgerId,
    callers: Vec<oneshot::Sender<Outcome>>,
    committed: Result<Committed, sqlx::Error>,
    /// `None` after a fault.
    connection: Option<Connection>,
}

impl Work {
    /// Ends when every [`Writer`] is dropped and all waiting appends are written.
    async fn run(mut self) {
        let mut under_way = FuturesUnordered::new();
        let mut is_open = true;
        while is_open || !under_way.is_empty() {
            tokio::select! {
                biased;
                Some(done) = under_way.next() => self.finish(done),
                received = self.receiver.recv(), if is_open && self.queues.waiting() < WAITING_MAX => {
                    is_open = self.take_in(received);
                }
            }
            while under_way.len() < self.connections_worth_using()
                && let Some((ledger, batch)) = self.next_batch()
            {
                let (connection, known) = (self.idle.pop(), self.known.remove(&ledger));
                under_way.push(commit(self.attempts.clone(), ledger, batch, connection, known));
            }
        }
    }

    /// Takes in an append, and those that arrived with it. False: the channel is closed.
    fn take_in(&mut self, received: Option<Waiting>) -> bool {
        let is_open = received.is_some();
        let mut next = received;
        while let Some(waiting) = next {
            self.queues.push(&waiting.append.ledger.clone(), waiting);
            let has_room = self.queues.waiting() < WAITING_MAX;
            next = if has_room { self.receiver.try_recv().ok() } else { None };
        }
        is_open
    }

    fn connections_worth_using(&self) -> usize {
        self.queues.ready().clamp(CONNECTIONS, CONNECTIONS_MAX)
    }

    fn next_batch(&mut self) -> Option<(LedgerId, Vec<Waiting>)> {
        let (mut appends, mut bytes) = (0, 0);
        self.queues.next(|waiting| {
            let has_room = appends < BATCH_MAX && bytes < BATCH_BYTES_MAX;
            (appends, bytes) = (appends + 1, bytes + waiting.append.bytes());
            has_room
        })
    }

    /// Notifies the feed, then the callers: what was answered has reached this node's followers.
    fn finish(&mut self, done: Done) {
        let Done { ledger, callers, committed, connection } = done;
        self.queues.done(&ledger);
        self.idle.extend(connection);
        match committed {
            Ok(Committed { outcomes, records, known }) => {
                if !records.is_empty() {
                    self.feed.publish(&Batch { ledger: ledger.clone(), records: records.into() });
                }
                self.keep(ledger, known);
                for (caller, outcome) in callers.into_iter().zip(outcomes) {
                    // The caller may have gone; what was written stays written.
                    let _ = caller.send(outcome);
                }
            }
            Err(error) => {
                tracing::error!(%error, %ledger, appends = callers.len(), "could not append");
                let fault = Unavailable::because("the event log did not take the events; try again");
                for caller in callers {
                    let _ = caller.send(Err(fault.clone().into()));
                }
            }
        }
    }

    fn keep(&mut self, ledger: LedgerId, known: Known) {
        if self.known.len() >= KNOWN_MAX {
            // The next append to each of these ledgers reads its head again.
            self.known.clear();
        }
        self.known.insert(ledger, known);
    }
}

async fn commit(
    attempts: Attempts,
    ledger: LedgerId,
    batch: Vec<Waiting>,
    mut connection: Option<Connection>,
    known: Option<Known>,
) -> Done {
    let (appends, callers): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|waiting| (waiting.append, waiting.caller)).unzip();
    let committed = attempts.commit(&ledger, &appends, known, &mut connection).await;
    Done { ledger, callers, committed, connection }
}
