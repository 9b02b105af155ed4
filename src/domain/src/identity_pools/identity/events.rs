//! Facts about an identity.

use serde::{Deserialize, Serialize};

use super::Login;
use crate::{Personal, Timestamp};

crate::events! {
    /// Everything that can have happened to an identity.
    pub enum IdentityEvent {
        "identity.created" 1 => Created,
        "identity.login_linked" 1 => LoginLinked,
        "identity.credentials_vended" 1 => CredentialsVended,
        "identity.token_issued" 1 => TokenIssued,
        "identity.dataset_opened" 1 => DatasetOpened,
        "identity.dataset_removed" 1 => DatasetRemoved,
        "identity.absorbed" 1 => Absorbed,
        "identity.merged_into" 1 => MergedInto,
        "identity.deleted" 1 => Deleted,
    }
}

/// The identity was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// The logins that it was made for; none: a guest.
    pub logins: Vec<Login>,
    /// When.
    pub at: Timestamp,
}

/// One more login leads to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoginLinked {
    /// The login.
    pub login: Login,
    /// When.
    pub at: Timestamp,
}

/// Temporary credentials of a role were handed out to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialsVended {
    /// The role.
    pub role_arn: String,
    /// `ASIA...`
    pub access_key_id: String,
    /// Until when they are good.
    pub expires_at: Timestamp,
    /// By which flow.
    pub flow: Flow,
    /// When.
    pub at: Timestamp,
}

/// The flow that led to credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flow {
    /// `GetCredentialsForIdentity`: the pool chose the role.
    #[serde(rename = "enhanced")]
    Enhanced,
    /// `AssumeRoleWithWebIdentity` with the pool's token: the caller chose the role.
    #[serde(rename = "classic-token")]
    ClassicToken,
}

/// A web identity token of the pool was issued to it (`GetOpenIdToken`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenIssued {
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// It has a dataset of this name now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatasetOpened {
    /// The name.
    pub name: Personal<String>,
    /// When.
    pub at: Timestamp,
}

/// It has no dataset of this name any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatasetRemoved {
    /// The name.
    pub name: Personal<String>,
    /// When.
    pub at: Timestamp,
}

/// Another identity of the same person was merged into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Absorbed {
    /// Id of the other identity.
    pub from: String,
    /// The names under which it keeps that one's datasets: `<name>.<id of the other identity>`.
    pub datasets: Vec<Personal<String>>,
    /// When.
    pub at: Timestamp,
}

/// It is disabled: the same person is known by another identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergedInto {
    /// Id of the other identity.
    pub into: String,
    /// When.
    pub at: Timestamp,
}

/// The identity was deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
