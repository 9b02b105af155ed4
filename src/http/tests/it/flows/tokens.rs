//! Codes and what they are redeemed for.

use serde_json::{Value, json};

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    claims, people, redirecting, token,
};
use crate::{
    desk::{Sheet, text, unwritten},
    user_pools::PASSWORD,
};

/// The code of a sign-in by password, and the browser.
async fn code<'a>(sheet: &'a Sheet, client: &str, parameters: &[(&str, &str)]) -> (String, Browser<'a>) {
    let mut browser = Browser::new(sheet);
    assert_eq!(browser.open(&authorize(client, parameters)).await, None);
    let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
    let back = back.unwrap_or_else(|| panic!("{}", browser.page.body));
    (told(&back)["code"].clone(), browser)
}

fn redeem<'a>(client: &'a str, code: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("code", code),
        ("redirect_uri", CALLBACK),
    ]
}

#[test]
fn a_code_brings_tokens_once_and_its_second_use_ends_them() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let (code, _) = code(sheet, &people.client, &[]).await;
        let answer = token(sheet, &redeem(&people.client, &code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let tokens = answer.json();
        let (id, access) = (claims(&tokens["id_token"]), claims(&tokens["access_token"]));
        let at_hash = crypto::jwt::hash_of_token(tokens["access_token"].as_str().unwrap());
        assert_eq!((&id["nonce"], &id["at_hash"]), (&json!("n-1"), &json!(at_hash)));
        assert_eq!((&access["scope"], &access["client_id"]), (&json!("openid email"), &json!(people.client)));
        assert_eq!(id["origin_jti"], access["origin_jti"]);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let refreshed = token(
            sheet,
            &[("grant_type", "refresh_token"), ("client_id", &people.client), ("refresh_token", refresh)],
        )
        .await;
        assert_eq!(claims(&refreshed.json()["access_token"])["scope"], json!("openid email"));
        let again = token(sheet, &redeem(&people.client, &code)).await;
        assert_eq!((again.status, again.json()), (400, json!({ "error": "invalid_grant" })));
        let ended = token(
            sheet,
            &[("grant_type", "refresh_token"), ("client_id", &people.client), ("refresh_token", refresh)],
        )
        .await;
        assert_eq!((ended.status, ended.json()), (400, json!({ "error": "invalid_grant" })));
    });
}

#[test]
fn a_code_is_for_its_client_its_address_its_proof_and_five_minutes() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let other = text(&people.client_with(json!({})).await["ClientId"]);
        let rival = text(&people.client_with(redirecting()).await["ClientId"]);
        let (verifier, challenge) =
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let proved = [("code_challenge", challenge), ("code_challenge_method", "S256")];
        let refused = json!({ "error": "invalid_grant" });
        let (code_1, _) = code(sheet, &people.client, &proved).await;
        for wrong in [
            redeem(&other, &code_1),
            redeem(&rival, &code_1),
            [&redeem(&people.client, &code_1)[..3], &[("redirect_uri", "myapp://callback")]].concat(),
            redeem(&people.client, &code_1[1..]),
        ] {
            let answer = token(sheet, &[&wrong[..], &[("code_verifier", verifier)]].concat()).await;
            let is_other = wrong[1].1 == other;
            let expected = if is_other { json!({ "error": "unauthorized_client" }) } else { refused.clone() };
            assert_eq!(answer.json(), expected, "{wrong:?}");
        }
        let right = [&redeem(&people.client, &code_1)[..], &[("code_verifier", verifier)]].concat();
        assert_eq!(token(sheet, &right).await.status, 200);
        // One without its proof is spent.
        let (code_2, _) = code(sheet, &people.client, &proved).await;
        assert_eq!(token(sheet, &redeem(&people.client, &code_2)).await.json(), refused);
        let right = [&redeem(&people.client, &code_2)[..], &[("code_verifier", verifier)]].concat();
        assert_eq!(token(sheet, &right).await.json(), refused);
        let (code_3, _) = code(sheet, &people.client, &proved).await;
        let another = [&redeem(&people.client, &code_3)[..], &[("code_verifier", challenge)]].concat();
        assert_eq!(token(sheet, &another).await.json(), refused);
        let (code_4, _) = code(sheet, &people.client, &[]).await;
        let with_verifier = [&redeem(&people.client, &code_4)[..], &[("code_verifier", verifier)]].concat();
        assert_eq!(token(sheet, &with_verifier).await.json(), refused);
        let (code_5, _) = code(sheet, &people.client, &[]).await;
        sheet.desk.pass(300);
        assert_eq!(token(sheet, &redeem(&people.client, &code_5)).await.json(), refused);
    });
}

#[test]
fn the_implicit_flow_tells_tokens_in_the_fragment_and_no_refresh_token() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[("response_type", "token")])).await;
        let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await.unwrap();
        assert!(back.starts_with(&format!("{CALLBACK}#")), "{back}");
        let told = told(&back);
        let names: Vec<&str> = told.keys().map(String::as_str).collect();
        assert_eq!(names, ["access_token", "expires_in", "id_token", "state", "token_type"]);
        assert_eq!(
            (&*told["token_type"], &*told["expires_in"], &*told["state"]),
            ("Bearer", "3600", "a b+c&d=ä")
        );
        assert_eq!(claims(&Value::from(told["id_token"].clone()))["nonce"], json!("n-1"));
    });
}

