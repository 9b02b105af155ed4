//! The pure core of Recognito: what can happen to a user pool, a user, an identity, a dataset or a role, and what it means.
//!
//! One aggregate is one folder with the same four names: `mod.rs` (state, `apply`), `events.rs`, `refusals.rs`, `commands/`.
//! Nothing here knows a clock, randomness, a database, an actor or a protocol: time, ids and the outcome of
//! expensive checks come in as values, facts and refusals go out.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod access_key;
mod aggregate;
pub mod catalogue;
pub mod client;
pub mod dataset;
mod events;
#[cfg(test)]
mod golden;
pub mod identity;
pub mod identity_pool;
mod ids;
pub mod issuer;
mod moment;
mod personal;
pub mod registry;
pub mod restoration;
pub mod role;
#[cfg(any(test, feature = "scenario"))]
pub mod scenario;
pub mod session;
pub mod subject;
pub mod unknown_names;
pub mod user;
pub mod user_pool;
pub mod values;

pub use aggregate::{Aggregate, Claim, Command, Decision, EventOf, RefusalOf, Scope};
pub use events::{Event, Kind};
pub use ids::{LedgerId, Stream, StreamId, SubjectId};
pub use moment::{Moment, Signer, Timestamp, Transport};
pub use personal::{MARK_FORGOTTEN, MARK_PERSONAL, MARK_SECRET, Personal, Secret};

/// Kind of the event that tells that a person's key was destroyed; its stream is `subject-<subject>`.
pub const FORGOTTEN: &str = "subject.forgotten";
