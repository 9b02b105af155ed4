//! JSON 1.1: golden requests and answers, and what `Debug` does not show.

use std::collections::BTreeMap;

use serde_json::json;
use wire::{
    Blob, Timestamp, Typed,
    cognito_idp::{
        AttributeType, InitiateAuthRequest, ListUsersResponse, SetUICustomizationRequest, SignUpRequest,
        SignUpResponse, UserType,
        operations::{DeleteUser, InitiateAuth, ListUsers, SignUp, SignUp as SignUpOperation},
    },
};

use crate::{REQUEST_ID, header, operation, posted, received, text};

#[test]
fn a_request_becomes_its_typed_structure() {
    let body = br#"{"ClientId":"3n4b5urk1ft4fl3mg5e62d9ado","Username":"ada","Password":"Correct-1",
        "UserAttributes":[{"Name":"email","Value":"ada@example.com"}],"NotInTheModel":{"a":[1]},"SecretHash":null}"#;
    let read: SignUpRequest = wire::read(SignUp::operation(), &posted(body)).unwrap();
    let attribute = AttributeType { name: "email".into(), value: Some("ada@example.com".into()) };
    let expected = SignUpRequest {
        client_id: "3n4b5urk1ft4fl3mg5e62d9ado".into(),
        username: "ada".into(),
        password: Some("Correct-1".into()),
        user_attributes: Some(vec![attribute]),
        ..Default::default()
    };
    assert_eq!(read, expected);
}

#[test]
fn members_that_the_model_does_not_know_and_nulls_are_left_out() {
    let value =
        received("cognito-idp:GetUser", br#"{"AccessToken":"a.b-c","Extra":"\u0000","More":null}"#).unwrap();
    assert_eq!(value, json!({ "AccessToken": "a.b-c" }));
}

#[test]
fn an_empty_body_is_an_empty_object() {
    assert_eq!(wire::decode(operation("cognito-idp:ListUserPools"), &posted(b"")).unwrap(), json!({}));
    assert_eq!(wire::decode(operation("cognito-idp:ListUserPools"), &posted(b" \n")).unwrap(), json!({}));
}

#[test]
fn what_stands_behind_the_point_of_a_whole_number_is_cut_off() {
    for (written, read) in [("10.0", 10), ("2.5", 2), ("2.999", 2), ("1e1", 10)] {
        let body = format!(r#"{{"MaxResults":{written}}}"#);
        let value = received("cognito-idp:ListUserPools", body.as_bytes()).unwrap();
        assert_eq!(value, json!({ "MaxResults": read }), "{written}");
    }
}

#[test]
fn an_answer_travels_without_its_absent_members() {
    let output = SignUpResponse { user_confirmed: false, user_sub: "sub-1".into(), ..Default::default() };
    let answer = wire::encode_typed::<SignUpOperation>(&output, REQUEST_ID);
    assert_eq!(answer.status, 200);
    assert_eq!(text(&answer), r#"{"UserConfirmed":false,"UserSub":"sub-1"}"#);
    assert_eq!(header(&answer, "content-type"), Some("application/x-amz-json-1.1"));
    assert_eq!(header(&answer, "x-amzn-requestid"), Some(REQUEST_ID));
}

#[test]
fn timestamps_are_epoch_seconds_with_a_fraction() {
    let user = UserType {
        username: Some("ada".into()),
        user_create_date: Some(Timestamp::from_millis(1_729_810_823_123)),
        ..Default::default()
    };
    let output = ListUsersResponse { users: Some(vec![user]), ..Default::default() };
    let answer = wire::encode_typed::<ListUsers>(&output, REQUEST_ID);
    assert_eq!(text(&answer), r#"{"Users":[{"UserCreateDate":1729810823.123,"Username":"ada"}]}"#);
    assert_eq!(Timestamp(1_729_810_823.123).millis(), 1_729_810_823_123);
}

#[test]
fn an_empty_structure_is_an_object_but_no_output_is_no_body() {
    let empty = wire::encode(operation("cognito-idp:GlobalSignOut"), &json!({}), REQUEST_ID);
    assert_eq!(text(&empty), "{}");
    let null = wire::encode(operation("cognito-idp:GlobalSignOut"), &json!(null), REQUEST_ID);
    assert_eq!(text(&null), "{}");
    let none = wire::encode_typed::<DeleteUser>(&(), REQUEST_ID);
    assert_eq!((none.status, none.body), (200, Vec::new()));
}

#[test]
fn bytes_are_base64() {
    let body = br#"{"UserPoolId":"us-east-1_A","ImageFile":"AAEC"}"#;
    let read: SetUICustomizationRequest =
        wire::read(operation("cognito-idp:SetUICustomization"), &posted(body)).unwrap();
    assert_eq!(read.image_file, Some(Blob(vec![0, 1, 2])));
    assert_eq!(serde_json::to_value(&read).unwrap()["ImageFile"], json!("AAEC"));
}

#[test]
fn debug_shows_nothing_secret_or_personal() {
    let password = BTreeMap::from([("PASSWORD".to_owned(), "s3cret-value".to_owned())]);
    let request = InitiateAuthRequest {
        auth_flow: "USER_PASSWORD_AUTH".into(),
        auth_parameters: Some(password),
        client_id: "s3cret-value".into(),
        session: Some("s3cret-value".into()),
        ..Default::default()
    };
    let shown = format!("{request:?}");
    assert!(shown.contains("USER_PASSWORD_AUTH"), "{shown}");
    assert!(!shown.contains("s3cret"), "{shown}");
    let attribute = AttributeType { name: "email".into(), value: Some("ada@example.com".into()) };
    assert!(!format!("{attribute:?}").contains("ada@"));
    assert!(!format!("{:?}", Blob(vec![42])).contains("42"));
    assert_eq!(InitiateAuth::operation().name, "InitiateAuth");
}

#[test]
fn no_free_text_of_any_request_reaches_debug_unless_it_names_configuration() {
    let body = br#"{"ClientId":"aaaa","Username":"bbbb","ConfirmationCode":"cccc","SecretHash":"dddd",
        "Session":"eeeeeeeeeeeeeeeeeeeeeeee","ClientMetadata":{"ffff":"gggg"}}"#;
    let read: wire::cognito_idp::ConfirmSignUpRequest =
        wire::read(operation("cognito-idp:ConfirmSignUp"), &posted(body)).unwrap();
    let shown = format!("{read:?}");
    for secret in ["aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
