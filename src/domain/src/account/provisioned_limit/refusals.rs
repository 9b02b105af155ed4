//! Why a limit is not provisioned.

use thiserror::Error;

/// The refusals. (`InvalidParameterException`)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// What is free cannot be given up.
    #[error("The requested limit value must be at least the free limit value of {0}.")]
    BelowFree(u32),
}
