//! Browsers: every operation may be called from any origin, since callers prove themselves by signature or token, not by cookie.

use actix_web::{
    HttpResponse,
    http::header::{HeaderName, HeaderValue},
};

const ALLOW_HEADERS: &str = "authorization, content-type, x-amz-target, x-amz-user-agent, x-amz-date, x-amz-security-token, x-amz-content-sha256, x-amz-client-context, cache-control, amz-sdk-invocation-id, amz-sdk-request, x-amzn-trace-id";

/// Headers of every answer.
pub(crate) fn every_answer() -> [(HeaderName, HeaderValue); 2] {
    [
        (HeaderName::from_static("access-control-allow-origin"), HeaderValue::from_static("*")),
        (
            HeaderName::from_static("access-control-expose-headers"),
            HeaderValue::from_static("x-amzn-requestid, x-amzn-errortype, x-amzn-errormessage, date"),
        ),
    ]
}

/// The answer to a preflight, but for the headers of every answer.
pub(crate) fn preflight() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("access-control-allow-methods", "GET, POST, PUT, DELETE, OPTIONS"))
        .insert_header(("access-control-allow-headers", ALLOW_HEADERS))
        .insert_header(("access-control-max-age", "172800"))
        .finish()
}
