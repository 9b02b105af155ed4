//! The readers: by asking for the events after a position again and again, and by the feed.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::LedgerId;
use ledger::{Ledger, Log, Position};
use tokio::{sync::watch, time::sleep};
use uuid::Uuid;

/// Pause between two looks.
const POLL_EVERY: Duration = Duration::from_millis(1);
/// Short, so that a page often ends between two appends of one moment.
const PAGE: usize = 20;

type Seen = Vec<(Position, Uuid)>;

/// A reader that polls a ledger.
pub(crate) struct Follower {
    pub(crate) ledger: LedgerId,
    pub(crate) seen: Seen,
}

impl Follower {
    /// Polls until the writers are done and there is nothing more to see.
    pub(crate) async fn poll(log: Arc<dyn Log>, ledger: LedgerId, over: watch::Receiver<bool>) -> Self {
        let mut seen = Seen::new();
        let mut after = 0;
        loop {
            // Asked before the page: what was committed until then is on it.
            let last_look = *over.borrow();
            let page = log.page(&ledger, after, PAGE).await.unwrap();
            after = page.last().map_or(after, |record| record.position);
            seen.extend(page.iter().map(|record| (record.position, record.id)));
            if last_look && page.is_empty() {
                return Self { ledger, seen };
            }
            sleep(POLL_EVERY).await;
        }
    }
}

/// A listener of a node's feed.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<(LedgerId, Position, Uuid)>>>);

impl Heard {
    pub(crate) fn by(node: &Ledger) -> Self {
        let heard = Self::default();
        let notes = heard.clone();
        node.feed().listen(move |batch| {
            let mut notes = notes.0.lock().unwrap_or_else(PoisonError::into_inner);
            notes.extend(batch.records.iter().map(|r| (batch.ledger.clone(), r.position, r.id)));
        });
        heard
    }

    /// What was heard of a ledger.
    pub(crate) fn of(&self, ledger: &LedgerId) -> Seen {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.iter().filter(|(of, ..)| of == ledger).map(|(_, position, id)| (*position, *id)).collect()
    }
}
