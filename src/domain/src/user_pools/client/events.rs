//! What can happen to a client.

use serde::{Deserialize, Serialize};

use super::ClientConfig;
use crate::Timestamp;

crate::events! {
    /// Facts about one app client.
    pub enum ClientEvent {
        "client.created" 1 => Created,
        "client.deleted" 1 => Deleted,
    }
}

/// The client is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// All of its configuration.
    pub config: Box<ClientConfig>,
    /// When.
    pub at: Timestamp,
}

/// The client is gone, and its tokens refresh no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
