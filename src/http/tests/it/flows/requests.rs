//! What is wrong with an authorize request, and whom it is told.

use serde_json::json;

use super::{
    CALLBACK, authorize,
    browser::{Browser, told},
    people,
};
use crate::desk::{Sheet, unwritten};

#[test]
fn the_client_is_told_what_is_wrong_with_its_request() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let mut browser = Browser::new(sheet);
        for (parameters, error, description) in [
            (&[("response_type", "")][..], "invalid_request", "response_type must be code or token"),
            (&[("response_type", "id_token")], "invalid_request", "response_type must be code or token"),
            (&[("scope", "openid phone")], "invalid_request", "invalid_scope"),
            (&[("scope", "api/unknown")], "invalid_request", "invalid_scope"),
            (
                &[("code_challenge", "x")],
                "invalid_request",
                "code_challenge_method must be S256, beside a code_challenge",
            ),
            (
                &[("code_challenge", "x"), ("code_challenge_method", "plain")],
                "invalid_request",
                "code_challenge_method must be S256, beside a code_challenge",
            ),
            (
                &[("code_challenge", "x"), ("code_challenge_method", "S256")],
                "invalid_request",
                "invalid_code_challenge",
            ),
            (&[("prompt", "none login")], "invalid_request", "prompt is not supported"),
            (&[("max_age", "soon")], "invalid_request", "max_age must be a number of seconds"),
            (&[("request", "x")], "request_not_supported", ""),
            (&[("request_uri", "x")], "request_uri_not_supported", ""),
            (&[("resource", "nothing")], "invalid_target", ""),
            (&[("prompt", "none")], "login_required", ""),
        ] {
            let back = browser.open(&authorize(&people.client, parameters)).await.expect("the client");
            assert!(back.starts_with(&format!("{CALLBACK}&error=")), "{back}");
            let told = told(&back);
            assert_eq!(told["error"], error, "{parameters:?}");
            assert_eq!(
                told.get("error_description").map_or("", String::as_str),
                description,
                "{parameters:?}"
            );
            assert_eq!(told["state"], "a b+c&d=ä");
        }
    });
}

#[test]
fn a_page_tells_what_no_client_can_be_told() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let twice = format!("{}&client_id={}", authorize(&people.client, &[]), people.client);
        let mut browser = Browser::new(sheet);
        for (address, error) in [
            (authorize("", &[]), "invalid_request"),
            (authorize("00000000000000000000000000", &[]), "invalid_request"),
            (twice, "invalid_request"),
            (authorize(&people.client, &[("redirect_uri", "")]), "redirect_mismatch"),
            (authorize(&people.client, &[("redirect_uri", "https://evil.example")]), "redirect_mismatch"),
            (
                authorize(&people.client, &[("redirect_uri", "https://app.example/callback")]),
                "redirect_mismatch",
            ),
        ] {
            for at in [address.clone(), address.replace("/oauth2/authorize", "/login")] {
                assert_eq!(browser.open(&at).await, None, "{at}");
                assert_eq!((browser.path(), browser.page.status), ("/error", 400), "{at}");
                assert_eq!(told(&browser.at)["error"], error, "{at}");
            }
        }
        let other = people.client_with(json!({})).await["ClientId"].as_str().unwrap().to_owned();
        browser.open(&authorize(&other, &[])).await;
        assert_eq!(told(&browser.at)["error"], "redirect_mismatch");
    });
}
