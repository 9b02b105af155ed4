//! Facts about a role.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to a role.
    pub enum RoleEvent {
        "role.created" 1 => Created,
        "role.trust_policy_set" 1 => TrustPolicySet,
        "role.updated" 1 => Updated,
        "role.tagged" 1 => Tagged,
        "role.untagged" 1 => Untagged,
        "role.policy_put" 1 => PolicyPut,
        "role.policy_deleted" 1 => PolicyDeleted,
        "role.deleted" 1 => Deleted,
    }
}

/// The role was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its name, in the case it was given.
    pub name: String,
    /// `/` or `/some/path/`.
    pub path: String,
    /// `arn:aws:iam::<account>:role<path><name>`
    pub arn: String,
    /// Who may assume it: a policy document, JSON text as it was given.
    pub trust_policy: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Longest life of its credentials in seconds, 3,600 to 43,200.
    pub max_session_seconds: u32,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// When.
    pub at: Timestamp,
}

/// Others may assume it from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustPolicySet {
    /// The policy document, JSON text as it was given.
    pub document: String,
    /// When.
    pub at: Timestamp,
}

/// What it is for, or how long its sessions may be, has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Updated {
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Longest life of its credentials in seconds, 3,600 to 43,200.
    pub max_session_seconds: u32,
    /// When.
    pub at: Timestamp,
}

/// It has tags that it did not have, or other values of those it had. A key is the same in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tagged {
    /// The tags that differ.
    pub tags: BTreeMap<String, String>,
    /// When.
    pub at: Timestamp,
}

/// It has some tags no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untagged {
    /// Their keys, as the role had them.
    pub keys: BTreeSet<String>,
    /// When.
    pub at: Timestamp,
}

/// An inline policy was added, or replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPut {
    /// The policy's name.
    pub name: String,
    /// The policy document, JSON text as it was given.
    pub document: String,
    /// When.
    pub at: Timestamp,
}

/// An inline policy was taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDeleted {
    /// The policy's name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// The role was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
