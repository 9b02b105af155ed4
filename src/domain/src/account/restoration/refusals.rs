//! Why a restored database is not accepted.

use thiserror::Error;

/// The refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RestorationRefusal {
    /// No operator is named: the log must say who accepted.
    #[error("It must be said who accepts it.")]
    Unsigned,
    /// An acceptance claims no name, so that none can be taken.
    #[error("An acceptance takes no name.")]
    NamesNothing,
}
