//! What a store of events must do. Two implementations, Postgres and memory; one contract test.

use async_trait::async_trait;
use bytes::Bytes;
use domain::{LedgerId, Stream, StreamId, Timestamp};
use uuid::Uuid;

use crate::{Position, Record, Unavailable, Version};

/// Keyed digest of a claimed name; the name itself never reaches the store.
pub type ClaimDigest = [u8; 32];

/// An event on its way to the log: encoded and sealed, without a place yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its identity.
    pub id: Uuid,
    /// `user.signed_up`
    pub kind: &'static str,
    /// The shape of the payload.
    pub shape: u16,
    /// JSON with holes.
    pub data: Bytes,
    /// What fills the holes.
    pub sealed: Bytes,
    /// JSON: the moment.
    pub meta: Bytes,
}

/// A change to the claims, by digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimWrite {
    /// Take the name, or be refused.
    Take(&'static str, ClaimDigest),
    /// Give it back.
    Release(&'static str, ClaimDigest),
    /// Give all back.
    ReleaseAll,
}

/// Events for one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The stream.
    pub stream: StreamId,
    /// The version the writer has seen: refused with [`AppendError::Conflict`] when the stream has moved on.
    pub expected: Version,
    /// At least one.
    pub drafts: Vec<Draft>,
    /// Written in the same transaction.
    pub claims: Vec<ClaimWrite>,
}

/// Events for streams of one ledger, all or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The ledger.
    pub ledger: LedgerId,
    /// Each of another stream. Their events lie one after the other, in this order, and names are given back and taken in this order too.
    /// None: nothing is recorded, and the answer comes once a transaction like that of any append is durable (see
    /// [`crate::Ledger::rehearse`]).
    pub parts: Vec<Part>,
}

impl Append {
    /// Whether it records nothing, and only takes as long as an append that does.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.parts.is_empty()
    }

    /// Its size in a batch.
    pub fn bytes(&self) -> usize {
        let drafts = self.parts.iter().flat_map(|part| &part.drafts);
        drafts.map(|d| d.data.len() + d.sealed.len() + d.meta.len() + 256).sum()
    }

    /// Every change to the claims.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &ClaimWrite> {
        self.parts.iter().flat_map(|part| &part.claims)
    }
}

/// Where the events of an append lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Position of the last one.
    pub position: Position,
}

/// Why nothing was appended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Another append was first: read on and decide again.
    #[error("the stream has moved on")]
    Conflict,
    /// Another stream holds a name of this kind.
    #[error("the {0} is taken")]
    Taken(&'static str),
    /// The store did not answer; whether the events were recorded is unknown.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// A folded state, so that a long stream need not be read from its beginning. May be dropped at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The stream's version it was taken at.
    pub version: Version,
    /// JSON with holes.
    pub data: Vec<u8>,
    /// What fills the holes.
    pub sealed: Vec<u8>,
}

/// A part of a file that a stream works through.
#[derive(Clone, Copy, Debug)]
pub struct FilePart<'a> {
    /// Whose file it is.
    pub stream: &'a Stream,
    /// The file.
    pub file: &'a str,
    /// 0, 1, 2, ...
    pub number: u32,
}

/// A store of events, and of files that streams work through.
#[async_trait]
pub trait Log: Send + Sync + 'static {
    /// Appends and answers once durable.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;
    /// The records of a stream after a version, in order.
    async fn stream(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        after: Version,
    ) -> Result<Vec<Record>, Unavailable>;
    /// The records of a ledger after a position, in order, at most `limit`.
    async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Record>, Unavailable>;
    /// The position of a ledger, by a query that begins after the call; 0 where it has no event yet.
    async fn head(&self, ledger: &LedgerId) -> Result<Position, Unavailable>;
    /// The positions of some ledgers, each by a statement of its own that begins after the call. A ledger without events may be left out.
    async fn heads_of(&self, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        let mut heads = Vec::with_capacity(ledgers.len());
        for ledger in ledgers {
            heads.push((ledger.clone(), self.head(ledger).await?));
        }
        Ok(heads)
    }
    /// The position of every ledger: for a start, for tools, and for a look now and then. It costs more the more ledgers there are.
    async fn heads(&self) -> Result<Vec<(LedgerId, Position)>, Unavailable>;
    /// The stream that holds a name.
    async fn holder(
        &self,
        ledger: &LedgerId,
        scope: &str,
        digest: &ClaimDigest,
    ) -> Result<Option<StreamId>, Unavailable>;
    /// The newest snapshot of a stream.
    async fn snapshot(&self, ledger: &LedgerId, stream: &StreamId) -> Result<Option<Snapshot>, Unavailable>;
    /// Keeps a snapshot instead of an older one.
    async fn keep_snapshot(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        snapshot: Snapshot,
    ) -> Result<(), Unavailable>;
    /// Drops the snapshots of streams whose sealing key is gone.
    async fn drop_snapshots(&self, ledger: &LedgerId, streams: &[StreamId]) -> Result<(), Unavailable>;
    /// Drops claims, snapshots and parts of files of a ledger that has ended, at most so many of each. Returns how many were dropped; 0:
    /// there are none.
    async fn drop_of_ended(&self, ledger: &LedgerId, limit: u32) -> Result<u64, Unavailable>;
    /// Keeps a sealed part of a file, instead of an earlier one of its number. A store may be for events alone.
    async fn keep_part(&self, _: &FilePart<'_>, _sealed: Vec<u8>) -> Result<(), Unavailable> {
        Err(Unavailable::because("this store keeps no files"))
    }
    /// A sealed part of a file.
    async fn part(&self, _: &FilePart<'_>) -> Result<Option<Vec<u8>>, Unavailable> {
        Ok(None)
    }
    /// Drops one file of a stream, or all.
    async fn drop_files(&self, _: &LedgerId, _: &StreamId, _only: Option<&str>) -> Result<(), Unavailable> {
        Ok(())
    }
}

/// The head of a ledger as an append transaction sees it.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) position: Position,
    pub(crate) frontier: crypto::merkle::Frontier,
    pub(crate) recorded_at: Timestamp,
}
