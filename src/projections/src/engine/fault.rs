//! Why events did not become rows, and whether trying again is right.

use ledger::{DatabaseFault, Unavailable, Undecodable};

/// Why a page of events did not become rows.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database failed. Trying again is right, unless its error is permanent.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log did not answer. Trying again is right.
    #[error(transparent)]
    Log(#[from] Unavailable),
    /// An event that this program cannot read.
    #[error(transparent)]
    Undecodable(#[from] Undecodable),
    /// A row that cannot be read or written as JSON.
    #[error("a row of a read model: {0}")]
    Row(#[from] serde_json::Error),
    /// A bug of a projection.
    #[error("the projection panicked")]
    Panicked,
}

impl Fault {
    /// Whether this node has closed its connections, and stops.
    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Self::Log(unavailable) => unavailable.is_closed(),
            Self::Database(error) => matches!(error, sqlx::Error::PoolClosed),
            Self::Undecodable(_) | Self::Row(_) | Self::Panicked => false,
        }
    }

    /// Whether the same may succeed later.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Log(unavailable) => !unavailable.is_closed() && !unavailable.is_unreadable(),
            Self::Undecodable(_) | Self::Row(_) | Self::Panicked => false,
            Self::Database(error) => {
                let fault = DatabaseFault::of(error);
                // A key that is taken is a race of two nodes.
                fault.passes() || fault == DatabaseFault::Taken
            }
        }
    }
}
