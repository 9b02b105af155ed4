//! The log in memory: for tests of everything above it. The same plan as on Postgres, under one lock.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use domain::{LedgerId, StreamId};

use crate::{
    Append, AppendError, Appended, Batch, ClaimDigest, ClaimWrite, Clock, Feed, FilePart, Log, Position,
    Record, Snapshot, Unavailable, Version,
    log::Head,
    plan::{Last, Plan, Seen},
};

/// Events in memory.
pub struct MemoryLog {
    clock: Clock,
    /// What the appends of this log are published to.
    feed: Option<Feed>,
    kept: Mutex<Kept>,
}

/// The parts of a stream's files, by file and number.
type Parts = HashMap<(String, u32), Vec<u8>>;

#[derive(Default)]
struct Kept {
    heads: HashMap<LedgerId, Head>,
    records: HashMap<LedgerId, Vec<Record>>,
    claims: HashMap<(LedgerId, String, ClaimDigest), StreamId>,
    snapshots: HashMap<(LedgerId, StreamId), Snapshot>,
    files: HashMap<(LedgerId, StreamId), Parts>,
}

impl MemoryLog {
    /// An empty log that dates its records by the clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, feed: None, kept: Mutex::default() }
    }

    /// The same for one node, whose entities hear of its appends before these are answered, as on Postgres.
    pub fn publishing(clock: Clock, feed: Feed) -> Self {
        Self { feed: Some(feed), ..Self::new(clock) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn last(&self, ledger: &LedgerId, stream: &StreamId) -> Option<Last> {
        let records = self.records.get(ledger)?;
        records.iter().rev().find(|r| r.stream == *stream).map(|r| Last {
            version: r.version,
            id: r.id,
            position: r.position,
        })
    }

    fn seen_by(&self, append: &Append) -> Seen {
        let ledger = &append.ledger;
        let head = self.heads.get(ledger).cloned().unwrap_or_else(Head::empty);
        let mut seen = Seen::new(ledger.clone(), head);
        for part in &append.parts {
            seen.streams.extend(self.last(ledger, &part.stream).map(|last| (part.stream.clone(), last)));
        }
        for claim in append.claims() {
            if let ClaimWrite::Take(scope, digest) | ClaimWrite::Release(scope, digest) = claim {
                let holder = self.claims.get(&(ledger.clone(), (*scope).to_owned(), *digest));
                seen.claims.extend(holder.map(|holder| ((*scope, *digest), holder.clone())));
            }
        }
        seen
    }

    fn write(&mut self, ledger: &LedgerId, seen: Seen, plan: Plan) {
        if seen.head.position > 0 {
            self.heads.insert(ledger.clone(), seen.head);
        }
        self.records.entry(ledger.clone()).or_default().extend(plan.records);
        for (stream, claim) in plan.claims {
            match claim {
                ClaimWrite::Take(scope, digest) => {
                    self.claims.insert((ledger.clone(), scope.to_owned(), digest), stream);
                }
                ClaimWrite::Release(scope, digest) => {
                    let name = (ledger.clone(), scope.to_owned(), digest);
                    if self.claims.get(&name) == Some(&stream) {
                        self.claims.remove(&name);
                    }
                }
                ClaimWrite::ReleaseAll => self.claims.retain(|(l, _, _), s| l != ledger || *s != stream),
            }
        }
    }
}

#[async_trait]
impl Log for MemoryLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        // Yield first, as a socket would: here two writers can interleave.
        tokio::task::yield_now().await;
        let mut kept = self.kept();
        let mut seen = kept.seen_by(&append);
        let mut plan = seen.plan(std::slice::from_ref(&append), self.clock.now());
        let outcome = plan.outcomes.pop();
        let records: Arc<[Record]> = plan.records.clone().into();
        kept.write(&append.ledger, seen, plan);
        if let Some(feed) = self.feed.as_ref().filter(|_| !records.is_empty()) {
            // Under the lock, so that batches are published in the order of their positions.
            feed.publish(&Batch { ledger: append.ledger, records });
        }
        outcome.unwrap_or_else(|| Err(Unavailable::because("the plan left an append out").into()))
    }

    async fn stream(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        after: Version,
    ) -> Result<Vec<Record>, Unavailable> {
        let kept = self.kept();
        let records = kept.records.get(ledger).map(Vec::as_slice).unwrap_or_default();
        Ok(records.iter().filter(|r| r.stream == *stream && r.version > after).cloned().collect())
    }

    async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Record>, Unavailable> {
        let kept = self.kept();
        let records = kept.records.get(ledger).map(Vec::as_slice).unwrap_or_default();
        Ok(records.iter().filter(|r| r.position > after).take(limit).cloned().collect())
    }

    async fn head(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        Ok(self.kept().heads.get(ledger).map_or(0, |head| head.position))
    }

    async fn heads(&self) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        Ok(self.kept().heads.iter().map(|(ledger, head)| (ledger.clone(), head.position)).collect())
    }

    async fn holder(
        &self,
        ledger: &LedgerId,
        scope: &str,
        digest: &ClaimDigest,
    ) -> Result<Option<StreamId>, Unavailable> {
        Ok(self.kept().claims.get(&(ledger.clone(), scope.to_owned(), *digest)).cloned())
    }

    async fn snapshot(&self, ledger: &LedgerId, stream: &StreamId) -> Result<Option<Snapshot>, Unavailable> {
        Ok(self.kept().snapshots.get(&(ledger.clone(), stream.clone())).cloned())
    }

    async fn keep_snapshot(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        snapshot: Snapshot,
    ) -> Result<(), Unavailable> {
        self.kept().snapshots.insert((ledger.clone(), stream.clone()), snapshot);
        Ok(())
    }

    async fn drop_snapshots(&self, ledger: &LedgerId, streams: &[StreamId]) -> Result<(), Unavailable> {
        self.kept().snapshots.retain(|(l, s), _| l != ledger || !streams.contains(s));
        Ok(())
    }

    /// All at once: no request waits for it in memory.
    async fn drop_of_ended(&self, ledger: &LedgerId, _: u32) -> Result<u64, Unavailable> {
        let mut kept = self.kept();
        let count = |kept: &Kept| kept.claims.len() + kept.snapshots.len() + kept.files.len();
        let before = count(&kept);
        kept.claims.retain(|(l, _, _), _| l != ledger);
        kept.snapshots.retain(|(l, _), _| l != ledger);
        kept.files.retain(|(l, _), _| l != ledger);
        Ok((before - count(&kept)) as u64)
    }

    async fn keep_part(&self, part: &FilePart<'_>, sealed: Vec<u8>) -> Result<(), Unavailable> {
        let FilePart { stream, file, number } = *part;
        let mut kept = self.kept();
        let files = kept.files.entry((stream.ledger.clone(), stream.id.clone())).or_default();
        files.insert((file.to_owned(), number), sealed);
        Ok(())
    }

    async fn part(&self, part: &FilePart<'_>) -> Result<Option<Vec<u8>>, Unavailable> {
        let FilePart { stream, file, number } = *part;
        let kept = self.kept();
        let files = kept.files.get(&(stream.ledger.clone(), stream.id.clone()));
        Ok(files.and_then(|files| files.get(&(file.to_owned(), number)).cloned()))
    }

    async fn drop_files(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        only: Option<&str>,
    ) -> Result<(), Unavailable> {
        let mut kept = self.kept();
        if let Some(files) = kept.files.get_mut(&(ledger.clone(), stream.clone())) {
            files.retain(|(file, _), _| only.is_some_and(|only| only != file));
        }
        Ok(())
    }
}
