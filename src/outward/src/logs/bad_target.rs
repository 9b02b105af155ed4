//! Why something that the operator gives cannot be a target.

use crate::signing::BadSecret;

/// Why something cannot be a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLogTarget {
    /// The address is none.
    #[error(
        "must be an http:// or https:// URL without user, password and fragment (and without a query for a bucket)"
    )]
    Url,
    /// The secret is none.
    #[error(transparent)]
    Secret(#[from] BadSecret),
    /// The prefix of a bucket is none.
    #[error(
        "the prefix must be letters, digits, '-', '_', '.' and '/', and must neither begin with '/' nor hold '..'"
    )]
    Prefix,
    /// The name is no ARN.
    #[error("must be the ARN of a log group, a delivery stream or a bucket")]
    Arn,
    /// Two targets for the same ARN.
    #[error("has two targets")]
    Twice,
}
