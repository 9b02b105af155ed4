//! Addresses that the operator gives, and why one cannot be used.

use reqwest::Url;

/// Why an address cannot serve functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// The address is none.
    #[error(
        "must be an http:// or https:// URL without user, password and fragment (and without a query for the Invoke API)"
    )]
    Url,
    /// The secret is none.
    #[error(
        "the secret must be whsec_ and base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)"
    )]
    Secret,
    /// What is served is no function.
    #[error("must be the ARN of a function, or * for all that have no route of their own")]
    Function,
    /// Two addresses for the same.
    #[error("has two addresses")]
    Twice,
}

/// An address that can be spoken to.
pub(super) fn web_address(text: &str) -> Result<Url, BadTarget> {
    let url = Url::parse(text).map_err(|_| BadTarget::Url)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_web && is_plain { Ok(url) } else { Err(BadTarget::Url) }
}
