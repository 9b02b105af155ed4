//! Records of one pool on their way to one target: gathered for a moment, delivered together, answered for together.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ports::logs::LogFault;
use reqwest::Client;
use tokio::{
    sync::{Notify, oneshot},
    time::{Instant, timeout},
};

use super::{Clock, LogTarget};

/// How long one delivery may take. With the time that records are gathered it fits into the half minute that a reaction has.
pub(super) const DELIVERY_MAX: Duration = Duration::from_secs(10);
/// Records of one delivery, at the most.
const RECORDS_MAX: usize = 100;
/// How long a target is left alone after its first failure. Each further one doubles it.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_mins(1);

/// A target as one pool uses it.
pub(super) struct Outlet {
    pub(super) target: Arc<LogTarget>,
    pub(super) arn: String,
    pub(super) pool: String,
    pub(super) http: Client,
    pub(super) clock: Clock,
}

impl Outlet {
    /// How long records are gathered: a file costs little, and a bucket is not to be filled with objects of one record.
    fn gathers_for(&self) -> Duration {
        match &*self.target {
            LogTarget::Folder(_) => Duration::from_millis(100),
            LogTarget::Webhook(_) => Duration::from_secs(1),
            LogTarget::Bucket(_) => Duration::from_secs(5),
        }
    }

    async fn deliver(&self, lines: Vec<String>) -> Result<(), LogFault> {
        let now_ms = (self.clock)();
        match &*self.target {
            LogTarget::Folder(folder) => folder.append(&self.pool, lines).await,
            LogTarget::Webhook(hook) => hook.deliver(&self.http, &self.arn, &lines, now_ms).await,
            LogTarget::Bucket(bucket) => bucket.put(&self.http, &self.pool, &lines, now_ms).await,
        }
    }
}

/// A record that waits for its delivery.
struct Waiting {
    line: String,
    answer: oneshot::Sender<Result<(), LogFault>>,
}

/// When a target that has failed is tried again.
#[derive(Default)]
struct Rest {
    failures: u32,
    until: Option<Instant>,
}

impl Rest {
    fn note(&mut self, failed: bool) {
        if !failed {
            *self = Self::default();
            return;
        }
        let doubled = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + FIRST_REST.saturating_mul(doubled).min(LONGEST_REST));
    }
}

/// Gathers the records of one pool for one target.
pub(super) struct Gatherer {
    outlet: Outlet,
    waiting: Mutex<Vec<Waiting>>,
    /// Enough records wait for a delivery.
    full: Notify,
    /// Held by the delivery that is under way: a target has one at a time from each pool.
    rest: tokio::sync::Mutex<Rest>,
}

impl Gatherer {
    pub(super) fn new(outlet: Outlet) -> Self {
        Self { outlet, waiting: Mutex::default(), full: Notify::new(), rest: tokio::sync::Mutex::default() }
    }

    /// Hands a record over, and waits until it is delivered with others or not.
    pub(super) async fn enter(self: Arc<Self>, line: String) -> Result<(), LogFault> {
        let (answer, answered) = oneshot::channel();
        let count = {
            let mut waiting = self.waiting();
            waiting.push(Waiting { line, answer });
            waiting.len()
        };
        if count == 1 {
            tokio::spawn(Arc::clone(&self).deliver_soon());
        } else if count == RECORDS_MAX {
            self.full.notify_one();
        }
        answered.await.unwrap_or(Err(LogFault::Unavailable))
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Delivers what waits after a moment, and what has come meanwhile. The first record after that begins the next delivery.
    async fn deliver_soon(self: Arc<Self>) {
        // Either there are enough, or it is time.
        let _ = timeout(self.outlet.gathers_for(), self.full.notified()).await;
        let mut rest = self.rest.lock().await;
        loop {
            let batch = self.next_batch();
            if batch.is_empty() {
                return;
            }
            let (lines, answers): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|Waiting { line, answer }| (line, answer)).unzip();
            let delivered = self.deliver(&mut rest, lines).await;
            for answer in answers {
                // The caller may have given up meanwhile.
                let _ = answer.send(delivered);
            }
        }
    }

    fn next_batch(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting();
        let count = waiting.len().min(RECORDS_MAX);
        waiting.drain(..count).collect()
    }

    async fn deliver(&self, rest: &mut Rest, lines: Vec<String>) -> Result<(), LogFault> {
        if rest.until.is_some_and(|until| Instant::now() < until) {
            return Err(LogFault::Resting);
        }
        let delivering = timeout(DELIVERY_MAX, self.outlet.deliver(lines));
        let delivered = delivering.await.unwrap_or(Err(LogFault::Unavailable));
        rest.note(delivered.is_err());
        delivered
    }
}
