//! Addresses that the operator gives.

use reqwest::Url;

/// An `http://` or `https://` URL without user, password and fragment.
pub(crate) fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (is_web && is_plain).then_some(url)
}
