//! Text messages as webhooks: JSON, signed as Standard Webhooks 1.0 says. The id is that of the message, the same in each try.

use ports::sms::Text;
use reqwest::{
    Method, Request, Url,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::json;

use super::BadGateway;
use crate::signing::HookSecret;

/// An address that takes text messages.
pub(super) struct Webhook {
    url: Url,
    secret: HookSecret,
}

impl Webhook {
    pub(super) fn new(url: Url, secret: &str) -> Result<Self, BadGateway> {
        Ok(Self { url, secret: HookSecret::parse(secret)? })
    }

    pub(super) fn request(&self, text: &Text, now_ms: i64) -> Option<Request> {
        let body = json!({ "to": text.to, "body": text.body, "sender": text.sender }).to_string();
        let mut request = Request::new(Method::POST, self.url.clone());
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.secret.sign(&mut request, body.as_bytes(), &text.dispatch.id.to_string(), now_ms)?;
        *request.body_mut() = Some(body.into());
        Some(request)
    }
}

/// Whether the address would refuse the same text again.
pub(super) const fn is_final(status: u16) -> bool {
    matches!(status, 400 | 422)
}
