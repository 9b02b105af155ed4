//! What a door lets scripts in browsers do (cross-origin resource sharing). Where they may call at all, they may from any origin: callers
//! prove themselves by a signature or a token, never by a cookie.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
            HeaderValue, ORIGIN,
        },
    },
};

/// For how long a browser may remember a door's rules, in seconds.
const MAX_AGE: &str = "172800";

/// The rules of a door.
pub(crate) struct Cors {
    /// Methods that scripts may use.
    pub(crate) methods: &'static str,
    /// Headers that they may send.
    pub(crate) headers: &'static str,
    /// Headers of answers that they may read.
    pub(crate) exposes: &'static str,
}

/// Operations: what AWS SDKs send and read.
pub(crate) const API: Cors = Cors {
    methods: "GET, POST, PUT, DELETE, OPTIONS",
    headers: "authorization, content-type, x-amz-target, x-amz-user-agent, x-amz-date, x-amz-security-token, x-amz-content-sha256, x-amz-client-context, cache-control, amz-sdk-invocation-id, amz-sdk-request, x-amzn-trace-id",
    exposes: "x-amzn-requestid, x-amzn-errortype, x-amzn-errormessage, date",
};

/// OAuth endpoints that programs call. A wildcard would not let a script send `Authorization`.
pub(crate) const OAUTH: Cors = Cors {
    methods: "GET, POST, OPTIONS",
    headers: "authorization, content-type, cache-control, x-amz-user-agent, x-amzn-trace-id",
    exposes: "x-amz-cognito-request-id, www-authenticate, date",
};

/// Documents are public, and only read.
pub(crate) const DOCUMENTS: Cors = Cors { methods: "GET, OPTIONS", headers: "*", exposes: "date" };

impl Cors {
    /// The answer to a preflight, but for the headers of every answer.
    pub(crate) fn preflight(&self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, self.methods))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, self.headers))
            .insert_header((ACCESS_CONTROL_MAX_AGE, MAX_AGE))
            .finish()
    }

    /// Lets scripts see an answer.
    pub(crate) fn show(&self, answer: &mut HttpResponse) {
        let headers = answer.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(self.exposes));
    }
}

/// The method that a browser asks leave for; `None` where a request is no preflight.
pub(crate) fn asked_method(http: &HttpRequest) -> Option<&str> {
    let headers = http.headers();
    let is_preflight = http.method() == Method::OPTIONS && headers.contains_key(ORIGIN);
    headers.get(ACCESS_CONTROL_REQUEST_METHOD).filter(|_| is_preflight)?.to_str().ok()
}
