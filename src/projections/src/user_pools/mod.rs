//! Read models of user pools, their clients, groups with their members, resource servers, and users with their sessions.

pub mod clients;
mod groups;
pub(crate) mod memberships;
pub mod pools;
mod resource_servers;
pub mod sessions;
pub mod users;

/// With its pool everything in it is gone.
const POOL_DELETED: &str = "user_pool.deleted";
