//! Why a command to a role is refused.

use thiserror::Error;

use super::{INLINE_POLICY_CHARS_MAX, TAGS_MAX, TRUST_POLICY_CHARS_MAX};

/// The refusals; each names the AWS error that answers it. The caller knows the role's name and can put it into the text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// `NoSuchEntity`
    #[error("The role cannot be found.")]
    NotFound,
    /// `EntityAlreadyExists`
    #[error("Role already exists.")]
    AlreadyExists,
    /// `NoSuchEntity`
    #[error("The role policy with name {name} cannot be found.")]
    PolicyNotFound {
        /// Name of the policy.
        name: String,
    },
    /// `DeleteConflict`
    #[error("Cannot delete entity, must delete policies first.")]
    HasPolicies,
    /// `LimitExceeded`
    #[error("Cannot exceed quota for ACLSizePerRole: {TRUST_POLICY_CHARS_MAX}")]
    TrustPolicyTooLong,
    /// `LimitExceeded`
    #[error("The number of tags has reached the maximum limit of {TAGS_MAX}.")]
    TooManyTags,
    /// `InvalidInput`
    #[error("Duplicate tag keys found. Please note that Tag keys are case insensitive.")]
    DuplicateTagKeys,
    /// `LimitExceeded`
    #[error("Maximum policy size of {INLINE_POLICY_CHARS_MAX} bytes exceeded for role {role}")]
    PoliciesTooLong {
        /// Name of the role.
        role: String,
    },
}
