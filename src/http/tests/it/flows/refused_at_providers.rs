//! What the log keeps of sign-ins at providers that are refused before their user is known: each reason, and a bounded number of events.

use app::testing::federation::{Endpoint, ProviderFault, Untrue, saml::Refused};
use serde_json::{Value, json};

use super::{
    browser::{Browser, told},
    federation::{away, back, client, federated, foreign, functions::functions, sign_in, tokens, worth},
    saml,
};
use crate::{
    desk::{Sheet, text, unwritten, with},
    user_pools::People,
};

/// The refusals that are in the log of a pool.
async fn recorded(sheet: &Sheet, people: &People<'_>) -> Vec<Value> {
    let events = sheet.desk.house.events_of(&people.pool, "federation").await;
    assert!(events.iter().all(|(kind, _)| kind == "federation.refused"), "{events:?}");
    events.into_iter().map(|(_, data)| data).collect()
}

/// Protocol, reason and error of the refusal that was recorded last, which is one of its kind.
async fn last(sheet: &Sheet, people: &People<'_>) -> (String, String, Option<String>) {
    let recorded = recorded(sheet, people).await;
    let last = recorded.last().expect("a refusal");
    assert_eq!(last["times"], 1, "{last}");
    let error = last.get("error").map(text);
    (text(&last["protocol"]), text(&last["reason"]), error)
}

fn by_code(reason: &str, error: Option<&str>) -> (String, String, Option<String>) {
    ("code".to_owned(), reason.to_owned(), error.map(str::to_owned))
}

/// A browser that was sent to the provider comes back.
async fn come_back(sheet: &Sheet, client: &str, parameters: &[(&str, &str)]) -> String {
    let mut browser = Browser::new(sheet);
    let state = away(&mut browser, client, &[]).await;
    browser.open(&back(&state, parameters)).await.expect("the client")
}

#[test]
fn what_a_provider_does_not_say_rightly_is_recorded_by_its_reason() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let status = |error: &str| ProviderFault::Status {
            endpoint: Endpoint::Token,
            status: 400,
            error: Some(error.to_owned()),
        };
        for (fault, reason, error) in [
            (ProviderFault::Timeout(Endpoint::Keys), "not_reached", None),
            (ProviderFault::Address(Endpoint::Token), "address", None),
            (status("invalid_grant"), "endpoint_refused", Some("invalid_grant")),
            (status("ada@example.com"), "endpoint_refused", None),
            (ProviderFault::Unreadable(Endpoint::UserInfo), "unreadable", None),
            (ProviderFault::Configuration("The key is none."), "configuration", None),
            (ProviderFault::Untrue(Untrue::Token), "malformed", None),
            (ProviderFault::Untrue(Untrue::Algorithm), "algorithm", None),
            (ProviderFault::Untrue(Untrue::UnknownKey), "key", None),
            (ProviderFault::Untrue(Untrue::Signature), "signature", None),
            (ProviderFault::Untrue(Untrue::Issuer), "issuer", None),
            (ProviderFault::Untrue(Untrue::Audience), "audience", None),
            (ProviderFault::Untrue(Untrue::Nonce), "nonce", None),
            (ProviderFault::Untrue(Untrue::Expired), "expired", None),
            (ProviderFault::Untrue(Untrue::IssuedAt), "lifetime", None),
            (ProviderFault::Untrue(Untrue::Early), "early", None),
            (ProviderFault::Untrue(Untrue::TooLongAgo), "too_long_ago", None),
            (ProviderFault::Untrue(Untrue::NoUser), "subject", None),
        ] {
            worth(sheet, "c", Err(fault));
            come_back(sheet, &client, &[("code", "c")]).await;
            assert_eq!(last(sheet, &people).await, by_code(reason, error));
        }
        let recorded = recorded(sheet, &people).await;
        assert_eq!(recorded.len(), 18);
        assert!(recorded.iter().all(|refused| refused["provider"] == "Work"), "{recorded:?}");
        let asked_by = json!([{ "client_id": client, "times": 1 }]);
        assert!(recorded.iter().all(|refused| refused["clients"] == asked_by), "{recorded:?}");
        assert_eq!(recorded[0]["from"].as_array().map(Vec::len), Some(1), "{}", recorded[0]);
        assert!(!json!(recorded).to_string().contains("ada@example.com"), "no text of the provider's");
    });
}

