//! What every area needs: the settings, ids, the aggregates' directories, bounded processor time and who pays for it, and faults.

pub(crate) mod cpu;
pub(crate) mod directories;
pub(crate) mod fault;
pub(crate) mod id_forms;
pub mod ids;
pub(crate) mod key_ring;
pub mod meter;
pub(crate) mod payer;
pub(crate) mod settings;
