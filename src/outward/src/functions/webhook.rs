//! Events as webhooks, signed as Standard Webhooks 1.0 says (<https://www.standardwebhooks.com>), so that stock libraries verify them.
//!
//! `webhook-signature` is `v1,` and base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`. The id is the same in each try of a call,
//! the timestamp is that of the try.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use ports::triggers::TriggerFault;
use reqwest::{
    Client, Request, Url,
    header::{HeaderName, HeaderValue},
};
use serde_json::Value;

use super::{
    SERVICE_FAULT,
    address::{BadTarget, web_address},
    exchange::{Failure, Invocation, Reply, exchange, post},
    not_called,
};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
/// The ARN that the pool names: an address may serve several functions.
const FUNCTION: HeaderName = HeaderName::from_static("recognito-function");
/// What the text of a secret begins with.
const SECRET_PREFIX: &str = "whsec_";
/// Bytes of a secret, as the standard has it.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret that signs.
#[derive(Clone)]
pub struct Secret(Box<hmac::Key>);

impl Secret {
    /// Reads `whsec_` and base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let encoded = text.trim().strip_prefix(SECRET_PREFIX).ok_or(BadTarget::Secret)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| BadTarget::Secret)?;
        let fits = SECRET_BYTES.contains(&bytes.len());
        fits.then(|| Self(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))).ok_or(BadTarget::Secret)
    }

    fn signature(&self, id: &str, seconds: &str, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            context.update(part);
        }
        format!("v1,{}", BASE64_STANDARD.encode(context.sign()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// An address that takes events.
#[derive(Clone, Debug)]
pub struct Webhook {
    url: Url,
    secret: Secret,
}

impl Webhook {
    /// An address, and the secret that it knows.
    pub fn new(url: &str, secret: Secret) -> Result<Self, BadTarget> {
        Ok(Self { url: web_address(url)?, secret })
    }

    pub(super) async fn deliver(
        &self,
        http: &Client,
        invocation: &Invocation<'_>,
        now_ms: i64,
    ) -> Result<Value, Failure> {
        let request = self.request(invocation, now_ms);
        let request = request.ok_or(Failure::Final(not_called(SERVICE_FAULT)))?;
        outcome(&exchange(http, request).await?, invocation.waits)
    }

    fn request(&self, invocation: &Invocation<'_>, now_ms: i64) -> Option<Request> {
        let seconds = (now_ms / 1000).to_string();
        let signature = self.secret.signature(&invocation.id, &seconds, invocation.body);
        let mut request = post(self.url.clone(), invocation.body);
        let headers = request.headers_mut();
        headers.insert(ID, HeaderValue::from_str(&invocation.id).ok()?);
        headers.insert(TIMESTAMP, HeaderValue::from_str(&seconds).ok()?);
        headers.insert(SIGNATURE, HeaderValue::from_str(&signature).ok()?);
        headers.insert(FUNCTION, HeaderValue::from_str(invocation.function).ok()?);
        Some(request)
    }
}

fn outcome(reply: &Reply, waits: bool) -> Result<Value, Failure> {
    if reply.is_success() {
        return if waits { reply.answer() } else { Ok(Value::Null) };
    }
    match reply.error_message() {
        Some(message) => Err(Failure::Final(TriggerFault::Threw(message))),
        None => Err(Failure::of_status(reply.status, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's own text.
    #[test]
    fn a_signature_is_the_one_that_the_standard_shows() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signature = secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_the_form_and_the_length_of_the_standard() {
        let of = |bytes: usize| format!("whsec_{}", BASE64_STANDARD.encode(vec![7; bytes]));
        assert!(Secret::parse(&of(24)).is_ok() && Secret::parse(&format!("{}\n", of(64))).is_ok());
        for wrong in [of(23), of(65), of(32).replace("whsec_", ""), "whsec_%".to_owned(), String::new()] {
            assert_eq!(Secret::parse(&wrong).err(), Some(BadTarget::Secret), "{wrong}");
        }
    }
}
