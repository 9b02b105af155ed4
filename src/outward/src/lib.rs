//! Adapters of the traits in `ports`: mail by SMTP, text messages over HTTP, and a folder that takes mails and texts instead of the world.
//!
//! One adapter is one file or folder, and none names another. Invariant: no address, no body and no password of a mail server appears
//! in an error or in a `Debug` form here.

pub mod outbox;
pub mod smtp;
pub mod texts;

mod compose;