#[test]
fn what_comes_back_in_the_place_of_an_answer_is_recorded_by_its_reason() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        let said_no = [("error", "access_denied"), ("error_description", "Ada said no.")];
        come_back(sheet, &client, &said_no).await;
        assert_eq!(last(sheet, &people).await, by_code("provider_error", Some("access_denied")));
        come_back(sheet, &client, &[("error", "<b>")]).await;
        assert_eq!(last(sheet, &people).await, by_code("provider_error", None));
        come_back(sheet, &client, &[]).await;
        assert_eq!(last(sheet, &people).await, by_code("no_code", None));
        worth(sheet, "c", Ok(foreign("1", &[])));
        let (mut browser, mut stranger) = (Browser::new(sheet), Browser::new(sheet));
        let state = away(&mut browser, &client, &[]).await;
        let answer = back(&state, &[("code", "c")]);
        stranger.open(&answer).await;
        assert_eq!(last(sheet, &people).await, by_code("other_browser", None));
        assert!(told(&browser.open(&answer).await.expect("the client")).contains_key("code"));
        browser.open(&answer).await;
        assert_eq!(last(sheet, &people).await, by_code("used_before", None));
        let before = recorded(sheet, &people).await;
        browser.open(&back("x", &[("code", "c")])).await;
        assert_eq!(recorded(sheet, &people).await, before, "of no provider");
        assert!(!json!(before).to_string().contains("said no"), "no text of the provider's");
    });
}

#[test]
fn a_provider_that_the_client_has_lost_is_recorded_and_one_that_is_gone_is_not() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        worth(sheet, "c", Ok(foreign("1", &[])));
        let mut browser = Browser::new(sheet);
        let state = away(&mut browser, &client, &[]).await;
        let named = json!({ "UserPoolId": people.pool, "ClientId": client });
        let alone = json!({
            "SupportedIdentityProviders": ["COGNITO"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "CallbackURLs": [super::CALLBACK],
        });
        sheet.ask("cognito-idp:UpdateUserPoolClient", with(&named, alone)).await;
        let answer = back(&state, &[("code", "c")]);
        browser.open(&answer).await;
        assert_eq!(last(sheet, &people).await, by_code("client_changed", None));
        let provider = json!({ "UserPoolId": people.pool, "ProviderName": "Work" });
        sheet.ask("cognito-idp:DeleteIdentityProvider", provider).await;
        sheet.desk.pass(61);
        browser.open(&answer).await;
        assert_eq!(recorded(sheet, &people).await.len(), 1);
    });
}

#[test]
fn a_user_who_cannot_be_made_is_recorded_about_the_provider_and_one_who_is_known_is_not() {
    unwritten(async |sheet: &Sheet| {
        let schema =
            json!([{ "Name": "email", "Mutable": true, "Required": true, "AttributeDataType": "String" }]);
        let settings = with(&functions(sheet), json!({ "Schema": schema }));
        let (people, client) = federated(sheet, settings).await;
        let ada = || foreign("1", &[("mail", "ada@work.example")]);
        sign_in(sheet, &client, foreign("1", &[])).await;
        assert_eq!(last(sheet, &people).await, by_code("attributes", None));
        let throw = |trigger: &str| {
            let thrown = || app::testing::triggers::TriggerFault::Threw("Not today".to_owned());
            sheet.desk.house.functions.on(trigger, move |_| Err(thrown()));
        };
        throw("PreSignUp");
        sign_in(sheet, &client, ada()).await;
        assert_eq!(last(sheet, &people).await, by_code("function", None));
        sheet.desk.house.functions.on("PreSignUp", |_| Ok(json!({})));
        tokens(sheet, &client, ada()).await;
        let before = recorded(sheet, &people).await;
        throw("PreAuthentication");
        sign_in(sheet, &client, ada()).await;
        assert_eq!(recorded(sheet, &people).await, before, "it is recorded about the user");
        let unlink = json!({
            "UserPoolId": people.pool,
            "User": {
                "ProviderName": "Work", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1",
            },
        });
        sheet.ask("cognito-idp:AdminDisableProviderForUser", unlink).await;
        sign_in(sheet, &client, ada()).await;
        assert_eq!(last(sheet, &people).await, by_code("name_taken", None));
    });
}

