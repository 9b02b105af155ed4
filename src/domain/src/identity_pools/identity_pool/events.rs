//! Facts about an identity pool.

use serde::{Deserialize, Serialize};

use super::{Roles, Settings};
use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to an identity pool.
    pub enum IdentityPoolEvent {
        "identity_pool.created" 1 => Created,
        "identity_pool.updated" 1 => Updated,
        "identity_pool.roles_set" 1 => RolesSet,
        "identity_pool.deleted" 1 => Deleted,
    }
}

/// The pool was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// As it was configured.
    pub settings: Settings,
    /// When.
    pub at: Timestamp,
}

/// Its settings were replaced, all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updated {
    /// The new ones.
    pub settings: Settings,
    /// When.
    pub at: Timestamp,
}

/// Its roles were replaced, all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolesSet {
    /// The new ones.
    pub roles: Roles,
    /// When.
    pub at: Timestamp,
}

/// The pool was deleted, and with it its identities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
