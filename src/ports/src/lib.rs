//! What the service asks of the outside world: a trait for each, with its values. `outward` has the adapters.
//!
//! It deliberately does not know why a message is sent, who a user is, or what has been sent before: a reaction decides
//! that, and repeats a send until it is answered. So every message carries an id that stays the same on a repeat, and
//! every adapter makes a repeat harmless or at least recognisable.
//!
//! Invariant: no address, no body and no password of a mail server appears in an error or in a `Debug` form here.
//! An answer of a foreign server often quotes the recipient, so only its numeric code is kept. What a function throws is meant for the
//! caller of the operation and goes to that caller alone.

pub mod breached;
pub mod dispatch;
#[cfg(feature = "doubles")]
pub mod doubles;
pub mod federation;
pub mod geography;
pub mod logs;
pub mod mail;
pub mod sms;
pub mod triggers;
