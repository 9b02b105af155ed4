//! The operations of IAM that are built, a file each.

mod create_role;
mod delete_role;
mod delete_role_policy;
mod get_role;
mod get_role_policy;
mod list_attached_role_policies;
mod list_instance_profiles_for_role;
mod list_role_policies;
mod list_role_tags;
mod list_roles;
mod put_role_policy;
mod shapes;
mod tag_role;
mod untag_role;
mod update_assume_role_policy;
mod update_role;

use wire::iam::operations as ops;

use crate::api::operation::{Entry, entry};

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[
    entry::<ops::CreateRole>(),
    entry::<ops::DeleteRole>(),
    entry::<ops::DeleteRolePolicy>(),
    entry::<ops::GetRole>(),
    entry::<ops::GetRolePolicy>(),
    entry::<ops::ListAttachedRolePolicies>(),
    entry::<ops::ListInstanceProfilesForRole>(),
    entry::<ops::ListRolePolicies>(),
    entry::<ops::ListRoleTags>(),
    entry::<ops::ListRoles>(),
    entry::<ops::PutRolePolicy>(),
    entry::<ops::TagRole>(),
    entry::<ops::UntagRole>(),
    entry::<ops::UpdateAssumeRolePolicy>(),
    entry::<ops::UpdateRole>(),
];
