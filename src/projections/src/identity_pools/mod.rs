//! Read models of identity pools.

pub mod pools;
