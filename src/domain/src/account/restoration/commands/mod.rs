//! What can be asked.

mod accept;

pub use accept::{Accept, Place};
