//! Why a command to an identity pool is refused.

use thiserror::Error;

use super::{COGNITO_PROVIDERS_MAX, RULES_MAX};

/// The refusals; each names the AWS error that answers it. The caller knows the pool's id and can put it into the text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// `ResourceNotFoundException`
    #[error("IdentityPool not found.")]
    NotFound,
    /// `ResourceConflictException`: the id was used before.
    #[error("The identity pool id is taken: a pool of this id is there, or was.")]
    AlreadyExists,
    /// `InvalidParameterException`
    #[error("Developer provider name cannot be changed once it has been set.")]
    DeveloperProviderNameFixed,
    /// `LimitExceededException`
    #[error("An identity pool has at most {COGNITO_PROVIDERS_MAX} Cognito identity providers.")]
    TooManyProviders,
    /// `InvalidParameterException`
    #[error("The number of rules in the request exceeded {RULES_MAX}.")]
    TooManyRules,
}
