//! How read models follow the log: folding events into rows, writing them with their position, rebuilding beside the old ones.

pub(crate) mod copy;
pub(crate) mod fault;
pub(crate) mod fold;
pub(crate) mod follower;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod memory;
pub(crate) mod model;
pub(crate) mod positions;
pub(crate) mod progress;
pub(crate) mod projection;
pub(crate) mod reached;
pub(crate) mod read_models;
pub mod rebuild;
pub(crate) mod schema;
pub(crate) mod tables;
