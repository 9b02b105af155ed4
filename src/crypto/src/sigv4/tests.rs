//! Requests signed by botocore, as they were and tampered with; and other input.

use proptest::prelude::*;
use serde_json::Value;

use super::{Presented, Request, SKEW_MS, SigFault};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn headers_of(case: &Value) -> Vec<(String, String)> {
    let headers = case["headers"].as_object().unwrap();
    headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

fn is_region(region: &str) -> bool {
    region == "us-east-1"
}

fn verify(case: &Value, now_ms: i64) -> Result<(), SigFault> {
    let headers = headers_of(case);
    let request = Request {
        method: case["method"].as_str().unwrap(),
        path_and_query: case["path_and_query"].as_str().unwrap(),
        headers: &headers,
        body: case["body"].as_str().unwrap().as_bytes(),
    };
    let presented = Presented::parse(&request)?;
    presented.verify(&request, SECRET, now_ms, is_region, case["service"].as_str().unwrap())
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("../../tests/sigv4_cases.json")).unwrap()
}

#[test]
fn what_botocore_signed_is_accepted_and_what_was_changed_since_is_not() {
    let cases = cases();
    assert!(cases.len() >= 13);
    for case in &cases {
        let now_ms = case["now_ms"].as_i64().unwrap();
        let outcome = verify(case, now_ms);
        assert_eq!(outcome.is_ok(), case["accepted"].as_bool().unwrap(), "{}: {outcome:?}", case["name"]);
    }
}

#[test]
fn where_the_host_ends_and_the_path_begins_is_never_in_doubt() {
    let cases = cases();
    let case = cases.iter().find(|case| case["name"] == "json post").unwrap();
    let now_ms = case["now_ms"].as_i64().unwrap();
    let host = case["headers"]["Host"].as_str().unwrap();
    for (path, host) in [(".", host), (".x", host), ("/#", host), ("/", "127.0.0.1/x"), ("/", "a@127.0.0.1")]
    {
        let mut changed = case.clone();
        (changed["path_and_query"], changed["headers"]["Host"]) = (path.into(), host.into());
        assert!(matches!(verify(&changed, now_ms), Err(SigFault::Malformed(_))), "{path} on {host}");
    }
}

#[test]
fn a_signature_is_good_for_fifteen_minutes_either_way() {
    let cases = cases();
    let case = cases.iter().find(|case| case["name"] == "json post").unwrap();
    let now_ms = case["now_ms"].as_i64().unwrap();
    assert_eq!(verify(case, now_ms + SKEW_MS - 2_000), Ok(()));
    assert_eq!(verify(case, now_ms - SKEW_MS + 2_000), Ok(()));
    assert!(matches!(verify(case, now_ms + SKEW_MS + 2_000), Err(SigFault::Expired { .. })));
    assert!(matches!(verify(case, now_ms - SKEW_MS - 2_000), Err(SigFault::NotYetCurrent { .. })));
}

#[test]
fn a_service_may_say_how_long_its_presigned_requests_are_good_whatever_they_say() {
    let cases = cases();
    let good_after = |name: &str, seconds: i64, lifetime: Option<u64>| {
        let case = cases.iter().find(|case| case["name"] == name).unwrap();
        let headers = headers_of(case);
        let request = Request {
            method: case["method"].as_str().unwrap(),
            path_and_query: case["path_and_query"].as_str().unwrap(),
            headers: &headers,
            body: case["body"].as_str().unwrap().as_bytes(),
        };
        let mut presented = Presented::parse(&request).unwrap();
        if let Some(seconds) = lifetime {
            presented = presented.with_lifetime(seconds);
        }
        let now_ms = case["now_ms"].as_i64().unwrap() + seconds * 1000;
        presented.verify(&request, SECRET, now_ms, is_region, case["service"].as_str().unwrap()).is_ok()
    };
    // "presigned" says 60 seconds, "presigned for a week" says that.
    assert!(!good_after("presigned", 800, None) && good_after("presigned", 800, Some(900)));
    assert!(!good_after("presigned", 1_000, Some(900)));
    assert!(good_after("presigned for a week", 1_000, None));
    assert!(!good_after("presigned for a week", 1_000, Some(900)));
    assert!(!good_after("json post", 1_000, Some(3_600)), "a signature in headers is not presigned");
}

