//! Facts about restored databases.

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp};

crate::events! {
    /// What can have happened.
    pub enum RestorationEvent {
        "restoration.accepted" 1 => Accepted,
    }
}

/// The operator said that the database was restored, and one node's notary goes on from what is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The ledger.
    pub ledger: String,
    /// Up to where the node had signed it; 0: nothing that could be read.
    pub remembered: u64,
    /// The Merkle root there, in hexadecimal; empty with 0.
    pub remembered_root: String,
    /// Where the ledger ended when it was accepted; 0: it was not in the database.
    pub found: u64,
    /// The Merkle root there, in hexadecimal; empty with 0.
    pub found_root: String,
    /// Who said so, by the operator's own account.
    pub by: Personal<String>,
    /// When.
    pub at: Timestamp,
}
