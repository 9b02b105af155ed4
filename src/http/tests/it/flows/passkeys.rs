//! Passkeys on the managed pages: made behind a sign-in, offered after a sign-up, and chosen before a name is typed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    claims,
    life::mailed,
    people_at, token,
};
use crate::{
    desk::{Sheet, passkeys::Authenticator, text, unwritten},
    user_pools::{PASSWORD, People, mfa_config::own_mail},
};

/// The host of the pages.
const HOST: &str = "localhost";

/// A pool whose users sign in by passkeys of this host, with managed pages.
async fn managed<'a>(sheet: &'a Sheet, relying_party: &str) -> People<'a> {
    let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] } });
    let flows = json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let pool = json!({ "Policies": first, "EmailConfiguration": own_mail() });
    let people = people_at(sheet, pool, json!({ "ExplicitAuthFlows": flows }), 2).await;
    let configured =
        json!({ "UserPoolId": people.pool, "WebAuthnConfiguration": { "RelyingPartyId": relying_party } });
    sheet.ask("cognito-idp:SetUserPoolMfaConfig", configured).await;
    people
}

/// A browser in which a user has signed in by password.
async fn signed_in<'a>(sheet: &'a Sheet, people: &People<'_>, name: &str) -> Browser<'a> {
    let mut browser = Browser::new(sheet);
    browser.open(&authorize(&people.client, &[])).await;
    browser.send_form("/login", &[("username", name)]).await;
    assert_eq!(browser.path(), "/challenge", "{}", browser.page.body);
    let back = browser.send_form("/challenge", &[("password", PASSWORD)]).await;
    assert!(back.is_some(), "{}", browser.page.body);
    browser
}

/// The address at which a client has its user make a passkey.
fn add(client: &str, parameters: &[(&str, &str)]) -> String {
    let usual = [("client_id", client), ("redirect_uri", CALLBACK), ("state", "a b")];
    let all = usual.iter().chain(parameters);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    format!("{SITE}/passkeys/add?{query}")
}

/// The text of an attribute of the page that is open, as a browser reads it.
fn attribute(page: &str, before: &str) -> Option<String> {
    let (_, rest) = page.split_once(before)?;
    Some(rest.split('"').next()?.replace("&#34;", "\"").replace("&#38;", "&"))
}

/// The options of the page's passkey.
fn options(browser: &Browser<'_>) -> Value {
    let options = attribute(&browser.page.body, "data-options=\"");
    let options = options.unwrap_or_else(|| panic!("no passkey: {}", browser.page.body));
    serde_json::from_str(&options).unwrap()
}

/// Has the page make a passkey; gives where the browser was sent then, and the `sub` of the user.
async fn make(browser: &mut Browser<'_>, passkey: &Authenticator<'_>) -> (Option<String>, String) {
    let options = options(browser);
    let sub = URL_SAFE_NO_PAD.decode(text(&options["user"]["id"])).unwrap();
    let credential = passkey.make(&options).to_string();
    let back = browser.send_form("/passkeys/add", &[("credential", &credential)]).await;
    (back, String::from_utf8(sub).unwrap())
}

/// A browser at the sign-in, which offers passkeys.
async fn at_offer<'a>(sheet: &'a Sheet, people: &People<'_>) -> (Browser<'a>, Value, String) {
    let mut browser = Browser::new(sheet);
    browser.open(&authorize(&people.client, &[("prompt", "login")])).await;
    assert!(browser.page.body.contains("autocomplete=\"username webauthn\""), "{}", browser.page.body);
    let options = options(&browser);
    let (_, form) = browser.page.body.split_once("name=\"passkeyForm\"").unwrap();
    let state = attribute(form, "name=\"state\" value=\"").unwrap();
    (browser, options, state)
}

#[test]
fn a_passkey_that_is_made_on_the_pages_signs_in_before_a_name_is_typed() {
    unwritten(async |sheet: &Sheet| {
        let people = managed(sheet, HOST).await;
        people.join("ada").await;
        let mut browser = signed_in(sheet, &people, "ada").await;
        browser.open(&add(&people.client, &[])).await;
        assert_eq!((browser.path(), browser.page.status), ("/passkeys/add", 200), "{}", browser.page.body);
        let passkey = Authenticator::new(sheet, "first");
        let (back, sub) = make(&mut browser, &passkey).await;
        assert_eq!(back, Some(format!("{CALLBACK}&state=a%20b")), "{}", browser.page.body);
        let (mut other, options, state) = at_offer(sheet, &people).await;
        assert_eq!((&options["allowCredentials"], &options["rpId"]), (&json!([]), &json!(HOST)));
        let credential = passkey.sign(&options, &sub).to_string();
        let answer = [("credential", credential.as_str()), ("state", &state)];
        let back = other.send_form("/login", &answer).await;
        let back = back.unwrap_or_else(|| panic!("{}", other.page.body));
        let redeem = [
            ("grant_type", "authorization_code"),
            ("client_id", &people.client),
            ("code", &told(&back)["code"]),
            ("redirect_uri", CALLBACK),
        ];
        let tokens = token(sheet, &redeem).await.json();
        assert_eq!(claims(&tokens["id_token"])["cognito:username"], json!("ada"));
        other.open(&authorize(&people.client, &[("prompt", "login")])).await;
        let again = other.send_form("/login", &answer).await;
        assert_eq!((again, other.path()), (None, "/login"), "an answer is good once");
        assert!(other.page.body.contains("<title>Error:"), "{}", other.page.body);
    });
}

