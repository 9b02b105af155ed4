//! Why something asked of a client is refused.

use thiserror::Error;

use super::SECRETS_MAX;
use crate::values::risk::RiskError;

/// Why a command to a client is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientRefusal {
    /// Not made, or deleted. (`ResourceNotFoundException`; its message names the client, which the caller knows.)
    #[error("User pool client does not exist.")]
    NotFound,
    /// A client of this id is, or was, there. (`InvalidParameterException`)
    #[error("The client id is taken: a client of this id is there, or was.")]
    Exists,
    /// Its configuration is no longer the one that the change was made from. (`ConcurrentModificationException`)
    #[error("The user pool client was changed by another request. Please try again.")]
    Changed,
    /// A public client gets no secret. (`InvalidParameterException`)
    #[error("The user pool client was created without a secret.")]
    Public,
    /// It has as many secrets as it may. (`LimitExceededException`)
    #[error("A user pool client can have at most {SECRETS_MAX} secrets.")]
    TooManySecrets,
    /// It has no such secret. (`ResourceNotFoundException`)
    #[error("Client secret does not exist.")]
    NoSuchSecret,
    /// Without its only secret it would be a public client. (`InvalidParameterException`)
    #[error("The last secret of a user pool client cannot be deleted.")]
    LastSecret,
    /// Its users' risks cannot be met so. (`InvalidParameterException`)
    #[error(transparent)]
    Risk(#[from] RiskError),
}
