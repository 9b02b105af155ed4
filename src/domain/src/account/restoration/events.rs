//! Facts about restored databases.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp};

crate::events! {
    /// All events about restored databases.
    pub enum RestorationEvent {
        "restoration.accepted" 1 => Accepted,
    }
}

/// The operator said that the database was restored, and one node's notary continues from what the database holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The ledger.
    pub ledger: String,
    /// Position up to which the node had signed the ledger; 0: nothing that could be read.
    pub remembered: u64,
    /// The Merkle root there, in hexadecimal; empty with 0.
    pub remembered_root: String,
    /// Where the ledger ended when it was accepted; 0: it was not in the database.
    pub found: u64,
    /// The Merkle root there, in hexadecimal; empty with 0.
    pub found_root: String,
    /// Name of the operator who accepted it, as the operator gave it.
    pub by: Personal<String>,
    /// When.
    pub at: Timestamp,
}
