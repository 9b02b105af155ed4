//! One POST and its answer, as either kind of target needs it.

use ports::triggers::TriggerFault;
use reqwest::{Client, Method, Request, Response, Url, header::HeaderMap};
use serde_json::Value;

use super::{SERVICE_FAULT, THROTTLED, TIMED_OUT, not_called};

/// Bytes of an answer. Lambda allows 6 MB; what Cognito reads of an answer is a few claims, attributes or texts.
const ANSWER_MAX: usize = 1 << 20;
/// Characters of an error's name.
const NAME_MAX: usize = 128;

/// The call of a function.
pub(super) struct Invocation<'a> {
    /// Its ARN.
    pub(super) function: &'a str,
    /// The pool's region.
    pub(super) region: &'a str,
    /// The same in each try.
    pub(super) id: String,
    /// The event, as JSON.
    pub(super) body: &'a [u8],
    /// Whether the function's answer is wanted.
    pub(super) waits: bool,
}

/// Why a try has no answer.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// It was not made: too many calls of the function wait, or its breaker is open. The name of the error.
    Refused(&'static str),
    /// Another try would end in the same way.
    Final(TriggerFault),
    /// Another try may go better. The name of the error.
    Passing(String),
    /// Not in time.
    TimedOut,
}

impl Failure {
    /// What it is once there is no further try.
    pub(super) fn into_fault(self) -> TriggerFault {
        match self {
            Self::Final(fault) => fault,
            Self::Passing(error) => TriggerFault::NotCalled(error),
            Self::Refused(error) => not_called(error),
            Self::TimedOut => not_called(TIMED_OUT),
        }
    }

    /// What a status means that is no success; `named` is the error's name in the answer.
    pub(super) fn of_status(status: u16, named: Option<&str>) -> Self {
        let usual = match status {
            401 | 403 => "AccessDeniedException",
            404 => super::NOT_FOUND,
            413 => "RequestTooLargeException",
            429 => THROTTLED,
            400..=499 => "InvalidRequestContentException",
            _ => SERVICE_FAULT,
        };
        let name = named.filter(|name| is_name(name)).unwrap_or(usual).to_owned();
        match status {
            429 | 500..=599 => Self::Passing(name),
            _ => Self::Final(TriggerFault::NotCalled(name)),
        }
    }
}

/// Whether a text from outside can be the name of an error: callers get it.
fn is_name(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body, if it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The text that a function has thrown, where the body has one: `{"errorMessage": ...}`.
    pub(super) fn error_message(&self) -> Option<String> {
        Some(self.json()?.get("errorMessage")?.as_str()?.to_owned())
    }

    /// The answer of a function that was asked for one.
    pub(super) fn answer(&self) -> Result<Value, Failure> {
        self.json().ok_or(Failure::Final(TriggerFault::Unreadable))
    }
}

/// A POST of JSON.
pub(super) fn post(url: Url, body: &[u8]) -> Request {
    let mut request = Request::new(Method::POST, url);
    let json = reqwest::header::HeaderValue::from_static("application/json");
    request.headers_mut().insert(reqwest::header::CONTENT_TYPE, json);
    *request.body_mut() = Some(body.to_vec().into());
    request
}

/// Sends it. No connection, or one that breaks, may be better the next time.
pub(super) async fn exchange(http: &Client, request: Request) -> Result<Reply, Failure> {
    let broken = |_| Failure::Passing(SERVICE_FAULT.to_owned());
    let mut response = http.execute(request).await.map_err(broken)?;
    let body = read(&mut response).await.map_err(broken)?.ok_or(Failure::Final(TriggerFault::Unreadable))?;
    let status = response.status().as_u16();
    Ok(Reply { status, headers: std::mem::take(response.headers_mut()), body })
}

/// The body; `None` where it is too long.
async fn read(response: &mut Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await? {
        if body.len() + part.len() > ANSWER_MAX {
            return Ok(None);
        }
        body.extend_from_slice(&part);
    }
    Ok(Some(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_named_by_the_answer_or_as_aws_would_and_only_some_are_worth_another_try() {
        let passing = |name: &str| Failure::Passing(name.to_owned());
        let last = |name: &str| Failure::Final(not_called(name));
        assert!(Failure::of_status(403, None) == last("AccessDeniedException"));
        assert!(Failure::of_status(404, None) == last("ResourceNotFoundException"));
        assert!(Failure::of_status(302, None) == last("ServiceException"));
        assert!(Failure::of_status(400, Some("InvalidZipFileException")) == last("InvalidZipFileException"));
        assert!(Failure::of_status(429, None) == passing("TooManyRequestsException"));
        assert!(Failure::of_status(502, Some("EC2ThrottledException")) == passing("EC2ThrottledException"));
        for strange in ["", "<b>", "a b", &"x".repeat(129)] {
            assert!(Failure::of_status(500, Some(strange)) == passing("ServiceException"), "{strange}");
        }
    }
}
