//! What keeps strangers out of a sign-in: forms that are not ours, cookies of another request, addresses of others, frames and caches.

use serde_json::json;

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
    claims, people, redirecting, token,
};
use crate::{
    desk::{Caller, Request, Sheet, unwritten, with},
    user_pools::{PASSWORD, People},
};

#[test]
fn a_form_that_no_page_of_this_browser_has_sent_signs_nobody_in() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let address = authorize(&people.client, &[]).replace("/oauth2/authorize", "/login");
        let fields = format!("username=ada&password={PASSWORD}");
        let mut browser = Browser::new(sheet);
        browser.open(&address).await;
        let csrf = browser.csrf();
        assert!(csrf.len() >= 22, "{}", browser.page.body);
        for body in [fields.clone(), format!("{fields}&_csrf="), format!("{fields}&_csrf=x{csrf}")] {
            let answer = browser.send("POST", &address, &body).await;
            assert!(answer.header("location").unwrap().starts_with(&format!("{SITE}/login?")), "{body}");
        }
        let mut stranger = Browser::new(sheet);
        let answer = stranger.send("POST", &address, &format!("{fields}&_csrf={csrf}")).await;
        assert!(answer.header("location").unwrap().starts_with(&format!("{SITE}/login?")));
        assert!(browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await.is_some());
    });
}

#[test]
fn what_was_kept_for_one_request_counts_for_no_other() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let made = json!({ "UserPoolId": people.pool, "Username": "ada", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS" });
        sheet.ask("cognito-idp:AdminCreateUser", made).await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[])).await;
        browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(browser.path(), "/challenge", "{}", browser.page.body);
        let other =
            authorize(&people.client, &[("state", "another")]).replace("/oauth2/authorize", "/challenge");
        browser.open(&other).await;
        assert_eq!(browser.path(), "/login");
    });
}

#[test]
fn pages_are_in_no_frame_and_no_cache_and_lead_nowhere_else() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let mut browser = Browser::new(sheet);
        for path in ["/login", "/signup", "/forgotPassword"] {
            browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", path)).await;
            assert_eq!((browser.path(), browser.page.status), (path, 200));
            let policy = browser.page.header("content-security-policy").unwrap();
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(policy.ends_with("form-action 'self' https://app.example"), "{policy}");
            assert_eq!(browser.page.header("cache-control"), Some("no-store"));
            assert_eq!(browser.page.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(browser.page.header("access-control-allow-origin"), None);
        }
        for evil in ["https%3A%2F%2Fevil.example", "", "https%3A%2F%2Fapp.example%2Fcallback"] {
            browser.open(&format!("{SITE}/logout?client_id={}&logout_uri={evil}", people.client)).await;
            assert_eq!((browser.path(), browser.page.status), ("/error", 400), "{evil}");
        }
        assert_eq!(told(&browser.at)["error"], "redirect_mismatch");
    });
}

#[test]
fn whatever_a_page_answers_is_in_no_frame_and_no_cache() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let temporary = json!({ "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS" });
        sheet.ask("cognito-idp:AdminCreateUser", with(&people.user("ada"), temporary)).await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[])).await;
        browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        let challenge = browser.at.clone();
        for (address, status) in [
            (challenge, 200),
            (format!("{SITE}/error?error=redirect_mismatch"), 400),
            (format!("{SITE}/passkeys/add"), 404),
        ] {
            browser.open(&address).await;
            assert_eq!(browser.page.status, status, "{address}");
            let policy = browser.page.header("content-security-policy").unwrap();
            assert!(policy.contains("frame-ancestors 'none'"), "{address}: {policy}");
            assert_eq!(browser.page.header("cache-control"), Some("no-store"), "{address}");
        }
    });
}

#[test]
fn a_redirect_with_a_code_is_in_no_cache_and_no_referrer() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[])).await;
        let body = format!("username=ada&password={PASSWORD}&_csrf={}", browser.csrf());
        let address = browser.at.clone();
        let signed_in = browser.send("POST", &address, &body).await;
        let known = browser.send("GET", &authorize(&people.client, &[]), "").await;
        for answer in [signed_in, known] {
            assert!(told(answer.header("location").unwrap()).contains_key("code"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        }
    });
}

