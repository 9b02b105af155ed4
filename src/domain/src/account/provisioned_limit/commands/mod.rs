//! The commands of a provisioned limit.

mod set_limit;

pub use set_limit::SetLimit;
