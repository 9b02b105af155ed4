//! Why something asked of a signer is refused.

use thiserror::Error;

/// Why a command to a signer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has a key, which stays.
    #[error("The signing key was made already.")]
    AlreadyMade,
}
