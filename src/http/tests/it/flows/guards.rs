//! What keeps strangers out of a sign-in: forms that are not ours, cookies of another request, addresses of others, frames and caches.

use serde_json::json;

use super::{
    authorize,
    browser::{Browser, SITE, told},
    people,
};
use crate::{
    desk::{Sheet, unwritten},
    user_pools::PASSWORD,
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
