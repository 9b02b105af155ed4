//! Algorithms with no opinion about users: sealing, hashing, signing, proving.

pub mod merkle;
pub mod seal;
