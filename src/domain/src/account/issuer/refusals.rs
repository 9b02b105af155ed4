//! Why a command to the issuer is refused.

use thiserror::Error;

/// The refusals. No caller of the service ever sees one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The issuer has a key already: the node that wanted to make one uses that key.
    #[error("The issuer has its key already.")]
    AlreadyMade,
}
