//! Read models of user pools, their clients and their users.

pub mod clients;
pub mod pools;
pub mod users;
