//! Identity pools and their identities.

pub mod identity;
pub mod identity_pool;
