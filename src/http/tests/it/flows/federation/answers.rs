//! Which answers of providers count: in which browser, how often, how long, and what one that refuses is told as.

use app::testing::federation::{Endpoint, ProviderFault, Untrue};
use serde_json::json;

use super::{away, back, federated, foreign, worth};
use crate::{
    desk::{Caller, Request, Sheet, unwritten},
    flows::browser::{Browser, SITE, told},
};

#[test]
fn an_answer_counts_in_the_browser_that_began_and_once() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let (mut browser, mut stranger) = (Browser::new(sheet), Browser::new(sheet));
        let state = away(&mut browser, &client, &[]).await;
        let answer = back(&state, &[("code", "c")]);
        assert_eq!(stranger.open(&answer).await, None);
        assert_eq!((stranger.path(), stranger.page.status), ("/error", 400));
        away(&mut stranger, &client, &[]).await;
        assert_eq!(stranger.open(&answer).await, None, "nor with a cookie of its own");
        assert!(told(&browser.open(&answer).await.expect("the client")).contains_key("code"));
        let again = told(&browser.open(&answer).await.expect("the client"));
        assert_eq!(again["error_description"], "The answer of the identity provider was used before.");
        sheet.desk.pass(0);
    });
}

#[test]
fn an_answer_that_was_used_is_not_brought_to_the_provider_again() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let mut browser = Browser::new(sheet);
        let state = away(&mut browser, &client, &[]).await;
        let answer = back(&state, &[("code", "c")]);
        assert!(told(&browser.open(&answer).await.expect("the client")).contains_key("code"));
        // What the provider would say now is not heard.
        let redeemed = ProviderFault::Status {
            endpoint: Endpoint::Token,
            status: 400,
            error: Some("invalid_grant".to_owned()),
        };
        worth(sheet, "c", Err(redeemed));
        let again = told(&browser.open(&answer).await.expect("the client"));
        assert_eq!(again["error_description"], "The answer of the identity provider was used before.");
    });
}

#[test]
fn a_state_ends_and_an_altered_or_absent_one_is_none() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let mut browser = Browser::new(sheet);
        let state = away(&mut browser, &client, &[]).await;
        for wrong in ["", "x", &state[1..]] {
            assert_eq!(browser.open(&back(wrong, &[("code", "c")])).await, None, "{wrong}");
            assert_eq!((browser.path(), browser.page.status), ("/error", 400), "{wrong}");
        }
        sheet.desk.pass(300);
        assert_eq!(browser.open(&back(&state, &[("code", "c")])).await, None);
        assert_eq!((browser.path(), browser.page.status), ("/error", 400));
    });
}

#[test]
fn a_posted_answer_opens_nothing_before_the_browser_has_shown_its_cookie() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let (mut browser, mut stranger) = (Browser::new(sheet), Browser::new(sheet));
        let state = away(&mut browser, &client, &[]).await;
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("state", &*state), ("code", "c")])
            .finish();
        let posted = Request::plain("POST", &format!("{SITE}/oauth2/idpresponse"), &body)
            .with("content-type", "application/x-www-form-urlencoded")
            .with("origin", "https://work.example")
            .with("sec-fetch-site", "cross-site");
        let answer = sheet.desk.send_as(posted, "", &Caller::Nobody).await;
        let on = answer.header("location").expect("a way on").to_owned();
        assert_eq!(answer.status, 303);
        assert!(on.starts_with(&format!("{SITE}/oauth2/idpresponse/resume?t=")), "{on}");
        assert_eq!(stranger.open(&on).await, None);
        assert_eq!((stranger.path(), stranger.page.status), ("/error", 400));
        let first = told(&browser.open(&on).await.expect("the client"));
        assert!(first.contains_key("code"), "{first:?}");
        assert!(browser.has("cognito"));
        let again = told(&browser.open(&on).await.expect("the client"));
        assert!(!again.contains_key("code"), "{again:?}");
    });
}

#[test]
fn what_a_provider_refuses_and_why_it_cannot_be_asked_are_told_in_awss_words() {
    unwritten(async |sheet: &Sheet| {
        let (_, client) = federated(sheet, json!({})).await;
        let mut browser = Browser::new(sheet);
        let state = away(&mut browser, &client, &[]).await;
        let denied = back(&state, &[("error", "access_denied"), ("error_description", "The user said no.")]);
        let passed = told(&browser.open(&denied).await.expect("the client"));
        assert_eq!(
            (&*passed["error"], &*passed["error_description"]),
            ("access_denied", "The user said no.")
        );
        let strange = back(&state, &[("error", "<b>"), ("error_description", "a\nb")]);
        let passed = told(&browser.open(&strange).await.expect("the client"));
        assert_eq!((&*passed["error"], passed.get("error_description")), ("<b>", None));
        for (fault, text) in [
            (ProviderFault::Timeout(Endpoint::Token), "Timeout occurred in calling IdP token endpoint"),
            (ProviderFault::Timeout(Endpoint::Keys), "Timeout in calling jwks uri"),
            (ProviderFault::Timeout(Endpoint::UserInfo), "Read timed out"),
            (ProviderFault::Broken(Endpoint::Token), "Connection reset"),
            (
                ProviderFault::Status { endpoint: Endpoint::Token, status: 400, error: None },
                "Work Error - 400 error getting token",
            ),
            (ProviderFault::Untrue(Untrue::Nonce), "Bad id_token nonce."),
        ] {
            worth(sheet, "c", Err(fault));
            let state = away(&mut browser, &client, &[]).await;
            let told = told(&browser.open(&back(&state, &[("code", "c")])).await.expect("the client"));
            assert_eq!((&*told["error"], &*told["error_description"]), ("invalid_request", text));
        }
    });
}
