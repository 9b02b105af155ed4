//! The way from a node to the log: slow, refusing, losing answers, delivering late, and dead once its node is.
//!
//! Everything that has left the node goes on in a task of its own: a node that dies does not take back what it has sent.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use domain::{LedgerId, StreamId};
use ledger::{
    Append, AppendError, Appended, ClaimDigest, Log, MemoryLog, Position, Record, Snapshot, Unavailable,
    Version,
};
use tokio::time::sleep;

use crate::{chance::Chance, story::Story};

/// How often each thing goes wrong, in a thousand, and how long it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    /// Longest way in one direction, in milliseconds.
    slow_ms: u64,
    refused: u64,
    /// Written, and the answer is lost for good.
    lost: u64,
    /// Written, the answer is lost, and the store tries again with the same ids, as the writer on Postgres does.
    retried: u64,
    /// Given up, and written afterwards all the same.
    late: u64,
    reads_refused: u64,
    snapshots_dropped: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub(crate) const FAIR: Self =
        Self { slow_ms: 1, refused: 0, lost: 0, retried: 0, late: 0, reads_refused: 0, snapshots_dropped: 0 };

    /// Each run has odds of its own: a fault that never happens in one run leaves room there for what it would hide.
    pub(crate) fn drawn(chance: &Chance) -> Self {
        let odds = || [0, 20, 100, 250][chance.index(4)];
        Self {
            slow_ms: [1, 5, 40, 200][chance.index(4)],
            refused: odds(),
            lost: odds(),
            retried: odds(),
            late: odds(),
            reads_refused: [0, 0, 20, 100][chance.index(4)],
            snapshots_dropped: odds(),
        }
    }
}

/// The weather over all nodes, which may change.
#[derive(Clone)]
pub(crate) struct Sky(Arc<Mutex<Weather>>);

impl Sky {
    pub(crate) fn new(weather: Weather) -> Self {
        Self(Arc::new(Mutex::new(weather)))
    }

    pub(crate) fn become_fair(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Weather::FAIR;
    }

    fn now(&self) -> Weather {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Longest time that something given up may still be on its way, in milliseconds.
pub(crate) const LATE_MAX_MS: u64 = 1_500;

/// Pause of the store before it tries again, beside what the way takes, in milliseconds.
const RETRY_PAUSE_MS: u64 = 80;

/// One node's way to the log.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) story: Story,
    pub(crate) chance: Chance,
    pub(crate) sky: Sky,
    /// Nothing more comes from this node.
    pub(crate) dead: Arc<AtomicBool>,
}

impl Wire {
    fn goes_wrong(&self, odds: impl Fn(Weather) -> u64) -> bool {
        self.chance.per_mille(odds(self.sky.now()))
    }

    async fn travel(&self) {
        sleep(Duration::from_millis(self.chance.below(self.sky.now().slow_ms + 1))).await;
    }

    fn alive(&self) -> Result<(), Unavailable> {
        // The only reason for which followers of the log end.
        if self.dead.load(Ordering::Relaxed) { Err(Unavailable::closed()) } else { Ok(()) }
    }

    /// A read on its way: what it reads is as of some moment between question and answer.
    async fn reads(&self) -> Result<(), Unavailable> {
        self.alive()?;
        if self.goes_wrong(|weather| weather.reads_refused) {
            return Err(Unavailable::because("the read was refused"));
        }
        self.travel().await;
        Ok(())
    }

    async fn write(&self, append: Append) -> Result<Appended, AppendError> {
        let ledger = append.ledger.clone();
        let outcome = self.log.append(append).await;
        if let Ok(appended) = outcome {
            self.story.committed(&ledger, appended.position);
        }
        outcome
    }

    async fn deliver(self, append: Append) -> Result<Appended, AppendError> {
        let unavailable = |why: &str| Err(Unavailable::because(why).into());
        self.travel().await;
        if self.goes_wrong(|weather| weather.refused) {
            return unavailable("refused");
        }
        if self.goes_wrong(|weather| weather.late) {
            let delay = Duration::from_millis(self.chance.below(LATE_MAX_MS));
            let late = self.clone();
            tokio::spawn(async move {
                sleep(delay).await;
                late.write(append).await
            });
            return unavailable("given up");
        }
        if self.goes_wrong(|weather| weather.retried) {
            // The answer to the first try is lost.
            let _ = self.write(append.clone()).await;
            // Long enough for others to read what was written and to write behind it.
            let pause = 4 * self.sky.now().slow_ms + RETRY_PAUSE_MS;
            sleep(Duration::from_millis(self.chance.below(pause))).await;
        }
        let outcome = self.write(append).await;
        if self.goes_wrong(|weather| weather.lost) {
            return unavailable("lost");
        }
        self.travel().await;
        outcome
    }
}

#[async_trait]
impl Log for Wire {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.alive()?;
        let sent = tokio::spawn(self.clone().deliver(append));
        sent.await.map_err(|_| Unavailable::because("lost on the way"))?
    }

    async fn stream(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        after: Version,
    ) -> Result<Vec<Record>, Unavailable> {
        self.reads().await?;
        let read = self.log.stream(ledger, stream, after).await;
        self.travel().await;
        read
    }

    async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Record>, Unavailable> {
        self.reads().await?;
        // A page may always be shorter than what is asked for.
        let limit = limit.min(1 + self.chance.index(100));
        let read = self.log.page(ledger, after, limit).await;
        self.travel().await;
        read
    }

    async fn head(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        self.reads().await?;
        let head = self.log.head(ledger).await;
        self.travel().await;
        head
    }

    async fn heads(&self) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        self.reads().await?;
        let mut heads = self.log.heads().await?;
        // In memory they come in the order of a hash that differs from run to run.
        heads.sort();
        self.travel().await;
        Ok(heads)
    }

    async fn holder(
        &self,
        ledger: &LedgerId,
        scope: &str,
        digest: &ClaimDigest,
    ) -> Result<Option<StreamId>, Unavailable> {
        self.reads().await?;
        let read = self.log.holder(ledger, scope, digest).await;
        self.travel().await;
        read
    }

    async fn snapshot(&self, ledger: &LedgerId, stream: &StreamId) -> Result<Option<Snapshot>, Unavailable> {
        self.reads().await?;
        if self.goes_wrong(|weather| weather.snapshots_dropped) {
            self.log.drop_snapshots(ledger, std::slice::from_ref(stream)).await?;
        }
        let read = self.log.snapshot(ledger, stream).await;
        self.travel().await;
        read
    }

    async fn keep_snapshot(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        snapshot: Snapshot,
    ) -> Result<(), Unavailable> {
        self.reads().await?;
        self.story.note("  snapshot kept");
        self.log.keep_snapshot(ledger, stream, snapshot).await
    }

    async fn drop_snapshots(&self, ledger: &LedgerId, streams: &[StreamId]) -> Result<(), Unavailable> {
        self.reads().await?;
        self.log.drop_snapshots(ledger, streams).await
    }

    async fn drop_of_ended(&self, ledger: &LedgerId, limit: u32) -> Result<u64, Unavailable> {
        self.reads().await?;
        self.log.drop_of_ended(ledger, limit).await
    }
}
