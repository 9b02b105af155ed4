//! The adapters against what they talk to.

mod breached_file;
mod breached_range;
mod code_providers;
mod functions;
mod geography;
mod logs;
mod outbox;
mod smtp;
mod texts;