#[test]
fn what_a_request_is_chosen_by_must_be_signed() {
    let mut case = cases().into_iter().find(|case| case["name"] == "json post").unwrap();
    for name in ["host", "x-amz-date", "x-amz-target"] {
        let mut changed = case.clone();
        let authorization = changed["headers"]["Authorization"].as_str().unwrap().to_owned();
        changed["headers"]["Authorization"] =
            authorization.replace(&format!("{name};"), "").replace(&format!(";{name}"), "").into();
        let now_ms = case["now_ms"].as_i64().unwrap();
        assert!(matches!(verify(&changed, now_ms), Err(SigFault::NotSigned(_))), "{name}");
    }
    case["headers"] = serde_json::json!({ "Host": "localhost" });
    assert_eq!(verify(&case, 0), Err(SigFault::Missing));
}

/// The fault of "json post" with its Authorization header changed.
fn fault_of_authorization(from: &str, to: &str) -> SigFault {
    let mut case = cases().into_iter().find(|case| case["name"] == "json post").unwrap();
    let authorization = case["headers"]["Authorization"].as_str().unwrap();
    assert!(authorization.contains(from));
    case["headers"]["Authorization"] = authorization.replace(from, to).into();
    verify(&case, case["now_ms"].as_i64().unwrap()).unwrap_err()
}

#[test]
fn each_flaw_has_its_own_fault() {
    let scope = |to| fault_of_authorization("/us-east-1/", to).to_string();
    assert_eq!(scope("/eu-west-1/"), "Credential should be scoped to a valid region, not 'eu-west-1'.");
    let service = fault_of_authorization("/cognito-identity/", "/sts/").to_string();
    assert_eq!(service, "Credential should be scoped to correct service: 'cognito-identity'.");
    assert_eq!(fault_of_authorization("Signature=", "Signed="), SigFault::Incomplete("Signature"));
    assert_eq!(fault_of_authorization("SignedHeaders=", "Headers="), SigFault::Incomplete("SignedHeaders"));
    assert_eq!(fault_of_authorization("Credential=", "Credentials="), SigFault::Incomplete("Credential"));
    assert!(matches!(fault_of_authorization("/aws4_request", ""), SigFault::Malformed(_)));
    assert!(matches!(fault_of_authorization("AWS4-HMAC-SHA256", "AWS3"), SigFault::Malformed(_)));
    let day = fault_of_authorization("AKIDEXAMPLE/20", "AKIDEXAMPLE/19").to_string();
    assert!(day.starts_with("Date in Credential scope does not match YYYYMMDD"), "{day}");
}

#[test]
fn a_signed_header_that_comes_twice_is_refused() {
    let case = cases().into_iter().find(|case| case["name"] == "json post").unwrap();
    for name in ["host", "X-AMZ-DATE", "x-amz-target", "content-type", "Authorization"] {
        let mut headers = headers_of(&case);
        headers.push((name.to_owned(), "another".to_owned()));
        let request = Request {
            method: "POST",
            path_and_query: "/",
            headers: &headers,
            body: case["body"].as_str().unwrap().as_bytes(),
        };
        let now_ms = case["now_ms"].as_i64().unwrap();
        let outcome = Presented::parse(&request)
            .and_then(|presented| presented.verify(&request, SECRET, now_ms, is_region, "cognito-identity"));
        assert!(matches!(outcome, Err(SigFault::Malformed(_))), "{name}: {outcome:?}");
    }
}

proptest! {
    #[test]
    fn nothing_that_comes_in_panics(authorization in ".{0,200}", date in ".{0,20}", path in "/[ -~]{0,80}") {
        let headers = vec![
            ("Authorization".to_owned(), format!("AWS4-HMAC-SHA256 {authorization}")),
            ("Authorization2".to_owned(), authorization),
            ("X-Amz-Date".to_owned(), date),
            ("Host".to_owned(), "localhost".to_owned()),
        ];
        let request = Request { method: "POST", path_and_query: &path, headers: &headers, body: b"" };
        let outcome = Presented::parse(&request).and_then(|p| p.verify(&request, SECRET, 0, is_region, "sts"));
        prop_assert!(outcome.is_err());
    }

    #[test]
    fn nothing_that_looks_like_a_signature_panics(headers in "[a-z;-]{0,60}", path in "[ -~]{0,80}", signature in "[0-9a-f]{0,70}") {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240101/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date;{headers}, Signature={signature}"
        );
        let headers = vec![
            ("Authorization".to_owned(), authorization),
            ("X-Amz-Date".to_owned(), "20240101T000000Z".to_owned()),
            ("Host".to_owned(), "local host".to_owned()),
        ];
        let request = Request { method: "POST", path_and_query: &path, headers: &headers, body: b"" };
        let outcome = Presented::parse(&request).and_then(|p| p.verify(&request, SECRET, 1_704_067_200_000, is_region, "sts"));
        prop_assert!(outcome.is_err());
    }
}
