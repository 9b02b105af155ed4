//! Requests that cannot be read, and a storm of arbitrary ones: always an error in the protocol's form, never a panic,
//! never the text that was sent.

use proptest::{collection::vec, prelude::*};
use wire::RequestParts;

use crate::{posted, refused};

fn unreadable(body: impl AsRef<[u8]>) -> String {
    let error = refused("cognito-idp:AdminCreateUser", body);
    assert_eq!((error.code.as_ref(), error.status), ("SerializationException", 400));
    error.message.into_owned()
}

#[test]
fn malformed_json_is_told_by_its_place_and_not_quoted() {
    let message = unreadable(r#"{"UserPoolId": hunter2}"#);
    assert_eq!(message, "The request body is not valid JSON (line 1, column 16).");
    for body in ["{", "{\"a\":}", "nul", "[1,", "\"", "{\"UserPoolId\":\"x\"} trailing", "\u{FEFF}{}"] {
        assert!(unreadable(body).starts_with("The request body"), "{body}");
    }
}

#[test]
fn the_body_must_be_an_object() {
    for body in ["[]", "null", "1", "\"text\"", "true"] {
        assert_eq!(unreadable(body), "The request body must be a JSON object.");
    }
}

#[test]
fn a_value_of_another_json_type_is_refused_in_the_words_of_awss_parser_and_not_quoted() {
    let list = "Start of list found where not expected";
    let structure = "Start of structure or map found where not expected.";
    let cases = [
        (r#"{"Username":42}"#, "NUMBER_VALUE can not be converted to a String"),
        (r#"{"Username":4.2}"#, "DECIMAL_VALUE can not be converted to a String"),
        (r#"{"Username":false}"#, "FALSE_VALUE can not be converted to a String"),
        (r#"{"Username":["hunter2"]}"#, list),
        (r#"{"Username":{"hunter2":1}}"#, structure),
        (r#"{"ForceAliasCreation":"true"}"#, "STRING_VALUE can not be converted to a Boolean"),
        (r#"{"UserAttributes":{}}"#, structure),
        (r#"{"UserAttributes":"hunter2"}"#, "Unexpected field type"),
        (r#"{"UserAttributes":["hunter2"]}"#, "Unexpected field type"),
        (r#"{"UserAttributes":[{"Name":[]}]}"#, list),
        (r#"{"ClientMetadata":{"hunter2":7}}"#, "NUMBER_VALUE can not be converted to a String"),
        (r#"{"ClientMetadata":[]}"#, list),
    ];
    for (body, expected) in cases {
        assert_eq!(unreadable(body), expected, "{body}");
    }
    let limit = |value: &str| {
        let error = refused("cognito-idp:ListUserPools", format!(r#"{{"MaxResults":{value}}}"#));
        (error.code.into_owned(), error.message.into_owned())
    };
    let unreadable = |message: &str| ("SerializationException".to_owned(), message.to_owned());
    assert_eq!(limit(r#""10""#), unreadable("STRING_VALUE can not be converted to an Integer"));
    assert_eq!(limit("true"), unreadable("TRUE_VALUE can not be converted to an Integer"));
}

#[test]
fn the_message_of_what_cannot_be_read_has_a_capital_letter_and_other_messages_have_none() {
    let answered = |body: &str| {
        let error = refused("cognito-idp:AdminGetUser", body);
        let parts = wire::encode_error(&wire::cognito_idp::SERVICE, &error, "id");
        serde_json::from_slice::<serde_json::Value>(&parts.body).unwrap()
    };
    let unreadable = answered(r#"{"Username":42}"#);
    assert_eq!(unreadable["Message"], "NUMBER_VALUE can not be converted to a String");
    assert_eq!(unreadable.get("message"), None);
    assert!(answered("{}")["message"].is_string());
}

#[test]
fn numbers_too_large_for_their_type_are_refused() {
    for number in ["2147483648", "-2147483649", "99999999999999999999999999", "1e300", "1e400"] {
        let error = refused("cognito-idp:ListUserPools", format!(r#"{{"MaxResults":{number}}}"#));
        assert_eq!(error.code, "SerializationException", "{number}");
        assert!(!error.message.contains(number), "{}", error.message);
    }
    let token = r#"{"IdentityPoolId":"us-east-1:0","Logins":{"a":"b"},"TokenDuration":9223372036854775808}"#;
    let error = refused("cognito-identity:GetOpenIdTokenForDeveloperIdentity", token);
    assert_eq!(error.message, "The value at 'TokenDuration' must be a whole number of 64 bits.");
}

#[test]
fn deep_nesting_is_refused_before_it_is_parsed() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let body = format!(r#"{{"x":{}1{}}}"#, open.repeat(1000), close.repeat(1000));
        assert_eq!(unreadable(body), "The request body nests deeper than 64 levels.");
    }
    assert_eq!(unreadable("[".repeat(5_000_000)), "The request body nests deeper than 64 levels.");
    let brackets = format!(r#"{{"Username":42,"x":"{}\"{}"}}"#, "[".repeat(500), "{".repeat(500));
    assert_eq!(
        unreadable(brackets),
        "NUMBER_VALUE can not be converted to a String",
        "brackets inside a text do not count"
    );
    let read = |x: String| unreadable(format!(r#"{{"Username":42,"x":{x}}}"#));
    assert_eq!(read("[".repeat(63) + &"]".repeat(63)), "NUMBER_VALUE can not be converted to a String");
    assert_eq!(read("[".repeat(64) + &"]".repeat(64)), "The request body nests deeper than 64 levels.");
    let side_by_side = format!("[{}[]]", "[],".repeat(500));
    assert_eq!(read(side_by_side), "NUMBER_VALUE can not be converted to a String");
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    assert_eq!(unreadable(b"{\"Username\":\"\xff\xfe\"}"), "The request body is not valid UTF-8.");
    let error = refused("iam:GetRole", "RoleName=%FF");
    assert_eq!((error.code.as_ref(), error.status), ("MalformedInput", 400));
    assert_eq!(refused("iam:GetRole", b"RoleName=\xff").code, "MalformedInput");
}

#[test]
fn nul_characters_are_refused_wherever_text_is_read() {
    for body in [
        r#"{"Username":"a\u0000b"}"#,
        r#"{"UserAttributes":[{"Name":"n","Value":"\u0000"}]}"#,
        r#"{"ClientMetadata":{"\u0000":"v"}}"#,
    ] {
        assert!(unreadable(body).ends_with("must be text without NUL characters."), "{body}");
    }
    let document = r#"{"AccessToken":"a","Credential":{"id":["\u0000"]}}"#;
    assert_eq!(refused("cognito-idp:CompleteWebAuthnRegistration", document).code, "SerializationException");
    assert_eq!(refused("iam:GetRole", "RoleName=a%00b").code, "MalformedInput");
}

#[test]
fn a_form_has_a_bounded_number_of_parameters() {
    let body = "a=1&".repeat(10_001);
    assert_eq!(refused("iam:GetRole", body).message, "The request has too many parameters.");
}

/// JSON that resembles requests, so that the storm gets past the parser.
fn request_like() -> impl Strategy<Value = serde_json::Value> {
    let names = prop_oneof![
        Just("UserPoolId".to_owned()),
        Just("Username".to_owned()),
        Just("UserAttributes".to_owned()),
        Just("Name".to_owned()),
        Just("Roles".to_owned()),
        Just("Logins".to_owned()),
        Just("RoleMappings".to_owned()),
        Just("Credential".to_owned()),
        Just("RecordPatches".to_owned()),
        ".{0,8}",
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,40}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        let object = proptest::collection::btree_map(names.clone(), inner.clone(), 0..6);
        prop_oneof![
            vec(inner, 0..6).prop_map(Into::into),
            object.prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn every_operation_survives(parts: &RequestParts<'_>) {
    for operation in wire::services().iter().flat_map(|service| service.operations) {
        let outcome = wire::decode(operation, parts).and_then(|value| {
            assert!(value.is_object());
            wire::check(operation, &value)
        });
        if let Err(error) = outcome {
            let answer = error.answer(operation.service);
            assert!(answer.status == 400 && !answer.message.is_empty());
        }
    }
}

/// Any bytes, or any text, which gets further.
fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..200), "[ -~]{0,200}".prop_map(String::into_bytes)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(body in body(), query in "[ -~]{0,80}", path in "[ -~]{0,80}") {
        let parts = RequestParts { method: "POST", raw_path: &path, raw_query: &query, headers: &[], body: &body };
        every_operation_survives(&parts);
        let _ = wire::route::by_path("POST", &path);
        let _ = wire::route::by_target(&query);
        let _ = wire::request::action_and_version(&parts);
    }

    #[test]
    fn arbitrary_json_never_panics(body in request_like()) {
        every_operation_survives(&posted(body.to_string().as_bytes()));
    }

    #[test]
    fn arbitrary_forms_never_panic(
        pairs in vec(("(RoleName|Tags|PolicyArns|ContextEntries)?(\\.(member|entry|[0-9]{1,12}|key|Key|arn)){0,5}", "\\PC{0,20}"), 0..12)
    ) {
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        every_operation_survives(&posted(body.join("&").as_bytes()));
    }
}
