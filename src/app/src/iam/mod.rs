//! Roles, their policies, and whether they let a caller do something.

pub mod admission;
pub(crate) mod condition_keys;
pub mod first_start;
pub(crate) mod role_documents;
pub mod roles;
pub(crate) mod session_policies;
