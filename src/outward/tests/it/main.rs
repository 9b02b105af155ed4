//! The adapters against what they talk to.

mod outbox;
mod smtp;
mod texts;
