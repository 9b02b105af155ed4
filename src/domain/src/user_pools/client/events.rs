//! The events of a client.

use serde::{Deserialize, Serialize};

use super::{ClientConfig, upcast::upcast};
use crate::{Secret, Timestamp, values::risk::RiskRules};

crate::events! {
    /// Facts about one app client.
    pub enum ClientEvent lifted by upcast {
        "client.created" 2 => Created,
        "client.updated" 1 => Updated,
        "client.risk_rules_set" 1 => RiskRulesSet,
        "client.session_reuse_set" 1 => SessionReuseSet,
        "client.secret_added" 1 => SecretAdded,
        "client.secret_deleted" 1 => SecretDeleted,
        "client.deleted" 1 => Deleted,
    }
}

/// The client was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// All of its configuration.
    pub config: Box<ClientConfig>,
    /// When.
    pub at: Timestamp,
}

/// The client's configuration was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updated {
    /// All of its configuration.
    pub config: Box<ClientConfig>,
    /// When.
    pub at: Timestamp,
}

/// The client says for itself what is done about risks, or leaves it to the pool again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskRulesSet {
    /// All of it; nothing in it where the pool's rules hold again.
    pub rules: Box<RiskRules>,
    /// When.
    pub at: Timestamp,
}

/// The pages reuse a user's session for the client so long, and no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionReuseSet {
    /// From the last fresh sign-in; none: never.
    pub minutes: u32,
    /// When.
    pub at: Timestamp,
}

/// The client has a second secret: requests prove to know either.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretAdded {
    /// The secret.
    pub secret: Secret<String>,
    /// When it was made, as its id says.
    pub made_at: Timestamp,
}

/// One of two secrets was deleted: it proves nothing any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretDeleted {
    /// When the secret was made, as its id says.
    pub made_at: Timestamp,
    /// When it was deleted.
    pub at: Timestamp,
}

/// The client was deleted: its refresh tokens are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
