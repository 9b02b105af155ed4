//! Why a command to an access key is refused.

use thiserror::Error;

/// The refusals; each names the AWS error that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// `NoSuchEntity`
    #[error("The access key cannot be found.")]
    NotFound,
    /// `EntityAlreadyExists`: the id was used before.
    #[error("Access key already exists.")]
    AlreadyExists,
}
