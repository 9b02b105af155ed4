//! The Invoke API of AWS Lambda: `POST /2015-03-31/functions/<ARN>/invocations`, signed by `SigV4`. Lambda itself speaks it, and emulators do.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ports::triggers::TriggerFault;
use reqwest::{
    Client, Request, Url,
    header::{HeaderName, HeaderValue},
};
use serde_json::Value;

use super::{
    NOT_FOUND, SERVICE_FAULT,
    address::{BadTarget, web_address},
    exchange::{Failure, Invocation, Reply, exchange, post},
    not_called,
};
use crate::signing::{AccessKey, Service};

/// Stands in the endpoint for the function's region.
const REGION: &str = "{region}";
/// What AWS's own clients escape in a path: everything but RFC 3986's unreserved characters. Signatures are checked over the same form.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Says whether the answer is waited for.
const INVOCATION_TYPE: HeaderName = HeaderName::from_static("x-amz-invocation-type");
/// Marks the answer of a function that has thrown.
const FUNCTION_ERROR: HeaderName = HeaderName::from_static("x-amz-function-error");
/// Names the error of the API itself.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// An endpoint that speaks the Invoke API.
#[derive(Clone, Debug)]
pub struct LambdaApi {
    endpoint: String,
    key: Option<AccessKey>,
}

impl LambdaApi {
    /// An endpoint, such as `https://lambda.{region}.amazonaws.com` or `http://127.0.0.1:3001`. Without a key calls are not signed.
    pub fn new(endpoint: &str, key: Option<AccessKey>) -> Result<Self, BadTarget> {
        let endpoint = endpoint.trim_end_matches('/');
        let url = web_address(&endpoint.replace(REGION, "us-east-1"))?;
        if url.query().is_some() {
            return Err(BadTarget::Url);
        }
        Ok(Self { endpoint: endpoint.to_owned(), key })
    }

    pub(super) async fn invoke(
        &self,
        http: &Client,
        invocation: &Invocation<'_>,
        now_ms: i64,
    ) -> Result<Value, Failure> {
        let region = region(invocation).ok_or(Failure::Final(not_called(NOT_FOUND)))?;
        let request = self.request(invocation, region, now_ms);
        let request = request.ok_or(Failure::Final(not_called(SERVICE_FAULT)))?;
        outcome(&exchange(http, request).await?, invocation.waits)
    }

    fn request(&self, invocation: &Invocation<'_>, region: &str, now_ms: i64) -> Option<Request> {
        let function = utf8_percent_encode(invocation.function, ESCAPED);
        let endpoint = self.endpoint.replace(REGION, region);
        let url = Url::parse(&format!("{endpoint}/2015-03-31/functions/{function}/invocations")).ok()?;
        let mut request = post(url, invocation.body);
        let kind = if invocation.waits { "RequestResponse" } else { "Event" };
        request.headers_mut().insert(INVOCATION_TYPE, HeaderValue::from_static(kind));
        if let Some(key) = &self.key {
            key.sign(&mut request, invocation.body, (Service::Lambda, region), now_ms)?;
        }
        Some(request)
    }
}

/// The function's region: that of its ARN, or the pool's. A pool's administrator writes it, and it becomes a part of a host's name.
fn region<'a>(invocation: &Invocation<'a>) -> Option<&'a str> {
    let region = invocation.function.split(':').nth(3).filter(|region| !region.is_empty());
    let region = region.unwrap_or(invocation.region);
    let fits = region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    fits.then_some(region)
}

fn outcome(reply: &Reply, waits: bool) -> Result<Value, Failure> {
    if !reply.is_success() {
        return Err(Failure::of_status(reply.status, error_name(reply).as_deref()));
    }
    if let Some(kind) = reply.headers.get(FUNCTION_ERROR) {
        let message = reply.error_message();
        let message = message.unwrap_or_else(|| kind.to_str().unwrap_or_default().to_owned());
        return Err(Failure::Final(TriggerFault::Threw(message)));
    }
    if waits { reply.answer() } else { Ok(Value::Null) }
}

/// The name of an error of the API: in a header as `Name:address`, or in the body.
fn error_name(reply: &Reply) -> Option<String> {
    if let Some(name) = reply.headers.get(ERROR_TYPE).and_then(|value| value.to_str().ok()) {
        return name.split(':').next().map(ToOwned::to_owned);
    }
    let body = reply.json()?;
    let name = ["__type", "Code", "code"].iter().find_map(|member| body.get(member)?.as_str())?;
    name.rsplit('#').next().map(ToOwned::to_owned)
}
