//! The one list of operations that are built, which the front serves from.

use std::{collections::HashMap, sync::LazyLock};

use crate::api::{iam, identity_pools, operation::Entry, sts, sync, user_pools};

/// All operations that are built, by service.
fn entries() -> impl Iterator<Item = &'static Entry> {
    [user_pools::OPERATIONS, identity_pools::OPERATIONS, sync::OPERATIONS, sts::OPERATIONS, iam::OPERATIONS]
        .into_iter()
        .flatten()
}

/// All operations that are built, by service and name.
static INDEX: LazyLock<HashMap<Name, &'static Entry>> = LazyLock::new(|| {
    let named = |entry: &'static Entry| (name((entry.operation)()), entry);
    entries().map(named).collect()
});

type Name = (&'static str, &'static str);

fn name(operation: &'static wire::Operation) -> Name {
    (operation.service.name, operation.name)
}

/// The entry of an operation, if it is built.
pub(crate) fn find(operation: &'static wire::Operation) -> Option<&'static Entry> {
    INDEX.get(&name(operation)).copied()
}

/// The names of all operations that are built: `cognito-idp:SignUp`.
pub fn built() -> Vec<String> {
    entries().map(|entry| (entry.operation)()).map(|o| format!("{}:{}", o.service.name, o.name)).collect()
}
