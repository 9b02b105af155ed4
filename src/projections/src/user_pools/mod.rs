//! Read models of user pools, their clients, groups, resource servers and users.

pub mod clients;
mod groups;
pub mod pools;
mod resource_servers;
pub mod users;

/// With its pool everything in it is gone.
const POOL_DELETED: &str = "user_pool.deleted";
