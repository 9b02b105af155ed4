//! The composition root: reads the settings, opens log, keys and read models, starts entities, reactions and the front.
//!
//! It knows every part, and decides nothing.

mod address;
mod beside;
mod breached;
pub mod config;
mod connections;
#[cfg(debug_assertions)]
mod crash;
mod databases;
mod export_seed;
mod files;
mod forms;
mod functions;
mod geography;
mod greeting;
mod guard;
mod guarded;
mod leave;
mod listener;
mod listening;
mod log_targets;
mod mail;
mod node;
mod opened;
mod providers;
mod rotate_keys;
mod seed;
pub mod sender_keys;
mod serve;
mod storage;
mod storage_fault;
mod targets;
mod tls;

pub use export_seed::export_seed;
pub use rotate_keys::rotate_keys;
pub use serve::{ServeFault, serve};
