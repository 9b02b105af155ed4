//! Sessions of roles: who may assume one, and the temporary credentials that come of it.

pub(crate) mod assumption;
pub mod sessions;
pub mod temporary;
