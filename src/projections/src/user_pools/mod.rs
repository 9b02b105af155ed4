//! Read models of user pools, their clients, groups with their members, identity providers, imports, resource servers, terms, and users
//! with their sessions and with what was done to sign in.

pub mod auth_events;
pub mod clients;
mod groups;
mod identity_providers;
pub mod import_jobs;
pub(crate) mod memberships;
pub mod pools;
mod resource_servers;
pub mod sessions;
mod terms;
pub mod users;

/// With its pool everything in it is gone.
const POOL_DELETED: &str = "user_pool.deleted";
