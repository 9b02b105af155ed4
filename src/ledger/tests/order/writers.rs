//! Writers that append to shared streams at random times, and remember the answers.

use bytes::Bytes;
use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::{LedgerId, StreamId};
use ledger::{Append, AppendError, Draft, Log, Part, Version};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::{chance::Chance, ledgers};

/// Streams of a ledger: so few that writers meet now and then.
const STREAMS: usize = 40;
/// Times in a thousand that a writer reads a stream's version before it writes; otherwise it uses the version that it knows.
const LOOKS_FIRST: u64 = 800;
/// Longest pause between two appends.
const PAUSE_MAX_MS: u64 = 4;

/// Appends of a writer, at the least: on a slow machine too, some meet one another.
const APPENDS_MIN: usize = 20;

/// The answer to a writer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Acknowledged,
    Refused,
    Unknown,
}

/// One append and its end.
pub(crate) struct Written {
    pub(crate) ledger: LedgerId,
    pub(crate) ids: Vec<Uuid>,
    pub(crate) end: End,
}

/// Appends until the time is over, and [`APPENDS_MIN`] times at the least.
pub(crate) async fn write(number: usize, log: Arc<dyn Log>, until: Instant) -> Vec<Written> {
    let chance = Chance::new(number as u64);
    let mut versions: HashMap<(LedgerId, StreamId), Version> = HashMap::new();
    let mut written = Vec::new();
    while Instant::now() < until || written.len() < APPENDS_MIN {
        sleep(Duration::from_millis(chance.below(PAUSE_MAX_MS + 1))).await;
        let ledger = ledgers()[chance.index(2)].clone();
        let stream = StreamId::new(format!("desk-{}", chance.index(STREAMS)));
        let version = versions.entry((ledger.clone(), stream.clone())).or_default();
        if chance.per_mille(LOOKS_FIRST) {
            *version = reached(&*log, &ledger, &stream, *version).await;
        }
        let first = (number as u128) << 64 | (written.len() as u128) << 8;
        let ids: Vec<Uuid> = (0..=u128::from(chance.below(3))).map(|n| Uuid::from_u128(first + n)).collect();
        let end = match log.append(append(&ledger, &stream, *version, &ids)).await {
            Ok(_) => {
                *version += ids.len() as Version;
                End::Acknowledged
            }
            Err(AppendError::Conflict | AppendError::Taken(_)) => End::Refused,
            Err(AppendError::Unavailable(_)) => End::Unknown,
        };
        if end != End::Acknowledged {
            *version = reached(&*log, &ledger, &stream, *version).await;
        }
        written.push(Written { ledger, ids, end });
    }
    written
}

/// The version that a stream has reached.
async fn reached(log: &dyn Log, ledger: &LedgerId, stream: &StreamId, after: Version) -> Version {
    let read = log.stream(ledger, stream, after).await.unwrap_or_default();
    read.last().map_or(after, |record| record.version)
}

fn append(ledger: &LedgerId, stream: &StreamId, expected: Version, ids: &[Uuid]) -> Append {
    let draft = |id: &Uuid| Draft {
        id: *id,
        kind: "desk.drawn",
        shape: 1,
        data: Bytes::from_static(b"{}"),
        sealed: Bytes::new(),
        meta: Bytes::from_static(b"{}"),
    };
    let (ledger, stream, drafts) = (ledger.clone(), stream.clone(), ids.iter().map(draft).collect());
    Append { ledger, parts: vec![Part { stream, expected, drafts, claims: Vec::new() }] }
}
