//! Errors in the form of each protocol, with the status that the models give.

use wire::{AwsError, Common, Protocol, service};

use crate::{REQUEST_ID, header, text};

#[test]
fn json_errors_name_their_type_in_body_and_header() {
    let service = service("cognito-idp").unwrap();
    let error = AwsError::of(service, "NotAuthorizedException", "Incorrect username or password.");
    let answer = wire::encode_error(service, &error, REQUEST_ID);
    assert_eq!(answer.status, 400);
    assert_eq!(
        text(&answer),
        r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#
    );
    assert_eq!(header(&answer, "x-amzn-ErrorType"), Some("NotAuthorizedException:"));
    assert_eq!(header(&answer, "x-amzn-RequestId"), Some(REQUEST_ID));
    assert_eq!(header(&answer, "content-type"), Some("application/x-amz-json-1.1"));
}

#[test]
fn rest_json_errors_name_their_type_in_the_header() {
    let service = service("cognito-sync").unwrap();
    let error = AwsError::of(service, "ResourceConflictException", "Stale.");
    let answer = wire::encode_error(service, &error, REQUEST_ID);
    assert_eq!((answer.status, text(&answer)), (409, r#"{"message":"Stale."}"#));
    assert_eq!(header(&answer, "x-amzn-ErrorType"), Some("ResourceConflictException:"));
}

#[test]
fn query_errors_are_documents() {
    let service = service("sts").unwrap();
    let error = AwsError::of(service, "ExpiredTokenException", "Token <expired>");
    let answer = wire::encode_error(service, &error, REQUEST_ID);
    assert_eq!((answer.status, header(&answer, "content-type")), (400, Some("text/xml")));
    assert_eq!(
        text(&answer),
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>ExpiredTokenException</Code><Message>Token &lt;expired&gt;</Message></Error>\
         <RequestId>6b1c4f0a-0000-4000-8000-000000000001</RequestId></ErrorResponse>"
    );
    let failure = Common::Internal.error(Protocol::Query, "Try again.");
    let answer = wire::encode_error(service, &failure, REQUEST_ID);
    assert_eq!(answer.status, 500);
    assert!(text(&answer).contains("<Type>Receiver</Type><Code>InternalFailure</Code>"));
}

#[test]
fn the_status_is_the_models() {
    let cases = [
        ("cognito-idp", "InternalErrorException", 500),
        ("cognito-idp", "TooManyRequestsException", 400),
        ("cognito-identity", "ResourceNotFoundException", 400),
        ("cognito-identity", "InternalErrorException", 500),
        ("cognito-sync", "NotAuthorizedException", 403),
        ("cognito-sync", "ResourceNotFoundException", 404),
        ("cognito-sync", "TooManyRequestsException", 429),
        ("cognito-sync", "LambdaThrottledException", 429),
        ("cognito-sync", "LimitExceededException", 400),
        ("sts", "IDPRejectedClaim", 403),
        ("sts", "InvalidIdentityToken", 400),
        ("iam", "NoSuchEntity", 404),
        ("iam", "EntityAlreadyExists", 409),
        ("iam", "NeverHeardOf", 400),
    ];
    for (name, code, status) in cases {
        assert_eq!(AwsError::of(service(name).unwrap(), code, "").status, status, "{name} {code}");
    }
}

#[test]
fn the_front_doors_errors_have_the_protocols_own_codes() {
    let code = |common: Common, protocol| {
        let error = common.error(protocol, "");
        (error.code.into_owned(), error.status)
    };
    let cases = [
        (
            Common::MissingAuthentication,
            "MissingAuthenticationTokenException",
            403,
            "MissingAuthenticationToken",
            403,
        ),
        (Common::UnknownKey, "UnrecognizedClientException", 403, "InvalidClientTokenId", 403),
        (Common::BadSignature, "InvalidSignatureException", 403, "SignatureDoesNotMatch", 403),
        (Common::AccessDenied, "AccessDeniedException", 403, "AccessDenied", 403),
        (Common::ExpiredToken, "ExpiredTokenException", 403, "ExpiredToken", 403),
        (Common::UnknownOperation, "UnknownOperationException", 404, "InvalidAction", 400),
        (Common::NotImplemented, "NotImplementedException", 501, "NotImplemented", 501),
    ];
    for (common, json, rest_status, query, query_status) in cases {
        let json_status = if common == Common::NotImplemented { 501 } else { 400 };
        assert_eq!(code(common, Protocol::Json), (json.to_owned(), json_status));
        assert_eq!(code(common, Protocol::RestJson), (json.to_owned(), rest_status));
        assert_eq!(code(common, Protocol::Query), (query.to_owned(), query_status));
    }
}

#[test]
fn neither_debug_nor_display_shows_a_message() {
    let error =
        AwsError::of(service("cognito-idp").unwrap(), "InvalidParameterException", "Value 'ada@example.com'");
    assert!(!format!("{error:?} {error}").contains("ada"));
    assert_eq!(error.to_string(), "InvalidParameterException (400)");
}
