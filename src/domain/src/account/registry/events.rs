//! What can happen to a reservation.

use serde::{Deserialize, Serialize};

crate::events! {
    /// Facts about the place of one pool in the list of pools.
    pub enum RegistrationEvent {
        "pool.registered" 1 => Registered,
        "pool.unregistered" 1 => Unregistered,
        "pool.client_registered" 1 => ClientRegistered,
        "pool.client_unregistered" 1 => ClientUnregistered,
    }
}

/// What kind of pool an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PoolKind {
    /// A user pool.
    #[serde(rename = "user")]
    User,
    /// An identity pool.
    #[serde(rename = "identity")]
    Identity,
}

/// The pool id is reserved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// The id: the name of the pool's ledger too.
    pub pool_id: String,
    /// What kind of pool.
    pub kind: PoolKind,
}

/// The pool is no longer in the list, nor are its clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unregistered {}

/// A client id is reserved for the pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientRegistered {
    /// The id.
    pub client_id: String,
}

/// A client id is free again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientUnregistered {
    /// The id.
    pub client_id: String,
}
