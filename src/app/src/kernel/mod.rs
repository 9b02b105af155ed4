//! What every area needs: the settings, ids, the aggregates' directories, bounded processor time and its payers, turns, and faults.

mod core;
pub(crate) mod cpu;
pub(crate) mod directories;
mod domains;
pub(crate) mod fault;
mod forgetting;
pub(crate) mod id_forms;
pub mod ids;
pub(crate) mod key_ring;
pub(crate) mod making;
pub(crate) mod message_limits;
pub mod meter;
pub(crate) mod outside;
pub(crate) mod pages;
pub(crate) mod pages_place;
pub(crate) mod payer;
pub(crate) mod rates;
mod registrations;
pub(crate) mod sealer;
pub(crate) mod settings;
pub(crate) mod turns;
pub(crate) mod whole;

pub use core::Core;
