//! Query answers in JSON, for callers that accept nothing else.

use serde_json::json;
use wire::{
    AnswerForm, Common, Protocol,
    sts::{GetCallerIdentityResponse, operations::GetCallerIdentity},
};

use crate::{REQUEST_ID, header, operation, text};

fn form(service: &str, accept: Option<&str>) -> AnswerForm {
    let service = wire::service(service).expect("a known service");
    AnswerForm::of(service, accept.unwrap_or_default())
}

#[test]
fn json_is_for_callers_of_query_services_who_accept_nothing_else() {
    for accept in
        ["application/json", "Application/JSON; charset=utf-8", "application/json, application/json;q=0.5"]
    {
        assert_eq!(form("sts", Some(accept)), AnswerForm::Json, "{accept}");
        assert_eq!(form("iam", Some(accept)), AnswerForm::Json, "{accept}");
        assert_eq!(form("cognito-idp", Some(accept)), AnswerForm::OfProtocol, "{accept}");
    }
    for accept in [
        None,
        Some(""),
        Some("*/*"),
        Some("text/xml"),
        Some("application/json, text/xml"),
        Some("application/json, */*"),
    ] {
        assert_eq!(form("sts", accept), AnswerForm::OfProtocol, "{accept:?}");
    }
}

#[test]
fn an_answer_in_json_has_the_elements_of_the_xml_as_members() {
    let output = GetCallerIdentityResponse {
        account: Some("123456789012".into()),
        arn: Some("arn:aws:iam::123456789012:user/a".into()),
        user_id: None,
    };
    let answer = wire::encode_typed_in::<GetCallerIdentity>(AnswerForm::Json, &output, REQUEST_ID);
    assert_eq!((answer.status, header(&answer, "content-type")), (200, Some("application/json")));
    let expected = json!({ "GetCallerIdentityResponse": {
        "GetCallerIdentityResult": { "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/a" },
        "ResponseMetadata": { "RequestId": REQUEST_ID },
    }});
    assert_eq!(serde_json::from_str::<serde_json::Value>(text(&answer)).unwrap(), expected);
}

#[test]
fn an_error_in_json_names_code_and_sender() {
    let operation = operation("sts:GetCallerIdentity");
    let error = Common::ExpiredToken.error(Protocol::Query, "over");
    let answer = wire::encode_error_in(AnswerForm::Json, operation.service, &error, REQUEST_ID);
    let expected = json!({
        "Error": { "Type": "Sender", "Code": "ExpiredToken", "Message": "over" },
        "RequestId": REQUEST_ID,
    });
    assert_eq!(answer.status, 403);
    assert_eq!(serde_json::from_str::<serde_json::Value>(text(&answer)).unwrap(), expected);
}
