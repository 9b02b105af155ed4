//! The one stream of new events that feeds entities, configuration and read models of this node.
//!
//! The writer publishes what it commits. What other nodes commit is read when a read waits for it (see [`crate::Ledger::barrier`]), and is
//! otherwise found by a look at all heads, which takes a small part of the time however many ledgers there are. Per ledger everything is
//! delivered once, in order, without gaps, before the appends of this node are answered.

use std::{
    collections::{BTreeMap, HashMap},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::LedgerId;
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use crate::{Log, Position, Record, Unavailable};

/// Pause between two looks at all heads: so many times as long as the last look took, within these bounds. A read that waits for a position
/// does not wait for a look.
const LOOK_PAUSE: u32 = 200;
const LOOK_PAUSE_MIN: Duration = Duration::from_millis(50);
const LOOK_PAUSE_MAX: Duration = Duration::from_secs(10);
/// Pause after a fault.
const RETRY_PAUSE: Duration = Duration::from_millis(50);
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
    fn first(&self) -> Position {
        self.records.first().map_or(0, |record| record.position)
    }

    fn last(&self) -> Position {
        self.records.last().map_or(0, |record| record.position)
    }
}

/// The position of every ledger.
pub(crate) type Heads = Arc<HashMap<LedgerId, Position>>;

/// Called with all that is appended, under the feed's lock: it must only note what is new.
type Listener = Box<dyn Fn(&Batch) + Send + Sync>;

/// Delivers what was appended. Cheap to clone.
#[derive(Clone)]
pub struct Feed(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// Counts up whenever a ledger has moved.
    moved: watch::Sender<u64>,
    /// All heads, as the last look has found them.
    heads: watch::Sender<Heads>,
    /// Wakes what waits for a position, in the order in which it began to wait: the same run wakes the same waiters in the same order
    /// (a watch wakes them at random).
    arrived: Notify,
    /// Wakes the follower: a ledger is to be read at once.
    behind: Notify,
}

#[derive(Default)]
struct State {
    seen: HashMap<LedgerId, Position>,
    /// The positions up to which ledgers are to be read at once.
    behind: BTreeMap<LedgerId, Position>,
    listeners: Vec<Listener>,
}

impl Default for Feed {
    fn default() -> Self {
        Self(Arc::new(Inner {
            state: Mutex::default(),
            moved: watch::Sender::default(),
            heads: watch::Sender::default(),
            arrived: Notify::new(),
            behind: Notify::new(),
        }))
    }
}

impl Feed {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a listener, which is called with everything that is delivered from now on.
    pub fn listen(&self, listener: impl Fn(&Batch) + Send + Sync + 'static) {
        self.state().listeners.push(Box::new(listener));
    }

    /// How far this node has come in a ledger.
    pub fn seen(&self, ledger: &LedgerId) -> Position {
        self.state().seen.get(ledger).copied().unwrap_or(0)
    }

    /// Changes whenever a ledger has moved.
    pub fn moved(&self) -> watch::Receiver<u64> {
        self.0.moved.subscribe()
    }

    /// Changes whenever all heads were looked at.
    pub(crate) fn heads(&self) -> watch::Receiver<Heads> {
        self.0.heads.subscribe()
    }

    /// Delivers the records after those already seen; what lies behind a gap is left to the follower, which reads it from the log.
    pub(crate) fn publish(&self, batch: &Batch) {
        if !self.deliver(batch) {
            self.read_up_to(&batch.ledger, batch.last());
        }
    }

    /// Has the follower read a ledger up to a position at once.
    fn read_up_to(&self, ledger: &LedgerId, position: Position) {
        let mut state = self.state();
        let wanted = state.behind.entry(ledger.clone()).or_default();
        *wanted = position.max(*wanted);
        drop(state);
        self.0.behind.notify_one();
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
            self.read_up_to(ledger, position);
            arrived.await;
        }
    }

    /// Starts from the present heads: nothing is resident yet that would need earlier events.
    pub(crate) async fn begin(&self, log: &dyn Log) -> Result<(), Unavailable> {
        let heads: HashMap<_, _> = log.heads().await?.into_iter().collect();
        self.state().seen.extend(heads.iter().map(|(ledger, head)| (ledger.clone(), *head)));
        self.0.heads.send_replace(Arc::new(heads));
        Ok(())
    }

    /// Follows the log until this node closes it. A fault is logged and tried again.
    pub(crate) async fn follow(self, log: Arc<dyn Log>) {
        let mut look_at = Instant::now() + LOOK_PAUSE_MIN;
        loop {
            // An error means that it is time to look.
            let _ = tokio::time::timeout_at(look_at, self.0.behind.notified()).await;
            match self.catch_up(&*log, &mut look_at).await {
                Ok(()) => {}
                Err(error) if error.is_closed() => return,
                Err(error) => {
                    tracing::warn!(%error, "cannot follow the log");
                    tokio::time::sleep(RETRY_PAUSE).await;
                    // The ledgers that were behind still are.
                    self.0.behind.notify_one();
                }
            }
        }
    }

    /// Reads the ledgers that are behind; if it is time to, those of all whose heads have moved.
    async fn catch_up(&self, log: &dyn Log, look_at: &mut Instant) -> Result<(), Unavailable> {
        let begun = Instant::now();
        if begun >= *look_at {
            self.look(log).await?;
            let pause = begun.elapsed() * LOOK_PAUSE;
            *look_at = Instant::now() + pause.clamp(LOOK_PAUSE_MIN, LOOK_PAUSE_MAX);
        }
        while let Some((ledger, head)) = self.next_behind() {
            self.read(log, &ledger, head).await?;
        }
        Ok(())
    }

    async fn look(&self, log: &dyn Log) -> Result<(), Unavailable> {
        let heads: HashMap<_, _> = log.heads().await?.into_iter().collect();
        let mut state = self.state();
        for (ledger, head) in &heads {
            if state.seen.get(ledger).copied().unwrap_or(0) < *head {
                state.behind.insert(ledger.clone(), *head);
            }
        }
        drop(state);
        self.0.heads.send_replace(Arc::new(heads));
        Ok(())
    }

    /// A ledger that is behind, and the position up to which it is to be read.
    fn next_behind(&self) -> Option<(LedgerId, Position)> {
        let mut state = self.state();
        while let Some((ledger, head)) = state.behind.pop_first() {
            if state.seen.get(&ledger).copied().unwrap_or(0) < head {
                // It stays until it is read.
                state.behind.insert(ledger.clone(), head);
                return Some((ledger, head));
            }
        }
        None
    }

    async fn read(&self, log: &dyn Log, ledger: &LedgerId, head: Position) -> Result<(), Unavailable> {
        while self.seen(ledger) < head {
            let records = log.page(ledger, self.seen(ledger), PAGE).await?;
            if records.is_empty() {
                // The database has lost its last events: there is nothing to wait for.
                self.state().behind.remove(ledger);
                break;
            }
            self.deliver(&Batch { ledger: ledger.clone(), records: records.into() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