#[test]
fn a_known_browser_gets_codes_without_being_asked_until_it_signs_out() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let (first, mut browser) = code(sheet, &people.client, &[]).await;
        let first = token(sheet, &redeem(&people.client, &first)).await.json();
        sheet.desk.pass(60);
        let again = browser.open(&authorize(&people.client, &[("scope", "openid")])).await.expect("a code");
        let second = token(sheet, &redeem(&people.client, &told(&again)["code"])).await.json();
        let (first, second) = (claims(&first["access_token"]), claims(&second["access_token"]));
        assert_eq!(first["auth_time"], second["auth_time"]);
        assert_ne!(first["origin_jti"], second["origin_jti"]);
        assert_eq!(second["scope"], json!("openid"));
        for asks in [("prompt", "login"), ("max_age", "30")] {
            assert_eq!(browser.open(&authorize(&people.client, &[asks])).await, None, "{asks:?}");
            assert_eq!(browser.path(), "/login");
        }
        let silent = browser.open(&authorize(&people.client, &[("prompt", "none")])).await.expect("a code");
        assert!(told(&silent).contains_key("code"), "{silent}");
        let bye =
            format!("{SITE}/logout?client_id={}&logout_uri=https%3A%2F%2Fapp.example%2Fbye", people.client);
        assert_eq!(browser.open(&bye).await.as_deref(), Some("https://app.example/bye"));
        assert!(!browser.has("cognito"));
        let refused =
            browser.open(&authorize(&people.client, &[("prompt", "none")])).await.expect("the client");
        assert_eq!(told(&refused)["error"], "login_required");
    });
}

#[test]
fn a_browser_is_forgotten_with_its_hour_the_password_and_a_sign_out_everywhere() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let user = json!({ "UserPoolId": people.pool, "Username": "ada" });
        let silent = authorize(&people.client, &[("prompt", "none")]);
        for ends in ["hour", "password", "everywhere", "disabled"] {
            let (_, mut browser) = code(sheet, &people.client, &[]).await;
            assert!(told(&browser.open(&silent).await.unwrap()).contains_key("code"), "{ends}");
            match ends {
                "hour" => sheet.desk.pass(3_600),
                "password" => {
                    let set = json!({ "Password": PASSWORD, "Permanent": true });
                    sheet.ask("cognito-idp:AdminSetUserPassword", crate::desk::with(&user, set)).await;
                }
                "everywhere" => drop(sheet.ask("cognito-idp:AdminUserGlobalSignOut", user.clone()).await),
                _ => drop(sheet.ask("cognito-idp:AdminDisableUser", user.clone()).await),
            }
            assert_eq!(told(&browser.open(&silent).await.unwrap())["error"], "login_required", "{ends}");
        }
    });
}

#[test]
fn a_known_browser_is_listed_as_a_session_and_can_be_ended() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let (_, mut browser) = code(sheet, &people.client, &[]).await;
        let listed = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
        let ids = listed["Sessions"].as_array().unwrap().iter().map(|session| session["SessionId"].clone());
        let mut ids: Vec<String> = ids.map(|id| id.as_str().unwrap().to_owned()).collect();
        ids.sort();
        let kinds: Vec<&str> = ids.iter().map(|id| &id[..3]).collect();
        assert_eq!(kinds, ["sso", "tkn"]);
        let silent = authorize(&people.client, &[("prompt", "none")]);
        assert!(told(&browser.open(&silent).await.unwrap()).contains_key("code"));
        let end = crate::desk::with(&people.user("ada"), json!({ "SessionId": ids[0] }));
        sheet.ask("cognito-idp:AdminRevokeUserSession", end).await;
        assert_eq!(told(&browser.open(&silent).await.unwrap())["error"], "login_required");
    });
}

#[test]
fn what_a_browser_was_known_for_ends_with_its_session_where_that_is_asked() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let refresh = async |refresh: &Value| {
            let refresh = refresh.as_str().unwrap();
            let fields =
                [("grant_type", "refresh_token"), ("client_id", &*people.client), ("refresh_token", refresh)];
            token(sheet, &fields).await.status
        };
        for (associated, expected) in [("NONE", 200), ("LINKED", 400)] {
            let (code, _) = code(sheet, &people.client, &[]).await;
            let tokens = token(sheet, &redeem(&people.client, &code)).await.json();
            sheet.desk.pass(1);
            let (other, _) = self::code(sheet, &people.client, &[]).await;
            let elsewhere = token(sheet, &redeem(&people.client, &other)).await.json();
            let listed = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
            let browsers = listed["Sessions"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|session| session["SessionId"].as_str().unwrap().starts_with("sso"));
            let first =
                browsers.min_by_key(|session| session["CreateDate"].as_f64().map(f64::to_bits)).unwrap();
            let end = json!({ "SessionId": first["SessionId"], "RevokeAssociatedSessions": associated });
            sheet
                .ask("cognito-idp:AdminRevokeUserSession", crate::desk::with(&people.user("ada"), end))
                .await;
            assert_eq!(refresh(&tokens["refresh_token"]).await, expected, "{associated}");
            assert_eq!(refresh(&elsewhere["refresh_token"]).await, 200, "{associated}");
            sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("ada")).await;
        }
    });
}
