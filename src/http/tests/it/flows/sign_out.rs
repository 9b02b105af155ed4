//! Signing out by `/logout`, as `OpenID` Connect asks for it.

use serde_json::json;

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    people, token,
};
use crate::{
    desk::{Sheet, text, unwritten},
    user_pools::{PASSWORD, People},
};

const BYE: &str = "https://app.example/bye";
const DAY: u64 = 24 * 60 * 60;

/// A browser whose user has signed in, and the client's ID and access token.
async fn signed_in<'a>(sheet: &'a Sheet, people: &People<'_>) -> (Browser<'a>, String, String) {
    let mut browser = Browser::new(sheet);
    browser.open(&authorize(&people.client, &[("prompt", "login")])).await;
    let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
    let code = told(&back.expect("the client"))["code"].clone();
    let redeemed = [
        ("grant_type", "authorization_code"),
        ("client_id", &people.client),
        ("code", &code),
        ("redirect_uri", CALLBACK),
    ];
    let tokens = token(sheet, &redeemed).await.json();
    (browser, text(&tokens["id_token"]), text(&tokens["access_token"]))
}

fn logout(parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{SITE}/logout?{query}")
}

#[test]
fn a_client_names_itself_by_an_id_token_though_it_has_ended_and_gets_its_state_back() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let client = people.client.as_str();
        let (_, id_token, _) = signed_in(sheet, &people).await;
        sheet.desk.pass(2 * DAY);
        let hint = ("id_token_hint", id_token.as_str());
        let bye = ("post_logout_redirect_uri", BYE);
        for (parameters, to) in [
            (&[hint, bye, ("state", "a b&c")][..], format!("{BYE}?state=a%20b%26c")),
            (&[hint, bye], BYE.to_owned()),
            (&[hint, bye, ("client_id", client), ("state", "")], BYE.to_owned()),
            (&[("client_id", client), bye, ("state", "1")], format!("{BYE}?state=1")),
            // AWS's own parameters come first, and tell no state.
            (&[("client_id", client), ("logout_uri", BYE), bye, ("state", "1")], BYE.to_owned()),
        ] {
            let (mut browser, ..) = signed_in(sheet, &people).await;
            assert!(browser.session().is_some());
            assert_eq!(browser.open(&logout(parameters)).await, Some(to), "{parameters:?}");
            assert_eq!(browser.session(), None);
        }
    });
}

/// The same token with another signature.
fn altered(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signed}.{first}{}", &signature[1..])
}

#[test]
fn nothing_else_names_a_client_or_leads_elsewhere_and_the_browser_stays_known() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let other = text(&people.client_with(json!({})).await["ClientId"]);
        let (mut browser, id_token, access_token) = signed_in(sheet, &people).await;
        let forged = altered(&id_token);
        let foreign = text(&People::new(sheet).await.member("ada").await["IdToken"]);
        let bye = ("post_logout_redirect_uri", BYE);
        let long = "x".repeat(2_049);
        let hint = ("id_token_hint", id_token.as_str());
        for (parameters, error) in [
            (&[bye][..], "invalid_request"),
            (&[bye, ("id_token_hint", "none")], "invalid_request"),
            (&[bye, ("id_token_hint", &access_token)], "invalid_request"),
            (&[bye, ("id_token_hint", &forged)], "invalid_request"),
            (&[bye, ("id_token_hint", &foreign)], "invalid_request"),
            (&[bye, hint, ("client_id", &other)], "invalid_request"),
            (&[bye, hint, ("state", &long)], "invalid_request"),
            (&[hint], "redirect_mismatch"),
            (&[hint, ("post_logout_redirect_uri", "https://evil.example")], "redirect_mismatch"),
            (&[hint, ("post_logout_redirect_uri", "https://app.example/bye/")], "redirect_mismatch"),
            (&[hint, bye, ("logout_uri", "https://evil.example")], "redirect_mismatch"),
            (&[bye, ("client_id", &other)], "redirect_mismatch"),
        ] {
            assert_eq!(browser.open(&logout(parameters)).await, None, "{parameters:?}");
            assert_eq!((browser.path(), browser.page.status), ("/error", 400), "{parameters:?}");
            assert_eq!(told(&browser.at)["error"], error, "{parameters:?}");
        }
        let silent = browser.open(&authorize(&people.client, &[("prompt", "none")])).await;
        assert!(told(&silent.expect("the client")).contains_key("code"));
    });
}

#[test]
fn a_form_is_sent_on_as_a_link() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let (mut browser, id_token, _) = signed_in(sheet, &people).await;
        let link = logout(&[("id_token_hint", &id_token), ("post_logout_redirect_uri", BYE)]);
        let (address, body) = link.split_once('?').unwrap();
        let answer = browser.send_from(&[("origin", "https://app.example")], "POST", address, body).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(&*link)));
        assert_eq!(browser.open(&link).await.as_deref(), Some(BYE));
        assert_eq!(browser.session(), None);
    });
}
