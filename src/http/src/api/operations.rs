//! The one list of operations that are built, which the front serves from.

use crate::api::{iam, identity_pools, operation::Entry, sts, sync, user_pools};

/// All operations that are built, by service.
fn entries() -> impl Iterator<Item = &'static Entry> {
    [user_pools::OPERATIONS, identity_pools::OPERATIONS, sync::OPERATIONS, sts::OPERATIONS, iam::OPERATIONS]
        .into_iter()
        .flatten()
}

/// The entry of an operation, if it is built.
pub(crate) fn find(operation: &'static wire::Operation) -> Option<&'static Entry> {
    entries().find(|entry| std::ptr::eq((entry.operation)(), operation))
}

/// The names of all operations that are built: `cognito-idp:SignUp`.
pub fn built() -> Vec<String> {
    entries().map(|entry| (entry.operation)()).map(|o| format!("{}:{}", o.service.name, o.name)).collect()
}
