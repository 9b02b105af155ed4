//! The events of a client.

use serde::{Deserialize, Serialize};

use super::{ClientConfig, upcast::upcast};
use crate::Timestamp;

crate::events! {
    /// Facts about one app client.
    pub enum ClientEvent lifted by upcast {
        "client.created" 2 => Created,
        "client.updated" 1 => Updated,
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

/// The client was deleted: its refresh tokens are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
