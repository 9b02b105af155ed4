//! Adapters of the traits in `ports`: mail by SMTP, text messages over HTTP, a folder that takes mails and texts instead of the world,
//! functions over HTTP, identity providers, logs to files, webhooks and buckets, lists of breached passwords, and places of addresses
//! from a file.
//!
//! One adapter is one file or folder, and none names another; what several need (signatures) is beside them. Invariant: no address, no body and no password of a mail server appears
//! in an error or in a `Debug` form here.

pub mod breached_file;
pub mod breached_range;
pub mod code_providers;
pub mod functions;
pub mod geography;
pub mod guarded;
pub mod logs;
pub mod outbox;
pub mod signing;
pub mod smtp;
pub mod texts;

mod breached_hash;
mod compose;
mod web_address;
