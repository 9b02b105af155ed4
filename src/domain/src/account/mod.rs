//! What the account has beside pools: access keys, roles, the issuer of web identities, provisioned limits, the register of ids, and what was restored.

pub mod access_key;
pub mod issuer;
pub mod provisioned_limit;
pub mod registry;
pub mod restoration;
pub mod role;
