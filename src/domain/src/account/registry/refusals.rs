//! Why an id cannot be reserved.

use thiserror::Error;

/// Why a reservation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegistrationRefusal {
    /// The pool id is, or was, that of another pool.
    #[error("The pool id is taken.")]
    PoolIdTaken,
    /// The client id is that of another pool's client.
    #[error("The client id is taken.")]
    ClientIdTaken,
    /// No such user pool is registered.
    #[error("The pool is not registered.")]
    NotRegistered,
}
