//! Which operation a call means, as far as its head tells. What no service of ours would answer is refused before its body is read.

use actix_web::{
    HttpRequest,
    http::{
        Method,
        header::{CONTENT_TYPE, UPGRADE},
    },
};
use wire::{AwsError, Common, Operation, Protocol, Service, route};

use crate::doors::limits;

/// The media types of JSON services. Both are in use for all of them; SDKs send the former.
const JSON_TYPES: [&str; 2] = ["application/x-amz-json-1.1", "application/x-amz-json-1.0"];
pub(crate) const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// Which operation a call means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// This one.
    Operation(&'static Operation),
    /// That of the Query protocol which its parameters name.
    Parameters,
}

impl Meaning {
    /// The meaning of a request, as far as its head determines it.
    pub(crate) fn of(http: &HttpRequest) -> Result<Self, AwsError> {
        let header = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok());
        if header(UPGRADE.as_str()).is_some_and(|to| to.eq_ignore_ascii_case("websocket")) {
            return Err(unknown(Protocol::RestJson, "No other protocol is spoken here."));
        }
        let (method, path) = (http.method(), http.path());
        if let Some(target) = header("x-amz-target") {
            return json_operation(method, path, target, header(CONTENT_TYPE.as_str()));
        }
        if let Some(operation) = route::by_path(method.as_str(), path) {
            return Ok(Self::Operation(operation));
        }
        if path != "/" {
            return Err(unknown(Protocol::RestJson, "There is no such resource or method."));
        }
        let is_form = header(CONTENT_TYPE.as_str()).is_none_or(|given| is_type(given, FORM_TYPE));
        if method == Method::GET || (method == Method::POST && is_form) {
            return Ok(Self::Parameters);
        }
        Err(unknown(service_of(http).protocol, "There is no operation for this method and content type."))
    }

    /// Bytes that the body may have.
    pub(crate) fn body_max(self) -> usize {
        match self {
            Self::Operation(operation) if operation.unsigned => limits::PUBLIC_BODY_MAX,
            Self::Operation(_) => limits::BODY_MAX,
            Self::Parameters => limits::FORM_BODY_MAX,
        }
    }
}

/// JSON operations are posted to the root, as JSON.
fn json_operation(
    method: &Method,
    path: &str,
    target: &str,
    content_type: Option<&str>,
) -> Result<Meaning, AwsError> {
    let operation =
        route::by_target(target).ok_or_else(|| unknown(Protocol::Json, "The operation is not known."))?;
    if method != Method::POST || path != "/" {
        return Err(unknown(Protocol::Json, "Operations are called by POST to the path /."));
    }
    let is_json = content_type.is_some_and(|given| JSON_TYPES.iter().any(|json| is_type(given, json)));
    if !is_json {
        return Err(unknown(Protocol::Json, "The content type must be application/x-amz-json-1.1."));
    }
    Ok(Meaning::Operation(operation))
}

/// Whether a content type is this media type, whatever its parameters.
pub(crate) fn is_type(given: &str, media_type: &str) -> bool {
    given.split(';').next().is_some_and(|given| given.trim().eq_ignore_ascii_case(media_type))
}

fn unknown(protocol: Protocol, why: &'static str) -> AwsError {
    Common::UnknownOperation.error(protocol, why)
}

/// The service in whose form an error is written while the operation is unknown.
pub(crate) fn service_of(http: &HttpRequest) -> &'static Service {
    let header = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(target) = header("x-amz-target") {
        return route::by_target(target).map_or(&wire::cognito_idp::SERVICE, |operation| operation.service);
    }
    if http.path() != "/" {
        return &wire::cognito_sync::SERVICE;
    }
    let json = header("content-type").is_some_and(|given| given.contains("json"));
    if json { &wire::cognito_idp::SERVICE } else { &wire::sts::SERVICE }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const TARGET: &str = "AWSCognitoIdentityProviderService.SignUp";
    const RECORDS: &str = "/identitypools/us-east-1%3A0/identities/us-east-1%3A0/datasets/d/records";

    fn request(method: Method, path: &str, headers: &[(&str, &str)]) -> HttpRequest {
        let request = TestRequest::with_uri(path).method(method);
        headers.iter().fold(request, |request, header| request.insert_header(*header)).to_http_request()
    }

    fn meant(method: Method, path: &str, headers: &[(&str, &str)]) -> Result<String, u16> {
        match Meaning::of(&request(method, path, headers)) {
            Ok(Meaning::Operation(operation)) => Ok(operation.name.to_owned()),
            Ok(Meaning::Parameters) => Ok("?".to_owned()),
            Err(error) => Err(error.status),
        }
    }

    #[test]
    fn a_json_operation_is_posted_to_the_root_as_json_and_answered_in_no_other_way() {
        let call = |method, path, content_type: &str| {
            meant(method, path, &[("x-amz-target", TARGET), ("content-type", content_type)])
        };
        for sent in [
            "application/x-amz-json-1.1",
            "application/x-amz-json-1.0",
            "application/x-amz-json-1.1; charset=utf-8",
            "Application/X-Amz-Json-1.1;charset=UTF-8",
        ] {
            assert_eq!(call(Method::POST, "/", sent), Ok("SignUp".to_owned()), "{sent}");
        }
        for sent in ["text/plain;charset=UTF-8", "application/json", "application/x-www-form-urlencoded", ""]
        {
            assert_eq!(call(Method::POST, "/", sent), Err(400), "{sent}");
        }
        for method in
            [Method::GET, Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS, Method::CONNECT]
        {
            assert_eq!(call(method.clone(), "/", JSON_TYPES[0]), Err(400), "{method}");
        }
        assert_eq!(call(Method::POST, "/other", JSON_TYPES[0]), Err(400));
        assert_eq!(meant(Method::POST, "/", &[("x-amz-target", TARGET)]), Err(400), "no content type");
    }

    #[test]
    fn a_rest_operation_has_its_method_and_path() {
        assert_eq!(meant(Method::GET, RECORDS, &[]), Ok("ListRecords".to_owned()));
        assert_eq!(meant(Method::PUT, RECORDS, &[]), Err(404));
        assert_eq!(meant(Method::GET, "/no/such/page", &[]), Err(404));
    }

    #[test]
    fn a_query_operation_is_a_posted_form_or_a_presigned_get() {
        assert_eq!(meant(Method::POST, "/", &[("content-type", FORM_TYPE)]), Ok("?".to_owned()));
        let with_charset = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        assert_eq!(meant(Method::POST, "/", &with_charset), Ok("?".to_owned()));
        assert_eq!(meant(Method::GET, "/?Action=GetCallerIdentity", &[]), Ok("?".to_owned()));
        assert_eq!(meant(Method::POST, "/", &[("content-type", "text/plain")]), Err(400));
        assert_eq!(meant(Method::PUT, "/", &[("content-type", FORM_TYPE)]), Err(400));
    }

    #[test]
    fn no_other_protocol_is_spoken() {
        let headers = [("upgrade", "websocket"), ("connection", "upgrade")];
        assert_eq!(meant(Method::GET, "/?Action=GetCallerIdentity", &headers), Err(404));
        assert_eq!(meant(Method::CONNECT, "/", &[]), Err(400));
    }
}
