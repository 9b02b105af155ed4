//! An event as it lies in the log: sealed, numbered, hashed.

use bytes::Bytes;
use domain::{LedgerId, StreamId, Timestamp};
use uuid::Uuid;

/// Place of an event in its ledger: 1, 2, 3, ... without gaps. 0 is before the first.
pub type Position = u64;
/// Place of an event in its stream: 1, 2, 3, ... 0 is before the first.
pub type Version = u64;

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The ledger it is in.
    pub ledger: LedgerId,
    /// Its place there.
    pub position: Position,
    /// Its identity: the same append tried twice has the same ids.
    pub id: Uuid,
    /// The stream it is of.
    pub stream: StreamId,
    /// Its place there.
    pub version: Version,
    /// `user.signed_up`
    pub kind: String,
    /// The shape its payload was written in.
    pub shape: u16,
    /// JSON with a hole for every sealed field.
    pub data: Bytes,
    /// The sealed fields of data and meta; empty when there are none.
    pub sealed: Bytes,
    /// JSON: the moment.
    pub meta: Bytes,
    /// When it was recorded; never runs backwards in a ledger.
    pub recorded_at: Timestamp,
    /// Merkle leaf hash of the canonical record.
    pub digest: [u8; 32],
}

impl Record {
    /// The bytes that are hashed into the leaf: every column but the digest, each behind its length.
    /// Sealed fields are hashed sealed, so forgetting a person breaks no proof.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(192 + self.data.len() + self.sealed.len() + self.meta.len());
        bytes.extend_from_slice(b"recognito/event/1");
        let mut field = |value: &[u8]| {
            bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
            bytes.extend_from_slice(value);
        };
        field(self.ledger.as_str().as_bytes());
        field(&self.position.to_be_bytes());
        field(self.id.as_bytes());
        field(self.stream.as_str().as_bytes());
        field(&self.version.to_be_bytes());
        field(self.kind.as_bytes());
        field(&self.shape.to_be_bytes());
        field(&self.data);
        field(&self.sealed);
        field(&self.meta);
        field(&self.recorded_at.ms().to_be_bytes());
        bytes
    }

    /// The leaf hash that belongs to this content.
    pub fn leaf_hash(&self) -> [u8; 32] {
        crypto::merkle::leaf_hash(&self.canonical())
    }
}
