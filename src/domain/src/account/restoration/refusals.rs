//! Why a restored database is not accepted.

use thiserror::Error;

/// The refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RestorationRefusal {
    /// The log shall tell later who it was.
    #[error("It must be said who accepts it.")]
    Unsigned,
    /// An acceptance claims no name, so that none can be taken.
    #[error("An acceptance takes no name.")]
    NamesNothing,
}
