//! The operations of STS that are built, a file each.

mod assume_role_with_web_identity;
mod get_caller_identity;
mod shapes;

use wire::sts::operations as ops;

use crate::api::operation::{Entry, entry};

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] =
    &[entry::<ops::AssumeRoleWithWebIdentity>(), entry::<ops::GetCallerIdentity>()];
