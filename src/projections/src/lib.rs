//! Read models: tables computed from events, and the queries on them.
//!
//! One file per read model says which rows follow from which events, and answers lists and searches; [`ReadModels`] keeps
//! them up with the log. Everything here can be dropped and made again. It knows events and the log; no command, no protocol.
//!
//! Invariants: a row and the position it stands for are written in one transaction, so every event counts once; an answer
//! holds every write that was answered before it was asked for; what is rebuilt equals what was kept up.

#![deny(clippy::wildcard_enum_match_arm)]

mod all;
pub mod configured;
mod engine;
pub mod iam;
pub mod identity_pools;
pub mod user_pools;

pub use all::all;
pub use engine::{
    fault::Fault,
    fold::{Fold, FoldedRow},
    projection::{Foldable, Projection},
    read_models::ReadModels,
    rebuild,
};

/// A page of a list: at most so many rows, those whose key comes after the last one that was shown.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Key of the last row of the page before.
    pub after: Option<&'a str>,
    /// At most so many.
    pub limit: u32,
}

/// One page, and where the next one begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Key to go on after; `None`: there is no more.
    pub next: Option<String>,
}
