//! The one stream of news that feeds entities, configuration and read models of this node.
//!
//! The writer publishes what it commits; a poll brings what other nodes commit. Per ledger everything is delivered once, in order,
//! without gaps, before the appends of this node are answered.

use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::LedgerId;
use tokio::sync::{Notify, watch};

use crate::{Log, Position, Record, Unavailable};

/// How often the log is asked for what other nodes have appended.
const POLL_EVERY: Duration = Duration::from_millis(50);
/// Records fetched at a time when catching up.
const PAGE: usize = 1_000;

/// Consecutive records of one ledger.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The ledger.
    pub ledger: LedgerId,
    /// At least one, in order.
    pub records: Arc<[Record]>,
}

impl Batch {
    /// The records of one transaction, apart by ledger.
    pub(crate) fn split(records: Vec<Record>) -> Vec<Self> {
        let mut by_ledger: HashMap<LedgerId, Vec<Record>> = HashMap::new();
        for record in records {
            by_ledger.entry(record.ledger.clone()).or_default().push(record);
        }
        by_ledger.into_iter().map(|(ledger, records)| Self { ledger, records: records.into() }).collect()
    }

    fn first(&self) -> Position {
        self.records.first().map_or(0, |record| record.position)
    }

    fn last(&self) -> Position {
        self.records.last().map_or(0, |record| record.position)
    }
}

/// Somebody who is told what was appended. Called under the feed's lock: it must only take note.
type Listener = Box<dyn Fn(&Batch) + Send + Sync>;

/// Hands on what was appended. Cheap to clone.
#[derive(Clone)]
pub struct Feed(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// Counts up whenever a ledger has moved.
    moved: watch::Sender<u64>,
    /// Tells those who wait for a position, in the order in which they came: the same run wakes the same waiters in the same order
    /// (a watch wakes them at random).
    arrived: Notify,
    /// Asks the follower to look at once.
    look: Notify,
}

#[derive(Default)]
struct State {
    seen: HashMap<LedgerId, Position>,
    listeners: Vec<Listener>,
}

impl Default for Feed {
    fn default() -> Self {
        let (moved, _) = watch::channel(0);
        Self(Arc::new(Inner { state: Mutex::default(), moved, arrived: Notify::new(), look: Notify::new() }))
    }
}

impl Feed {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a listener; it is told everything that is delivered from now on.
    pub fn listen(&self, listener: impl Fn(&Batch) + Send + Sync + 'static) {
        self.state().listeners.push(Box::new(listener));
    }

    /// How far this node has come in a ledger.
    pub fn seen(&self, ledger: &LedgerId) -> Position {
        self.state().seen.get(ledger).copied().unwrap_or(0)
    }

    /// Told whenever a ledger has moved.
    pub fn moved(&self) -> watch::Receiver<u64> {
        self.0.moved.subscribe()
    }

    /// Delivers what follows on what was seen; whatever lies behind a gap is left to the follower, which reads it from the log.
    pub(crate) fn publish(&self, batches: Vec<Batch>) {
        for batch in batches {
            if !self.deliver(&batch) {
                self.0.look.notify_one();
            }
        }
    }

    /// False: something before it has not been seen yet.
    fn deliver(&self, batch: &Batch) -> bool {
        let mut state = self.state();
        let seen = state.seen.get(&batch.ledger).copied().unwrap_or(0);
        if batch.last() <= seen {
            return true;
        }
        if batch.first() > seen + 1 {
            return false;
        }
        if batch.first() == seen + 1 {
            state.listeners.iter().for_each(|listener| listener(batch));
        } else {
            let fresh = batch.records.iter().filter(|record| record.position > seen).cloned().collect();
            let fresh = Batch { ledger: batch.ledger.clone(), records: fresh };
            state.listeners.iter().for_each(|listener| listener(&fresh));
        }
        state.seen.insert(batch.ledger.clone(), batch.last());
        drop(state);
        self.0.moved.send_modify(|count| *count = count.wrapping_add(1));
        self.0.arrived.notify_waiters();
        true
    }

    /// Waits until this node has seen a position.
    pub(crate) async fn reach(&self, ledger: &LedgerId, position: Position) {
        loop {
            let mut arrived = pin!(self.0.arrived.notified());
            // Waits from here on, so that nothing is missed between the look and the wait.
            arrived.as_mut().enable();
            if self.seen(ledger) >= position {
                return;
            }
            self.0.look.notify_one();
            arrived.await;
        }
    }

    /// Starts from today's heads: nothing is resident yet that would have to hear of the past.
    pub(crate) async fn begin(&self, log: &dyn Log) -> Result<(), Unavailable> {
        let heads = log.heads().await?;
        self.state().seen.extend(heads);
        Ok(())
    }

    /// Follows the log until this node closes it. A fault is told and tried again.
    pub(crate) async fn follow(self, log: Arc<dyn Log>) {
        loop {
            // Whoever looks is in no hurry unless somebody waits for a position.
            let _ = tokio::time::timeout(POLL_EVERY, self.0.look.notified()).await;
            match self.catch_up(&*log).await {
                Ok(()) => {}
                Err(error) if error.is_closed() => return,
                Err(error) => {
                    tracing::warn!(%error, "cannot follow the log");
                    tokio::time::sleep(POLL_EVERY).await;
                }
            }
        }
    }

    async fn catch_up(&self, log: &dyn Log) -> Result<(), Unavailable> {
        for (ledger, head) in log.heads().await? {
            while self.seen(&ledger) < head {
                let records = log.page(&ledger, self.seen(&ledger), PAGE).await?;
                if records.is_empty() {
                    break;
                }
                self.deliver(&Batch { ledger: ledger.clone(), records: records.into() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
