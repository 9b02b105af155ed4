//! Why a command to a configuration is refused.

use thiserror::Error;

/// The refusals. Their texts are the kind's own, and name what the caller asked for: see [`super::Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConfiguredRefusal<B> {
    /// Never made, or deleted.
    #[error("It does not exist.")]
    NotFound,
    /// The name is taken, or the id was used before.
    #[error("It already exists.")]
    Exists,
    /// One of its other names is taken.
    #[error("One of its names is taken.")]
    OtherNameTaken,
    /// The configuration contradicts itself.
    #[error("{0}")]
    Broken(B),
}
