//! Records as webhooks: a POST of JSON, signed as Standard Webhooks 1.0 says.

use aws_lc_rs::digest;
use ports::logs::LogFault;
use reqwest::{
    Client, Method, Request, Url,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::Value;

use super::{BadLogTarget, exchange::accepted};
use crate::{signing::HookSecret, web_address::web_address};

/// Bytes of the digest that are the id of a delivery.
const ID_BYTES: usize = 16;

/// An address that takes records.
#[derive(Clone, Debug)]
pub struct LogWebhook {
    url: Url,
    secret: HookSecret,
}

impl LogWebhook {
    /// An address, and the secret that it knows.
    pub fn new(url: &str, secret: HookSecret) -> Result<Self, BadLogTarget> {
        Ok(Self { url: web_address(url).ok_or(BadLogTarget::Url)?, secret })
    }

    /// Delivers records, each a JSON object, under the ARN that the pool names.
    pub(super) async fn deliver(
        &self,
        http: &Client,
        arn: &str,
        lines: &[String],
        now_ms: i64,
    ) -> Result<(), LogFault> {
        let request = self.request(arn, lines, now_ms).ok_or(LogFault::Unavailable)?;
        accepted(http, request).await
    }

    fn request(&self, arn: &str, lines: &[String], now_ms: i64) -> Option<Request> {
        let body = format!("{{\"target\":{},\"records\":[{}]}}", Value::from(arn), lines.join(","));
        let id = hex::encode(&digest::digest(&digest::SHA256, body.as_bytes()).as_ref()[..ID_BYTES]);
        let mut request = Request::new(Method::POST, self.url.clone());
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.secret.sign(&mut request, body.as_bytes(), &id, now_ms)?;
        *request.body_mut() = Some(body.into());
        Some(request)
    }
}
