//! Text messages as webhooks: JSON, signed as Standard Webhooks 1.0 says (<https://www.standardwebhooks.com>), so that stock libraries verify
//! them. The id is that of the message, the same in each try.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use ports::sms::Text;
use reqwest::{
    Method, Request, Url,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::json;

use super::BadGateway;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const SECRET_PREFIX: &str = "whsec_";
/// Bytes of a secret, as the standard has it.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// An address that takes text messages.
pub(super) struct Webhook {
    url: Url,
    /// On the heap: it is large.
    secret: Box<hmac::Key>,
}

impl Webhook {
    pub(super) fn new(url: Url, secret: &str) -> Result<Self, BadGateway> {
        let encoded = secret.strip_prefix(SECRET_PREFIX).ok_or(BadGateway::Secret)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| BadGateway::Secret)?;
        if !SECRET_BYTES.contains(&bytes.len()) {
            return Err(BadGateway::Secret);
        }
        Ok(Self { url, secret: Box::new(hmac::Key::new(hmac::HMAC_SHA256, &bytes)) })
    }

    pub(super) fn request(&self, text: &Text, now_ms: i64) -> Option<Request> {
        let (id, seconds) = (text.dispatch.id.to_string(), (now_ms / 1000).to_string());
        let body = json!({ "to": text.to, "body": text.body, "sender": text.sender }).to_string();
        let signature = self.signature(&id, &seconds, &body);
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ID, HeaderValue::from_str(&id).ok()?);
        headers.insert(TIMESTAMP, HeaderValue::from_str(&seconds).ok()?);
        headers.insert(SIGNATURE, HeaderValue::from_str(&signature).ok()?);
        *request.body_mut() = Some(body.into());
        Some(request)
    }

    fn signature(&self, id: &str, seconds: &str, body: &str) -> String {
        let signed = format!("{id}.{seconds}.{body}");
        format!("v1,{}", BASE64_STANDARD.encode(hmac::sign(&self.secret, signed.as_bytes())))
    }
}

/// Whether the address would refuse the same text again.
pub(super) const fn is_final(status: u16) -> bool {
    matches!(status, 400 | 422)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's own text.
    #[test]
    fn a_signature_is_the_one_that_the_standard_shows() {
        let url = Url::parse("https://sms.example.com/send").unwrap();
        let hook = Webhook::new(url, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        let signature = hook.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
