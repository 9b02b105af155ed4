//! The operations of the AWS APIs: who may call one, and a file for each.

pub(crate) mod caller;
pub(crate) mod fault;
pub(crate) mod iam;
pub(crate) mod identity_pools;
pub(crate) mod members;
pub(crate) mod operation;
pub(crate) mod operations;
pub(crate) mod rate_categories;
pub(crate) mod region;
pub(crate) mod resource;
pub(crate) mod signed;
pub(crate) mod sts;
pub(crate) mod sync;
pub(crate) mod user_pools;
