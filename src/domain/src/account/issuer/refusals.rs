//! Why the issuer says no.

use thiserror::Error;

/// The refusals. No caller of the service ever sees one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has a key: whoever wanted to make one uses that.
    #[error("The issuer has its key already.")]
    AlreadyMade,
}
