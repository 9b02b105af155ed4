//! What every aggregate is made of: facts, decisions, names of streams, the moment of a request, personal values. And the one aggregate of
//! all that is only configured.

pub(crate) mod aggregate;
pub mod configured;
pub(crate) mod events;
#[cfg(test)]
mod golden;
pub(crate) mod ids;
pub(crate) mod lifecycle;
pub(crate) mod moment;
pub(crate) mod personal;
#[cfg(any(test, feature = "scenario"))]
pub mod scenario;
