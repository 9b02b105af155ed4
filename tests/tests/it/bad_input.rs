//! A hostile client: everything that a well-behaved one would not send. Each is answered by a clear error in the form
//! of its protocol, nothing is written, and the server keeps serving.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop where it is, and signatures carry the real time"
)]

use std::time::{Duration, SystemTime};

use serde_json::json;
use tests::api::{self, Administrator, IDENTITY_POOLS, USER_POOLS};
use tests::http::{Answer, Connection, Request};
use tests::server::AccessKey;
use tests::shared::{self, Shared};

/// A server, and a pool in it whose ids an attacker knows.
struct Target {
    server: Shared,
    pool: String,
    client: String,
}

fn target() -> Target {
    let server = shared::server();
    let (pool, client) = api::user_pool(&Administrator::of(&server));
    Target { server, pool, client }
}

impl Target {
    fn send(&self, request: &Request) -> Answer {
        let mut connection = Connection::open(self.server.authority()).unwrap();
        connection.exchange(request).unwrap()
    }

    fn user_pools(&self, operation: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.send(&Request::json(&format!("{USER_POOLS}.{operation}"), body))
    }

    fn sign_up(&self, username: &str) -> Answer {
        let body = json!({"ClientId": self.client, "Username": username, "Password": "Passw0rd!x"});
        self.user_pools("SignUp", body.to_string())
    }
}

/// The error stands in the body and in the header, has a request id, and reveals no internals.
#[track_caller]
fn assert_json_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["__type"], code, "{body}");
    let header = answer.header("x-amzn-errortype").unwrap_or_default();
    assert_eq!(header.split(':').next(), Some(code), "{:?}", answer.headers);
    assert!(answer.header("x-amzn-requestid").is_some_and(|id| !id.is_empty()), "{:?}", answer.headers);
    let inside = ["panicked", "src/", ".rs:", "sqlx", "postgres", "serde"];
    assert!(inside.iter().all(|word| !answer.text().contains(word)), "{}", answer.text());
}

#[track_caller]
fn assert_xml_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let text = answer.text();
    assert!(text.contains("<ErrorResponse") && text.contains(&format!("<Code>{code}</Code>")), "{text}");
    assert!(text.contains("<RequestId>"), "{text}");
}

/// An ordinary call is still answered, after anything that was sent before.
#[track_caller]
fn assert_alive(target: &Target) {
    let answer = target.sign_up("still-alive");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(!target.server.log().contains("panicked"), "{}", target.server.log());
}

#[test]
fn a_body_that_is_not_the_shape_is_a_serialization_exception() {
    let target = target();
    let deep = "[".repeat(200_000);
    let deep_in_member = format!(r#"{{"ClientId":{}1{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let bodies: [&[u8]; 10] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"text\"",
        b"{\"ClientId\": 1}",
        b"{\"ClientId\": {\"a\": 1}}",
        b"{\"ClientId\": \"\xff\xfe\"}",
        deep.as_bytes(),
        deep_in_member.as_bytes(),
    ];
    for body in bodies {
        let answer = target.user_pools("SignUp", body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        assert_eq!(answer.status, 400, "{shown}: {}", answer.text());
        let code = answer.json()["__type"].as_str().unwrap_or_default().to_owned();
        // An empty body reads as an empty shape, whose required members are then missing.
        assert!(
            ["SerializationException", "InvalidParameterException"].contains(&code.as_str()),
            "{shown}: {code}"
        );
        assert_json_error(&answer, 400, &code);
    }
    assert_alive(&target);
}

#[test]
fn a_value_outside_its_constraint_is_told_in_the_words_of_aws() {
    let target = target();
    let body = json!({"ClientId": "no spaces allowed", "Username": "ada", "Password": "Passw0rd!x"});
    let answer = target.user_pools("SignUp", body.to_string());
    assert_json_error(&answer, 400, "InvalidParameterException");
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("1 validation error detected: Value"), "{message}");
    assert!(message.contains("at 'clientId' failed to satisfy constraint"), "{message}");

    for name in ["", &"x".repeat(129), "a\u{7}bell"] {
        assert_json_error(&target.sign_up(name), 400, "InvalidParameterException");
    }
    // Postgres' text holds no NUL, and no client sends one: it is refused where the request is read.
    for name in ["nul\0inside", "\0"] {
        assert_json_error(&target.sign_up(name), 400, "SerializationException");
    }
    assert_alive(&target);
}

