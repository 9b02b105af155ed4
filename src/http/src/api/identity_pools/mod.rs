//! The operations of identity pools that are built, a file each.

mod create_identity_pool;
mod delete_identity_pool;
mod describe_identity_pool;
mod get_credentials_for_identity;
mod get_id;
mod get_identity_pool_roles;
mod get_open_id_token;
mod list_identity_pools;
pub(crate) mod seeded;
mod set_identity_pool_roles;
mod shapes;

use wire::cognito_identity::operations as ops;

use crate::api::operation::{Entry, entry};

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[
    entry::<ops::CreateIdentityPool>(),
    entry::<ops::DeleteIdentityPool>(),
    entry::<ops::DescribeIdentityPool>(),
    entry::<ops::GetCredentialsForIdentity>(),
    entry::<ops::GetId>(),
    entry::<ops::GetIdentityPoolRoles>(),
    entry::<ops::GetOpenIdToken>(),
    entry::<ops::ListIdentityPools>(),
    entry::<ops::SetIdentityPoolRoles>(),
];
