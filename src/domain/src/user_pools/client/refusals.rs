//! Why something asked of a client is refused.

use thiserror::Error;

/// Why a command to a client is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClientRefusal {
    /// Not made, or deleted. (`ResourceNotFoundException`; its message names the client, which the caller knows.)
    #[error("User pool client does not exist.")]
    NotFound,
    /// A client of this id is, or was, there.
    #[error("User pool client already exists.")]
    Exists,
    /// Its configuration is no longer the one that the change was made from. (`ConcurrentModificationException`)
    #[error("The user pool client was changed by another request. Please try again.")]
    Changed,
}
