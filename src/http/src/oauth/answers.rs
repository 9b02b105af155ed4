//! Answers of the OAuth endpoints: JSON, which no cache keeps.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, PRAGMA},
    },
};
use app::{
    Fault, Kind,
    oauth::refused::{ErrorCode, Refused},
};
use serde_json::{Value, json};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-cognito-request-id");
const JSON: &str = "application/json;charset=UTF-8";
/// The service cannot answer now; trying again is right.
const UNAVAILABLE: &str = "temporarily_unavailable";

/// An answer with a body.
pub(super) fn json(status: StatusCode, body: &Value) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    with_body(&mut response, body)
}

/// The same, where some headers are there already.
pub(super) fn with_body(response: &mut HttpResponseBuilder, body: &Value) -> HttpResponse {
    response.insert_header((CONTENT_TYPE, JSON)).body(body.to_string())
}

/// An error with a description, where there is one.
pub(super) fn error(status: StatusCode, code: &str, description: Option<&str>) -> HttpResponse {
    let body = match description {
        Some(description) => json!({ "error": code, "error_description": description }),
        None => json!({ "error": code }),
    };
    json(status, &body)
}

/// Why the request is refused.
pub(super) fn refused(why: &Refused) -> HttpResponse {
    match why {
        Refused::Because { code, description } => {
            error(StatusCode::BAD_REQUEST, code.as_str(), description.as_deref())
        }
        Refused::Failed(fault) => failed(fault),
    }
}

/// What is no fault of the request, and a function of the pool that has failed.
pub(super) fn failed(fault: &Fault) -> HttpResponse {
    let description = Some(&*fault.message);
    match fault.kind {
        Kind::TooManyRequests => error(StatusCode::TOO_MANY_REQUESTS, UNAVAILABLE, description),
        Kind::InternalError => error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", description),
        Kind::NotImplemented => error(StatusCode::NOT_IMPLEMENTED, "server_error", description),
        _ => error(StatusCode::BAD_REQUEST, ErrorCode::InvalidRequest.as_str(), description),
    }
}

/// The address asks for too much.
pub(super) fn too_many() -> HttpResponse {
    failed(&Fault::busy())
}

/// No answer came in time.
pub(super) fn late() -> HttpResponse {
    let why = "The service did not get an answer in time; try again.";
    error(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, Some(why))
}

/// The headers of every answer.
pub(super) fn finish(mut response: HttpResponse, request_id: &str) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}
