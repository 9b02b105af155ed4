//! The adapters against what they talk to.

mod geography;
mod outbox;
mod smtp;
