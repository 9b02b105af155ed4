//! The adapters against what they talk to.

mod functions;
mod outbox;
mod smtp;