#[test]
fn a_sign_in_replaces_the_session_that_was_planted_in_a_browser() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("eve").await;
        people.join("ada").await;
        let mut sessions = Vec::new();
        let mut planted: Option<String> = None;
        for name in ["eve", "ada"] {
            let mut browser = Browser::new(sheet);
            if let Some(cookie) = &planted {
                browser.plant_session(cookie);
            }
            browser.open(&authorize(&people.client, &[("prompt", "login")])).await;
            browser.send_form("/login", &[("username", name), ("password", PASSWORD)]).await.expect("a code");
            assert_ne!(browser.session(), planted, "{name}");
            planted = browser.session();
            sessions.push(browser);
        }
        let mut names = Vec::new();
        for browser in &mut sessions {
            let silent = browser.open(&authorize(&people.client, &[("prompt", "none")])).await;
            let code = told(&silent.expect("the client"))["code"].clone();
            let redeemed = [
                ("grant_type", "authorization_code"),
                ("client_id", &people.client),
                ("code", &code),
                ("redirect_uri", CALLBACK),
            ];
            let tokens = token(sheet, &redeemed).await.json();
            names.push(claims(&tokens["id_token"])["cognito:username"].clone());
        }
        assert_eq!(names, ["eve", "ada"]);
    });
}

#[test]
fn what_one_pool_gave_counts_in_no_other() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let others = People::with(sheet, json!({}), redirecting()).await;
        others.join("ada").await;
        let folk = json!({ "UserPoolId": others.pool, "Domain": "folk" });
        sheet.ask("cognito-idp:CreateUserPoolDomain", folk).await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[])).await;
        let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await.unwrap();
        let code = told(&back)["code"].clone();
        let redeemed = |client: &str| {
            let pairs = [
                ("grant_type", "authorization_code"),
                ("client_id", client),
                ("code", &code),
                ("redirect_uri", CALLBACK),
            ];
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        for (client, error) in [(&others.client, "invalid_grant"), (&people.client, "invalid_client")] {
            let request = Request::plain("POST", "/d/folk/oauth2/token", &redeemed(client))
                .with("content-type", "application/x-www-form-urlencoded");
            let answer = sheet.desk.send_as(request, "", &Caller::Nobody).await;
            assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!(error)));
        }
        let silent = authorize(&others.client, &[("prompt", "none")]).replace(SITE, "/d/folk");
        let cookie = format!("cognito-d-folk={}", browser.session().unwrap());
        let request = Request::plain("GET", &silent, "").with("cookie", &cookie);
        let answer = sheet.desk.send_as(request, "", &Caller::Nobody).await;
        assert_eq!(told(answer.header("location").unwrap())["error"], "login_required");
    });
}

#[test]
fn no_address_is_made_of_what_a_request_says_of_its_host() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let documents = format!("/{}/.well-known/openid-configuration", people.pool);
        let wrong = authorize(&people.client, &[("redirect_uri", "https://other.example")]);
        let login = authorize(&people.client, &[]).replace("/oauth2/authorize", "/login");
        for address in [documents, authorize(&people.client, &[]), wrong, login] {
            let request = Request::plain("GET", &address, "").at_host("evil.example");
            let request = ["x-forwarded-host", "x-host", "x-original-host"]
                .iter()
                .fold(request, |request, name| request.with(name, "evil.example"))
                .with("forwarded", "host=evil.example");
            let answer = sheet.desk.send_as(request, "", &Caller::Nobody).await;
            let headers: Vec<&str> = answer.headers.iter().map(|(_, value)| value.as_str()).collect();
            assert!(matches!(answer.status, 200 | 303), "{address}: {}", answer.status);
            assert!(
                !answer.body.contains("evil") && !headers.concat().contains("evil"),
                "{address}: {}",
                answer.body
            );
        }
    });
}
