//! The commands of a restoration.

mod accept;

pub use accept::{Accept, Place};