#[test]
fn an_unknown_target_path_or_method_is_refused_by_name() {
    let target = target();
    for name in ["Unknown.SignUp", &format!("{USER_POOLS}.NoSuchOperation"), USER_POOLS, ""] {
        let answer = target.send(&Request::json(name, "{}"));
        assert_json_error(&answer, 400, "UnknownOperationException");
    }
    assert_xml_error(
        &target.send(&Request::query("Action=NoSuchAction&Version=2011-06-15")),
        400,
        "InvalidAction",
    );
    let nowhere = target.send(&Request::get("/no/such/page"));
    assert_eq!(nowhere.status, 404, "{}", nowhere.text());
    assert_alive(&target);
}

#[test]
fn a_body_over_the_limit_is_refused_before_it_is_read() {
    let target = target();
    let mut connection = Connection::open(target.server.authority()).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {USER_POOLS}.SignUp\r\nContent-Length: 999999999999\r\n\r\n",
        target.server.authority()
    );
    let answer = connection.exchange_bytes(head.as_bytes()).unwrap();
    assert_eq!(answer.status, 413, "{}", answer.text());

    // Half of a large body, then silence from the server's point of view: what it said it would send is too much.
    let large =
        json!({"ClientId": target.client, "Username": "x".repeat(20 << 20), "Password": "Passw0rd!x"});
    let large = Request::json(&format!("{USER_POOLS}.SignUp"), large.to_string());
    let answer = Connection::open(target.server.authority()).unwrap().exchange(&large);
    // The server may close the connection while the client still writes.
    assert!(answer.as_ref().map_or(true, |answer| answer.status == 413), "{answer:?}");
    assert_alive(&target);
}

#[test]
fn bytes_that_are_no_http_do_not_hurt() {
    let target = target();
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ] {
        let mut connection = Connection::open(target.server.authority()).unwrap();
        if let Ok(answer) = connection.exchange_bytes(bytes) {
            assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.text());
        }
    }
    assert_alive(&target);
}

#[test]
fn a_token_that_is_no_token_of_this_pool_is_refused() {
    let target = target();
    // {"alg":"none"} and {"sub":"ada","exp":1,...}, in every broken form that a token may have.
    let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJ0b2tlbl91c2UiOiJhY2Nlc3MiLCJleHAiOjk5OTk5OTk5OTl9.";
    let hs256 = "eyJhbGciOiJIUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiJhZGEiLCJleHAiOjk5OTk5OTk5OTl9.c2lnbmF0dXJl";
    let expired = "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiJhZGEiLCJleHAiOjF9.c2lnbmF0dXJl";
    for token in ["x", "a.b.c", "..", none, hs256, expired] {
        let answer = target.user_pools("GetUser", json!({"AccessToken": token}).to_string());
        let code = answer.json()["__type"].as_str().unwrap_or_default().to_owned();
        // What does not even have the form of a token may fail the model's pattern instead.
        assert!(
            ["NotAuthorizedException", "InvalidParameterException"].contains(&code.as_str()),
            "{token}: {code}"
        );
        assert_json_error(&answer, 400, &code);
    }
    let refresh = json!({"ClientId": target.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "forged"}});
    assert_json_error(&target.user_pools("InitiateAuth", refresh.to_string()), 400, "NotAuthorizedException");
    assert_alive(&target);
}