#[test]
fn an_answer_that_proves_nothing_signs_no_user_in() {
    unwritten(async |sheet: &Sheet| {
        let people = managed(sheet, HOST).await;
        people.join("ada").await;
        people.join("bob").await;
        let passkey = Authenticator::new(sheet, "first");
        let mut browser = signed_in(sheet, &people, "ada").await;
        browser.open(&add(&people.client, &[])).await;
        let (_, sub) = make(&mut browser, &passkey).await;
        let mut browser = signed_in(sheet, &people, "bob").await;
        browser.open(&add(&people.client, &[])).await;
        let (_, of_bob) = make(&mut browser, &Authenticator::new(sheet, "second")).await;
        let (mut browser, options, state) = at_offer(sheet, &people).await;
        let (_, others_options, others_state) = at_offer(sheet, &people).await;
        let stranger = Authenticator::new(sheet, "third");
        let nobody = "00000000-0000-4000-8000-000000000000";
        let wrong = [
            (passkey.sign(&options, &of_bob).to_string(), state.as_str()),
            (passkey.sign(&options, nobody).to_string(), &state),
            (passkey.sign(&options, "ada").to_string(), &state),
            (stranger.sign(&options, &sub).to_string(), &state),
            (passkey.sign(&others_options, &sub).to_string(), &state),
            (passkey.sign(&options, &sub).to_string(), &others_state),
            (passkey.sign(&options, &sub).to_string(), ""),
            ("{}".to_owned(), &state),
            ("no JSON".to_owned(), &state),
        ];
        for (credential, state) in wrong {
            let back = browser.send_form("/login", &[("credential", &credential), ("state", state)]).await;
            assert_eq!((back, browser.path()), (None, "/login"), "{credential}");
            assert!(browser.page.body.contains("<title>Error:"), "{credential}: {}", browser.page.body);
        }
        let credential = passkey.sign(&options, &sub).to_string();
        let other = authorize(&people.client, &[("prompt", "login"), ("state", "another")]);
        browser.open(&other).await;
        let back = browser.send_form("/login", &[("credential", &credential), ("state", &state)]).await;
        assert_eq!(back, None, "it was made for another request");
    });
}

#[test]
fn a_passkey_is_offered_once_to_a_user_who_signs_up_on_the_pages() {
    unwritten(async |sheet: &Sheet| {
        let people = managed(sheet, HOST).await;
        let mut browser = Browser::new(sheet);
        let person =
            [("username", "ada"), ("requiredAttributes[email]", "ada@example.com"), ("password", PASSWORD)];
        browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", "/signup")).await;
        browser.send_form("/signup", &person).await;
        assert_eq!(browser.path(), "/confirm", "{}", browser.page.body);
        let code = mailed(sheet);
        let back = browser.send_form("/confirm", &[("username", "ada"), ("code", &code)]).await;
        assert_eq!((back, browser.path()), (None, "/passkeys/add"), "{}", browser.page.body);
        browser.send_form("/passkeys/add", &[("credential", "{}")]).await;
        assert_eq!(browser.path(), "/passkeys/add");
        assert!(browser.page.body.contains("<title>Error:"), "{}", browser.page.body);
        let back = browser.send_form("/passkeys/add", &[("action", "skip")]).await.expect("a code");
        let redeem = [
            ("grant_type", "authorization_code"),
            ("client_id", &people.client),
            ("code", &told(&back)["code"]),
            ("redirect_uri", CALLBACK),
        ];
        assert_eq!(token(sheet, &redeem).await.status, 200, "{back}");
        signed_in(sheet, &people, "ada").await;
    });
}

#[test]
fn passkeys_are_made_by_users_who_have_signed_in_where_they_can_be_used() {
    unwritten(async |sheet: &Sheet| {
        let people = managed(sheet, HOST).await;
        people.join("ada").await;
        let back = Browser::new(sheet).open(&add(&people.client, &[])).await.expect("the client");
        assert_eq!(told(&back)["error"], "login_required");
        let mut browser = signed_in(sheet, &people, "ada").await;
        for wrong in ["https%3A%2F%2Fevil.example", ""] {
            browser
                .open(&format!("{SITE}/passkeys/add?client_id={}&redirect_uri={wrong}", people.client))
                .await;
            assert_eq!((browser.path(), browser.page.status), ("/error", 400));
        }
        let address = add(&people.client, &[("response_type", "code")]);
        browser.open(&address).await;
        let not_ours = browser.send("POST", &address, "action=skip").await;
        assert!(not_ours.header("location").unwrap().starts_with(&format!("{SITE}/passkeys/add?")));
        let back = browser.send_form("/passkeys/add", &[("action", "skip")]).await.expect("the client");
        assert!(told(&back).contains_key("code"), "{back}");
        let elsewhere = json!({ "UserPoolId": people.pool, "WebAuthnConfiguration": { "RelyingPartyId": "example.com" } });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", elsewhere).await;
        let back = browser.open(&add(&people.client, &[])).await.expect("the client");
        assert_eq!(told(&back)["error"], "invalid_request");
        browser.open(&authorize(&people.client, &[("prompt", "login")])).await;
        assert!(!browser.page.body.contains("data-passkey"), "{}", browser.page.body);
        let classic = json!({ "UserPoolId": people.pool, "Domain": "people", "ManagedLoginVersion": 1 });
        sheet.ask("cognito-idp:UpdateUserPoolDomain", classic).await;
        browser.open(&add(&people.client, &[])).await;
        assert_eq!(browser.page.status, 404);
    });
}
