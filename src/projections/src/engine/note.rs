//! What one projection has to do and has done, by ledger, and whoever waits for it.
//!
//! Events that do not concern a projection cost it nothing: they only move the position up to which it has nothing to do.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::LedgerId;
use ledger::{Batch, Position, Unavailable};
use tokio::sync::watch;

/// The position is written down whenever nothing that concerns the projection has come for so many events: a start need not look at
/// them again.
const WRITTEN_EVERY: Position = 10_000;

/// Shared by the feed's listener, the follower and those who wait.
#[derive(Clone)]
pub(crate) struct Note(Arc<Inner>);

struct Inner {
    name: &'static str,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    ledgers: HashMap<LedgerId, Standing>,
    stopped: Option<String>,
}

#[derive(Clone, Copy, Default)]
struct Standing {
    /// This node has seen so much of the ledger.
    seen: Position,
    /// The newest event that concerns the projection.
    wanted: Position,
    /// The rows hold everything up to here.
    done: Position,
}

impl Standing {
    fn reached(self) -> Position {
        if self.done >= self.wanted { self.seen.max(self.done) } else { self.done }
    }

    fn is_due(self) -> bool {
        self.done < self.wanted || self.seen >= self.done + WRITTEN_EVERY
    }
}

impl Note {
    pub(crate) fn new(name: &'static str) -> Self {
        Self(Arc::new(Inner { name, state: Mutex::default(), changed: watch::channel(0).0 }))
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.0.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Told of everything that is appended.
    pub(crate) fn hear(&self, batch: &Batch, concerns: impl Fn(&str) -> bool) {
        let newest = batch.records.iter().rev().find(|record| concerns(&record.kind)).map(|r| r.position);
        let last = batch.records.last().map_or(0, |record| record.position);
        self.change(|state| {
            let standing = state.ledgers.entry(batch.ledger.clone()).or_default();
            standing.seen = standing.seen.max(last);
            standing.wanted = standing.wanted.max(newest.unwrap_or(0));
        });
    }

    /// Everything up to here has to be looked at: nobody knows what it is.
    pub(crate) fn want(&self, ledger: &LedgerId, position: Position) {
        self.change(|state| {
            let standing = state.ledgers.entry(ledger.clone()).or_default();
            standing.seen = standing.seen.max(position);
            standing.wanted = standing.wanted.max(position);
        });
    }

    /// The rows hold everything up to here.
    pub(crate) fn done(&self, ledger: &LedgerId, position: Position) {
        self.change(|state| {
            let standing = state.ledgers.entry(ledger.clone()).or_default();
            standing.done = standing.done.max(position);
        });
    }

    /// Whether tables that have come to `reached` hold all that concerns the projection up to `head`, which this node has seen. Where they
    /// do not, they hold less than this node believed, for a crash of the database took the rest back: it is to be done again.
    pub(crate) fn is_enough(&self, ledger: &LedgerId, reached: Position, head: Position) -> bool {
        let standing = self.state().ledgers.get(ledger).copied().unwrap_or_default();
        if reached >= head || reached >= standing.wanted {
            return true;
        }
        self.change(|state| {
            let standing = state.ledgers.entry(ledger.clone()).or_default();
            standing.done = standing.done.min(reached);
        });
        false
    }

    /// Nothing will be done any more.
    pub(crate) fn stop(&self, why: String) {
        self.change(|state| state.stopped = Some(why));
    }

    /// Why nothing will be done any more, if so.
    pub(crate) fn stopped(&self) -> Option<String> {
        self.state().stopped.clone()
    }

    /// Ledgers with something to do.
    pub(crate) fn due(&self) -> Vec<LedgerId> {
        let state = self.state();
        state.ledgers.iter().filter(|(_, s)| s.is_due()).map(|(ledger, _)| ledger.clone()).collect()
    }

    /// The newest event of a ledger that concerns the projection, as far as is known, and the newest at all: nothing in between does.
    pub(crate) fn ahead(&self, ledger: &LedgerId) -> (Position, Position) {
        self.state().ledgers.get(ledger).map_or((0, 0), |s| (s.wanted, s.seen.max(s.wanted)))
    }

    /// Told of every change.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Waits until the rows hold everything up to a position; an error once the projection has stopped.
    pub(crate) async fn reach(&self, ledger: &LedgerId, position: Position) -> Result<(), Unavailable> {
        let mut changes = self.changes();
        loop {
            {
                let state = self.state();
                if state.ledgers.get(ledger).copied().unwrap_or_default().reached() >= position {
                    return Ok(());
                }
                if let Some(why) = &state.stopped {
                    return Err(Unavailable::because(format!(
                        "the read model {} has stopped: {why}",
                        self.0.name
                    )));
                }
            }
            if changes.changed().await.is_err() {
                return Err(Unavailable::because("the read models have ended"));
            }
        }
    }
}