#[test]
fn an_unsigned_call_of_an_administrators_operation_is_refused() {
    let target = target();
    let body = json!({"UserPoolId": target.pool}).to_string();
    let answer = target.user_pools("DescribeUserPool", body);
    assert_json_error(&answer, 400, "MissingAuthenticationTokenException");
    let answer = target.send(&Request::query("Action=GetRole&RoleName=any&Version=2010-05-08"));
    assert_xml_error(&answer, 403, "MissingAuthenticationToken");
    assert_alive(&target);
}

/// A caller without the right to call learns nothing, not even what is not built.
#[test]
fn an_operation_that_is_not_built_yet_names_itself_to_those_who_may_call_it() {
    let target = target();
    let request = Request::get("/identitypools/us-east-1%3A00000000-0000-4000-8000-000000000000");
    let told = |answer: &Answer| {
        let code = answer.header("x-amzn-errortype").and_then(|code| code.split(':').next());
        (answer.status, code.unwrap_or_default().to_owned())
    };
    let unsigned = target.send(&request);
    assert_eq!(told(&unsigned), (403, "MissingAuthenticationTokenException".to_owned()));
    let key = target.server.administrator();
    let signed = api::signed(&request, target.server.authority(), "cognito-sync", &key, SystemTime::now());
    let answer = target.send(&signed);
    assert_eq!(told(&answer), (501, "NotImplementedException".to_owned()));
    assert!(answer.text().contains("DescribeIdentityPoolUsage"), "{}", answer.text());
}

#[test]
fn a_wrong_signature_an_unknown_key_an_old_time_and_a_changed_body_are_each_refused() {
    let target = target();
    let authority = target.server.authority();
    let key = target.server.administrator();
    let request = Request::json(
        &format!("{USER_POOLS}.DescribeUserPool"),
        json!({"UserPoolId": target.pool}).to_string(),
    );
    let now = SystemTime::now();
    let sign = |key: &AccessKey, at| api::signed(&request, authority, "cognito-idp", key, at);
    assert_eq!(target.send(&sign(&key, now)).status, 200);

    let wrong = AccessKey { secret: "wrong".into(), ..key.clone() };
    assert_json_error(&target.send(&sign(&wrong, now)), 400, "InvalidSignatureException");

    let unknown = AccessKey { id: "AKIAIOSFODNN7EXAMPLE".into(), ..key.clone() };
    assert_json_error(&target.send(&sign(&unknown, now)), 400, "UnrecognizedClientException");

    for at in [now - Duration::from_hours(1), now + Duration::from_hours(1)] {
        assert_json_error(&target.send(&sign(&key, at)), 400, "InvalidSignatureException");
    }

    let mut changed = sign(&key, now);
    changed.body = json!({"UserPoolId": "us-east-1_AAAAAAAAA"}).to_string().into();
    assert_json_error(&target.send(&changed), 400, "InvalidSignatureException");

    let other_service = api::signed(&request, authority, "cognito-identity", &key, now);
    assert_json_error(&target.send(&other_service), 400, "InvalidSignatureException");
    assert_alive(&target);
}

#[test]
fn an_authorization_header_that_is_nonsense_is_an_incomplete_signature() {
    let target = target();
    let request = Request::json(
        &format!("{USER_POOLS}.DescribeUserPool"),
        json!({"UserPoolId": target.pool}).to_string(),
    );
    for header in [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=x",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=, Signature=",
    ] {
        let answer = target.send(&request.clone().with("Authorization", header));
        assert_json_error(&answer, 400, "IncompleteSignatureException");
    }
    assert_alive(&target);
}

#[test]
fn unsigned_calls_of_identity_pools_tell_a_stranger_nothing() {
    let target = target();
    let strange = json!({"IdentityPoolId": "us-east-1:00000000-0000-0000-0000-000000000000"}).to_string();
    let answer = target.send(&Request::json(&format!("{IDENTITY_POOLS}.GetId"), strange));
    assert_json_error(&answer, 400, "ResourceNotFoundException");
    let forged = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=ada&WebIdentityToken=a.b.c\
                  &RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fany";
    let answer = target.send(&Request::query(forged));
    assert_xml_error(&answer, 400, "InvalidIdentityToken");
    assert_alive(&target);
}
