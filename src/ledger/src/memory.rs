//! The log in memory: for tests of everything above it. The same plan as on Postgres, under one lock.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use domain::{LedgerId, StreamId};

use crate::{
    Append, AppendError, Appended, ClaimDigest, ClaimWrite, Clock, Log, Position, Record, Snapshot,
    Unavailable, Version,
    log::{Head, StreamKey},
    plan::{Last, Plan, Seen},
};

/// Events in memory.
pub struct MemoryLog {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    heads: HashMap<LedgerId, Head>,
    records: HashMap<LedgerId, Vec<Record>>,
    claims: HashMap<(LedgerId, String, ClaimDigest), StreamId>,
    snapshots: HashMap<StreamKey, Snapshot>,
}

impl MemoryLog {
    /// An empty log that dates its records by the clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn last(&self, key: &StreamKey) -> Option<Last> {
        let records = self.records.get(&key.0)?;
        records.iter().rev().find(|r| r.stream == key.1).map(|r| Last {
            version: r.version,
            id: r.id,
            position: r.position,
        })
    }

    fn seen_by(&self, append: &Append) -> Seen {
        let ledger = &append.ledger;
        let mut seen = Seen::default();
        seen.heads.extend(self.heads.get(ledger).map(|head| (ledger.clone(), head.clone())));
        seen.streams.extend(append.streams().filter_map(|(key, _)| Some((key.clone(), self.last(&key)?))));
        for claim in append.claims() {
            if let ClaimWrite::Take(scope, digest) | ClaimWrite::Release(scope, digest) = claim {
                let holder = self.claims.get(&(ledger.clone(), (*scope).to_owned(), *digest));
                seen.claims.extend(holder.map(|h| ((ledger.clone(), *scope, *digest), h.clone())));
            }
        }
        seen
    }

    fn write(&mut self, seen: Seen, plan: Plan) {
        self.heads.extend(seen.heads);
        for record in plan.records {
            self.records.entry(record.ledger.clone()).or_default().push(record);
        }
        for ((ledger, stream), claim) in plan.claims {
            match claim {
                ClaimWrite::Take(scope, digest) => {
                    self.claims.insert((ledger, scope.to_owned(), digest), stream);
                }
                ClaimWrite::Release(scope, digest) => {
                    let name = (ledger, scope.to_owned(), digest);
                    if self.claims.get(&name) == Some(&stream) {
                        self.claims.remove(&name);
                    }
                }
                ClaimWrite::ReleaseAll => self.claims.retain(|(l, _, _), s| *l != ledger || *s != stream),
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
        let mut plan = seen.plan_all(std::slice::from_ref(&append), self.clock.now());
        let outcome = plan.outcomes.pop();
        kept.write(seen, plan);
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

    /// All at once: nobody waits for memory.
    async fn drop_of_ended(&self, ledger: &LedgerId, _: u32) -> Result<u64, Unavailable> {
        let mut kept = self.kept();
        let before = kept.claims.len() + kept.snapshots.len();
        kept.claims.retain(|(l, _, _), _| l != ledger);
        kept.snapshots.retain(|(l, _), _| l != ledger);
        Ok((before - kept.claims.len() - kept.snapshots.len()) as u64)
    }
}
