//! Events as webhooks, signed as Standard Webhooks 1.0 says. The id is the same in each try of a call, the timestamp is that of the try.

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
use crate::signing::HookSecret;

/// The ARN that the pool names: an address may serve several functions.
const FUNCTION: HeaderName = HeaderName::from_static("recognito-function");

/// An address that takes events.
#[derive(Clone, Debug)]
pub struct Webhook {
    url: Url,
    secret: HookSecret,
}

impl Webhook {
    /// An address, and the secret that it knows.
    pub fn new(url: &str, secret: HookSecret) -> Result<Self, BadTarget> {
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
        let mut request = post(self.url.clone(), invocation.body);
        request.headers_mut().insert(FUNCTION, HeaderValue::from_str(invocation.function).ok()?);
        self.secret.sign(&mut request, invocation.body, &invocation.id, now_ms)?;
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
