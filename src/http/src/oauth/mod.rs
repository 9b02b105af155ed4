//! The OAuth endpoints of a pool's domain that programs call: tokens, what is told of a user, revocation.

mod answers;
pub(crate) mod call;
mod claim;
mod endpoint;
mod form;
pub(crate) mod redirects;
mod revocation;
pub(crate) mod site;
mod token;
mod user_info;

pub(crate) use endpoint::answer;
