//! Why a command to an identity is refused.

use thiserror::Error;

use super::{DATASETS_MAX, LOGINS_MAX};

/// The refusals; each names the AWS error that answers it. The caller knows the identity's id and can put it into the text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// `ResourceNotFoundException`
    #[error("Identity not found.")]
    NotFound,
    /// `ResourceConflictException`: the id was used before.
    #[error("Identity already exists.")]
    AlreadyExists,
    /// `NotAuthorizedException`: the identity is disabled, another one is used instead.
    #[error("Identity is disabled.")]
    Merged {
        /// Id of that other one.
        into: String,
    },
    /// `NotAuthorizedException`: no login was shown for an identity that has some.
    #[error("Access to Identity is forbidden.")]
    LoginRequired,
    /// `NotAuthorizedException`: none of the logins shown is one of the identity's.
    #[error(
        "Logins don't match. Please include at least one valid login for this identity or identity pool."
    )]
    LoginsDontMatch,
    /// `ResourceConflictException`: a login leads to another identity.
    #[error("Login is already linked to another identity.")]
    LoginTaken,
    /// `ResourceConflictException`: an identity has at most one user of each provider.
    #[error("Identity is already linked to another user of this login provider.")]
    SecondUserOfProvider,
    /// `LimitExceededException`
    #[error("An identity has at most {LOGINS_MAX} logins.")]
    TooManyLogins,
    /// `LimitExceededException`
    #[error("An identity has at most {DATASETS_MAX} datasets.")]
    TooManyDatasets,
    /// `ResourceConflictException`
    #[error("An identity cannot be merged into itself.")]
    MergedIntoItself,
}
