//! Browsers: every operation may be called from any origin, since callers prove themselves by signature or token, not by cookie.

use actix_web::http::header::{HeaderName, HeaderValue};

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

/// Further headers of the answer to a preflight.
pub(crate) fn preflight() -> [(HeaderName, HeaderValue); 3] {
    [
        (
            HeaderName::from_static("access-control-allow-methods"),
            HeaderValue::from_static("GET, POST, PUT, DELETE, OPTIONS"),
        ),
        (HeaderName::from_static("access-control-allow-headers"), HeaderValue::from_static(ALLOW_HEADERS)),
        (HeaderName::from_static("access-control-max-age"), HeaderValue::from_static("172800")),
    ]
}
