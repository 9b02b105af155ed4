//! Facts about refused sign-ins at an identity provider.

use serde::{Deserialize, Serialize};

use super::{OAuthError, Protocol, Reason};
use crate::{Personal, Timestamp};

crate::events! {
    /// Everything that can have happened to sign-ins at a provider.
    pub enum FederationEvent {
        "federation.refused" 1 => Refused,
    }
}

/// Sign-ins were refused for one reason, before their user was known: a single one, or those that one node has refused within about a
/// minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// The provider's name.
    pub provider: String,
    /// How the provider answers.
    pub protocol: Protocol,
    /// Why.
    pub reason: Reason,
    /// The code of OAuth's that the provider has given in the place of an answer, or its token endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<OAuthError>,
    /// How many.
    pub times: u64,
    /// When the first one was refused.
    pub first_at: Timestamp,
    /// When the last one was refused.
    pub last_at: Timestamp,
    /// The first clients for which users were to sign in.
    pub clients: Vec<Client>,
    /// For further clients.
    pub for_others: u64,
    /// The first addresses that answers came from.
    pub from: Vec<Origin>,
    /// From further addresses.
    pub from_elsewhere: u64,
}

/// A client for which users were to sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// How many of the refused sign-ins.
    pub times: u64,
}

/// An address that answers came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The address as text.
    pub address: Personal<String>,
    /// How many of the refused sign-ins.
    pub times: u64,
}
