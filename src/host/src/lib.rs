//! Hosting aggregates as actix actors: an [`Entity`](entity) per aggregate, a [`Directory`] that knows where each one lives.
//!
//! It works for any aggregate and names none. It knows no SQL and no protocol.

mod arbiters;
mod directory;
mod entity;
mod slots;

pub use arbiters::Arbiters;
pub use directory::Directory;
pub use ledger::Failure;
pub use slots::{RESIDENTS_MAX, UNPROVEN_MAX};
