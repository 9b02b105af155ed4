//! Read models of roles.

pub mod roles;
