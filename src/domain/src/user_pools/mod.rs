//! User pools: the pools, their clients, groups, resource servers, users and sessions, how users sign in, and attempts on names that no user
//! has.

pub mod client;
pub mod group;
pub mod resource_server;
pub mod session;
pub mod sign_in;
pub mod unknown_names;
pub mod user;
pub mod user_pool;
