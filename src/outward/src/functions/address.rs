//! Addresses that the operator gives, and why one cannot be used.

use reqwest::Url;

use crate::signing::BadSecret;

/// Why an address cannot serve functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// The address is none.
    #[error(
        "must be an http:// or https:// URL without user, password and fragment (and without a query for the Invoke API)"
    )]
    Url,
    /// The secret is none.
    #[error(transparent)]
    Secret(#[from] BadSecret),
    /// What is served is no function.
    #[error("must be the ARN of a function, or * for all that have no route of their own")]
    Function,
    /// Two addresses for the same.
    #[error("has two addresses")]
    Twice,
}

/// An address that can be spoken to.
pub(super) fn web_address(text: &str) -> Result<Url, BadTarget> {
    crate::web_address::web_address(text).ok_or(BadTarget::Url)
}
