//! The event log: append, read, claims, snapshots, sealing, Merkle tree; on Postgres, and in memory for tests.
//!
//! Invariants held here: an append is answered only after the commit that holds it; positions of a ledger are gapless and in
//! commit order; a stream's version is checked; personal data and secrets reach the log only sealed; a read that passes a
//! [`barrier`](Ledger::barrier) sees every write that was answered before it, on any node.
//!
//! It knows what an aggregate is, and names none.

mod access;
mod barrier;
mod beginning;
mod bulk;
mod codec;
mod database_fault;
mod facade;
mod feed;
mod files;
mod holders;
mod keys;
mod log;
mod memory;
pub mod notary;
mod plan;
pub mod postgres;
mod queues;
mod record;
mod root;
mod shared_queries;
mod together;

pub use access::{Clock, Unavailable};
pub use barrier::{ReadMoment, at_one_moment};
pub use bulk::{KeyRing, Unreadable};
pub use codec::{Opened, Undecodable};
pub use database_fault::DatabaseFault;
pub use facade::{Ledger, SNAPSHOT_EVERY};
pub use feed::{Batch, Feed};
pub use keys::{KeyStore, Keys, MemoryKeys, Wrapped};
pub use log::{Append, AppendError, Appended, ClaimDigest, ClaimWrite, Draft, FilePart, Log, Part, Snapshot};
pub use memory::MemoryLog;
pub use record::{Position, Record, Version};
pub use root::{Failure, Root};
pub use together::Together;