#[test]
fn a_response_of_saml_is_recorded_by_its_reason() {
    unwritten(async |sheet: &Sheet| {
        let people = saml::school(sheet, json!({ "IDPInit": "true" })).await;
        let mut browser = Browser::new(sheet);
        let (request, state) = saml::asked(&mut browser, &people).await;
        let mut reasons = Vec::new();
        for why in Refused::ALL {
            saml::answer(sheet, &json!({ "refused": format!("{why:?}") }), &state).await;
            let recorded = recorded(sheet, &people).await;
            let refused = recorded.last().expect("a refusal");
            assert_eq!((&refused["protocol"], &refused["provider"]), (&json!("saml"), &json!("School")));
            reasons.push(text(&refused["reason"]));
        }
        // A message without its parts is malformed too: it is counted with the first one.
        let expected = [
            "malformed",
            "too_large",
            "provider_error",
            "provider_error",
            "unsigned",
            "signature",
            "in_the_clear",
            "not_decrypted",
            "issuer",
            "destination",
            "audience",
            "request",
            "early",
            "expired",
            "lifetime",
            "subject",
        ];
        assert_eq!(reasons, expected);
        let taken = saml::answer(sheet, &saml::ada(&request), &state).await;
        assert_eq!(Browser::new(sheet).open(taken.header("location").expect("a way on")).await, None);
        let other = ("saml".to_owned(), "other_browser".to_owned(), None);
        assert_eq!(last(sheet, &people).await, other);
        saml::answer(sheet, &saml::ada(&request), &state).await;
        let used = ("saml".to_owned(), "used_before".to_owned(), None);
        assert_eq!(last(sheet, &people).await, used);
        let unasked = |reason: &str| ("saml_unasked".to_owned(), reason.to_owned(), None);
        let old = json!({ "user": "ada", "id": "_a2", "age": 361 });
        saml::answer(sheet, &old, &saml::unasked(&people, "School")).await;
        assert_eq!(last(sheet, &people).await, unasked("expired"));
        saml::serve(sheet, &people, json!(["School", "COGNITO"])).await;
        saml::answer(sheet, &old, &saml::unasked(&people, "School")).await;
        assert_eq!(last(sheet, &people).await, unasked("unasked"));
    });
}

#[test]
fn a_thousand_refused_answers_leave_one_event_now_and_one_after_a_minute() {
    unwritten(async |sheet: &Sheet| {
        let (people, one) = federated(sheet, json!({})).await;
        let other = client(&people, &["Work"]).await;
        let mut browser = Browser::new(sheet);
        let states = [away(&mut browser, &one, &[]).await, away(&mut browser, &other, &[]).await];
        for n in 0..1_000 {
            browser.open(&back(&states[n % 2], &[("error", "access_denied")])).await;
        }
        assert_eq!(last(sheet, &people).await, by_code("provider_error", Some("access_denied")));
        sheet.desk.house.app.user_pools.record_tries(false).await;
        assert_eq!(recorded(sheet, &people).await.len(), 1, "the minute is not over");
        sheet.desk.pass(60);
        sheet.desk.house.app.user_pools.record_tries(false).await;
        sheet.desk.house.app.user_pools.record_tries(true).await;
        let recorded = recorded(sheet, &people).await;
        assert_eq!(recorded.len(), 2, "{recorded:?}");
        assert_eq!(recorded[1]["times"], 999);
        let clients = json!([{ "client_id": other, "times": 500 }, { "client_id": one, "times": 499 }]);
        assert_eq!(recorded[1]["clients"], clients);
        assert_eq!(recorded[1]["from"][0]["times"], 999);
    });
}

#[test]
fn a_provider_that_is_not_reached_when_a_sign_in_begins_is_recorded() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        sheet.desk.house.providers.go_away(ProviderFault::Broken(Endpoint::Discovery));
        let named = [("identity_provider", "Work"), ("scope", "openid")];
        let to = Browser::new(sheet).open(&super::authorize(&client, &named)).await;
        assert_eq!(told(&to.expect("the client"))["error_description"], "Connection reset");
        assert_eq!(last(sheet, &people).await, by_code("not_reached", None));
    });
}
