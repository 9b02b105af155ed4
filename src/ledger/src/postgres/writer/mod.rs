//! Group commit, ledger by ledger: the appends that wait for a ledger become one transaction, and ledgers are written side by side over a
//! few connections, whose commits Postgres puts to disk together. Where a batch fails by a fault that may pass, its appends go back to the
//! front of their queue.

mod commit;
mod committed;
mod connections;
mod optimistic;
mod transaction;

use std::{collections::HashMap, time::Duration};

use domain::LedgerId;
use futures_util::{StreamExt, stream::FuturesUnordered};
use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use self::{
    commit::{commit, passes},
    committed::{Committed, Known},
    connections::{Connection, Connections},
};
use crate::{Append, AppendError, Appended, Batch, Clock, Feed, Unavailable, queues::Queues};

/// Appends that may wait; beyond that callers wait for a place in the queue.
const WAITING_MAX: usize = 8_192;
/// Appends in one transaction, at the most.
const BATCH_MAX: usize = 1_000;
/// A transaction of so many bytes takes no more appends.
const BATCH_BYTES_MAX: usize = 4 << 20;
/// An append is tried so often when the database asks to serialise again, and once more for each connection that may have died unnoticed.
const TRIES_MAX: u32 = 4 + connections::OPEN_MAX;
/// Pause before another try, times the number of tries so far.
const RETRY_PAUSE: Duration = Duration::from_millis(5);
/// While no connection can be opened, and none is open, appends wait for so long before they are refused.
const WITHOUT_CONNECTION_MAX: Duration = Duration::from_secs(30);
/// Ledgers whose heads are kept in mind, at the most.
const KNOWN_MAX: usize = 16_384;

type Outcome = Result<Appended, AppendError>;

/// The channel to the one task that writes.
pub(super) struct Writer(mpsc::Sender<Waiting>);

/// An append, and its caller.
struct Waiting {
    append: Append,
    caller: Caller,
}

struct Caller {
    answer: oneshot::Sender<Outcome>,
    /// Tries that have failed.
    tries: u32,
}

impl Caller {
    fn answer(self, outcome: Outcome) {
        // The caller may have gone; what was written stays written.
        let _ = self.answer.send(outcome);
    }
}

impl Writer {
    pub(super) fn start(pool: PgPool, clock: Clock, feed: Feed) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        let (connections, queues, known) = (Connections::of(pool), Queues::default(), HashMap::new());
        tokio::spawn(Work { receiver, clock, feed, queues, connections, known }.run());
        Self(sender)
    }

    pub(super) async fn append(&self, append: Append) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let gone = || Unavailable::because("the log's writer has stopped");
        let waiting = Waiting { append, caller: Caller { answer, tries: 0 } };
        self.0.send(waiting).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}

/// The task that writes.
struct Work {
    receiver: mpsc::Receiver<Waiting>,
    clock: Clock,
    feed: Feed,
    queues: Queues<Waiting>,
    connections: Connections,
    /// Where this node left the ledgers that it writes to.
    known: HashMap<LedgerId, Known>,
}

/// A batch, and the result of a try to commit it.
struct Done {
    ledger: LedgerId,
    appends: Vec<Append>,
    callers: Vec<Caller>,
    committed: Result<Committed, sqlx::Error>,
    /// `None` after a fault.
    connection: Option<Connection>,
}

impl Work {
    /// Ends when every [`Writer`] is dropped and all waiting appends are written.
    async fn run(mut self) {
        let mut under_way = FuturesUnordered::new();
        let mut is_open = true;
        while is_open || !under_way.is_empty() || self.queues.waiting() > 0 {
            tokio::select! {
                biased;
                Some(done) = under_way.next() => self.finish(done),
                changed = self.connections.change() => self.look_at(changed),
                received = self.receiver.recv(), if is_open && self.queues.waiting() < WAITING_MAX => {
                    is_open = self.take_in(received);
                }
            }
            while let Some(batch) = self.begin() {
                under_way.push(batch);
            }
        }
    }

