//! The pure core of Recognito: what can happen to a user pool, a user, an identity, a dataset or a role, and what it means.
//!
//! A folder is an area, by the same name on every floor; in it, one aggregate is one folder with the same four names: `mod.rs` (state,
//! `apply`), `events.rs`, `refusals.rs`, `commands/` (what records something); and `queries` where reading its state takes more than a line.
//! Nothing here knows a clock, randomness, a database, an actor or a protocol: time, ids and the outcome of
//! expensive checks come in as values, facts and refusals go out.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod account;
pub mod catalogue;
pub mod identity_pools;
mod kernel;
pub mod subject;
pub mod sync;
pub mod user_pools;
pub mod values;

#[cfg(any(test, feature = "scenario"))]
pub use kernel::scenario;
pub use kernel::{
    aggregate::{Aggregate, Beginnings, Claim, Command, Decision, EventOf, RefusalOf, Scope},
    configured,
    events::{Event, Kind},
    ids::{LedgerId, Stream, StreamId, SubjectId},
    lifecycle::Lifecycle,
    moment::{Moment, Signer, Timestamp, Transport},
    personal::{MARK_FORGOTTEN, MARK_PERSONAL, MARK_SECRET, Personal, Secret},
};

/// Kind of the event that records that a person's key was destroyed; its stream is `subject-<subject>`.
pub const FORGOTTEN: &str = "subject.forgotten";
