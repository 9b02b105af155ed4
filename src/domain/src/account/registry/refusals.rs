//! Why an id cannot be reserved.

use thiserror::Error;

/// A reservation's no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegistrationRefusal {
    /// The pool id stands, or stood, for another pool.
    #[error("The pool id is taken.")]
    PoolIdTaken,
    /// The client id is a client's of another pool.
    #[error("The client id is taken.")]
    ClientIdTaken,
    /// No such user pool is registered.
    #[error("The pool is not registered.")]
    NotRegistered,
}