    /// Begins the next batch, if one waits and a connection is free; asks for another connection if none is.
    fn begin(&mut self) -> Option<impl Future<Output = Done> + use<>> {
        let ledgers = self.queues.ready();
        if ledgers == 0 {
            return None;
        }
        let in_use_max = Connections::<Connection>::worth_using(ledgers);
        let Some(connection) = self.connections.take(in_use_max) else {
            self.connections.open_up_to(in_use_max);
            return None;
        };
        let (ledger, batch) = self.next_batch()?;
        let known = self.known.remove(&ledger);
        Some(written(self.clock.clone(), ledger, batch, connection, known))
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

    fn next_batch(&mut self) -> Option<(LedgerId, Vec<Waiting>)> {
        let (mut appends, mut bytes) = (0, 0);
        self.queues.next(|waiting| {
            let has_room = appends < BATCH_MAX && bytes < BATCH_BYTES_MAX;
            (appends, bytes) = (appends + 1, bytes + waiting.append.bytes());
            has_room
        })
    }

    /// Refuses all that wait, where there is no connection at all and none can be had.
    fn look_at(&mut self, changed: Result<(), sqlx::Error>) {
        let Err(error) = changed else { return };
        tracing::warn!(%error, "the writer cannot open a connection");
        let Some(without) = self.connections.without_for() else { return };
        if passes(&error) && without < WITHOUT_CONNECTION_MAX {
            return;
        }
        while let Some((ledger, batch)) = self.queues.next(|_| true) {
            self.queues.done(&ledger);
            refuse(&ledger, batch.into_iter().map(|waiting| waiting.caller), &error);
        }
    }

    fn finish(&mut self, done: Done) {
        let Done { ledger, appends, callers, committed, connection } = done;
        self.connections.give_back(connection);
        match committed {
            Ok(committed) => self.answer(&ledger, callers, committed),
            Err(error) if may_retry(&callers, &error) => {
                tracing::warn!(%error, %ledger, "appending again");
                let waiting = appends.into_iter().zip(callers).map(|(append, mut caller)| {
                    caller.tries += 1;
                    Waiting { append, caller }
                });
                // With the same event ids: if the lost answer was a success, the next try finds it.
                self.queues.put_back(&ledger, waiting);
            }
            Err(error) => refuse(&ledger, callers, &error),
        }
        self.queues.done(&ledger);
    }

    /// Notifies the feed, then the callers: what was answered has reached this node's followers.
    fn answer(&mut self, ledger: &LedgerId, callers: Vec<Caller>, committed: Committed) {
        let Committed { outcomes, records, known } = committed;
        if !records.is_empty() {
            self.feed.publish(&Batch { ledger: ledger.clone(), records: records.into() });
        }
        self.keep(ledger.clone(), known);
        for (caller, outcome) in callers.into_iter().zip(outcomes) {
            caller.answer(outcome);
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

/// One try to commit a batch. After a fault that may pass it ends with a pause.
async fn written(
    clock: Clock,
    ledger: LedgerId,
    batch: Vec<Waiting>,
    mut connection: Connection,
    known: Option<Known>,
) -> Done {
    let (appends, callers): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|waiting| (waiting.append, waiting.caller)).unzip();
    let committed = commit(&ledger, &appends, known, clock.now(), &mut connection).await;
    if committed.as_ref().is_err_and(|error| may_retry(&callers, error)) {
        tokio::time::sleep(RETRY_PAUSE * (tries(&callers) + 1)).await;
    }
    let connection = committed.is_ok().then_some(connection);
    Done { ledger, appends, callers, committed, connection }
}

fn may_retry(callers: &[Caller], error: &sqlx::Error) -> bool {
    passes(error) && tries(callers) + 1 < TRIES_MAX
}

/// How often the oldest append of a batch has failed.
fn tries(callers: &[Caller]) -> u32 {
    callers.iter().map(|caller| caller.tries).max().unwrap_or(0)
}

fn refuse(ledger: &LedgerId, callers: impl IntoIterator<Item = Caller>, error: &sqlx::Error) {
    let fault = Unavailable::because("the event log did not take the events; try again");
    let refused = callers.into_iter().map(|caller| caller.answer(Err(fault.clone().into()))).count();
    tracing::error!(%error, %ledger, appends = refused, "could not append");
}
