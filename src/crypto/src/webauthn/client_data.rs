//! What the browser says of a ceremony, and hashes for the authenticator to sign: which ceremony, for which challenge, on which page.

use serde::Deserialize;

use super::{Ceremony, Fault};

/// What the browser says.
#[derive(Debug, Deserialize)]
pub struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    /// The challenge, base64url.
    pub challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

impl ClientData {
    /// Reads `clientDataJSON`.
    pub fn read(json: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(json).map_err(|_| Fault::Malformed)
    }

    /// Refuses another ceremony, and a page that may not use credentials of this relying party.
    pub(super) fn check(&self, ceremony: Ceremony, relying_party: &str) -> Result<(), Fault> {
        if self.kind != ceremony.kind() {
            return Err(Fault::Malformed);
        }
        let is_allowed = !self.cross_origin && is_origin_of(&self.origin, relying_party);
        if is_allowed { Ok(()) } else { Err(Fault::Origin) }
    }
}

/// Whether pages of an origin may use credentials of a relying party: on its host or below, and only where nobody can change the page on
/// its way. Browsers hold `localhost` to be such a place.
fn is_origin_of(origin: &str, relying_party: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_local = host == "localhost" || host.ends_with(".localhost");
    let is_safe = scheme == "https" || (scheme == "http" && is_local);
    is_safe && is_host_of(host, relying_party) && port.parse::<u16>().is_ok()
}

/// Whether a host is a relying party's, or below it.
pub fn is_host_of(host: &str, relying_party: &str) -> bool {
    let below = host.strip_suffix(relying_party);
    below.is_some_and(|below| below.is_empty() || (below.len() > 1 && below.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_on_the_host_of_a_relying_party_or_below_may_use_its_credentials() {
        for (origin, relying_party) in [
            ("https://example.com", "example.com"),
            ("https://shop.example.com", "example.com"),
            ("https://example.com:8443", "example.com"),
            ("http://localhost:3000", "localhost"),
            ("http://shop.localhost", "shop.localhost"),
        ] {
            assert!(is_origin_of(origin, relying_party), "{origin}");
        }
        for (origin, relying_party) in [
            ("http://example.com", "example.com"),
            ("https://badexample.com", "example.com"),
            ("https://.example.com", "example.com"),
            ("https://example.com.evil.org", "example.com"),
            ("https://example.com", "shop.example.com"),
            ("https://evil.org/example.com", "example.com"),
            ("https://evil.org:example.com", "example.com"),
            ("https://evil.org:1@example.com", "example.com"),
            ("http://notlocalhost", "localhost"),
            ("android:apk-key-hash:abc", "example.com"),
            ("null", "example.com"),
            ("", ""),
        ] {
            assert!(!is_origin_of(origin, relying_party), "{origin}");
        }
    }
}
