//! Signatures of webhooks, as Standard Webhooks 1.0 says (<https://www.standardwebhooks.com>), so that stock libraries verify them.
//!
//! `webhook-signature` is `v1,` and base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{
    Request,
    header::{HeaderName, HeaderValue},
};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
/// What the text of a secret begins with.
const SECRET_PREFIX: &str = "whsec_";
/// Bytes of a secret, as the standard has it.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The text is no [`HookSecret`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the secret must be whsec_ and base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)"
)]
pub struct BadSecret;

/// A secret that signs webhooks.
#[derive(Clone)]
pub struct HookSecret(Box<hmac::Key>);

impl HookSecret {
    /// Reads `whsec_` and base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let encoded = text.trim().strip_prefix(SECRET_PREFIX).ok_or(BadSecret)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| BadSecret)?;
        let fits = SECRET_BYTES.contains(&bytes.len());
        fits.then(|| Self(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))).ok_or(BadSecret)
    }

    /// Adds the three headers of a delivery of this id. `None`: the id cannot stand in a header.
    pub(crate) fn sign(&self, request: &mut Request, body: &[u8], id: &str, now_ms: i64) -> Option<()> {
        let seconds = (now_ms / 1000).to_string();
        let signature = self.signature(id, &seconds, body);
        let headers = request.headers_mut();
        headers.insert(ID, HeaderValue::from_str(id).ok()?);
        headers.insert(TIMESTAMP, HeaderValue::from_str(&seconds).ok()?);
        headers.insert(SIGNATURE, HeaderValue::from_str(&signature).ok()?);
        Some(())
    }

    fn signature(&self, id: &str, seconds: &str, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            context.update(part);
        }
        format!("v1,{}", BASE64_STANDARD.encode(context.sign()))
    }
}

impl fmt::Debug for HookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HookSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's own text.
    #[test]
    fn a_signature_is_the_one_that_the_standard_shows() {
        let secret = HookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signature = secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_the_form_and_the_length_of_the_standard() {
        let of = |bytes: usize| format!("whsec_{}", BASE64_STANDARD.encode(vec![7; bytes]));
        assert!(HookSecret::parse(&of(24)).is_ok() && HookSecret::parse(&format!("{}\n", of(64))).is_ok());
        for wrong in [of(23), of(65), of(32).replace("whsec_", ""), "whsec_%".to_owned(), String::new()] {
            assert_eq!(HookSecret::parse(&wrong).err(), Some(BadSecret), "{wrong}");
        }
    }
}
