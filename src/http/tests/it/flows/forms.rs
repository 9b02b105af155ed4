//! Forms that no page of a browser has sent: whatever they hold, they do nothing.

use serde_json::{Value, json};

use super::{
    authorize,
    browser::{Browser, SITE},
    people,
};
use crate::{
    desk::{Sheet, unwritten, with},
    user_pools::{PASSWORD, People},
};

const ANOTHER: &str = "Another-Horse-2";

/// What forms may change: users, and the number of mails.
async fn state(sheet: &Sheet, people: &People<'_>) -> (Value, usize) {
    let users = sheet.ask("cognito-idp:ListUsers", json!({ "UserPoolId": people.pool })).await;
    (users, sheet.desk.house.outbox.mails().len())
}

/// The code of the last mail.
fn mailed(sheet: &Sheet) -> String {
    let mail = sheet.desk.house.outbox.mails().pop().expect("a mail");
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).expect("a code").to_owned()
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The codes of a user who forgot the password, and of one who has not confirmed the sign-up.
async fn codes(sheet: &Sheet, people: &People<'_>, browser: &mut Browser<'_>) -> (String, String) {
    let verified = json!({ "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] });
    sheet.ask("cognito-idp:AdminUpdateUserAttributes", with(&people.user("ada"), verified)).await;
    browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", "/forgotPassword")).await;
    browser.send_form("/forgotPassword", &[("username", "ada")]).await;
    let forgotten = mailed(sheet);
    people.sign_up("bob").await;
    (forgotten, mailed(sheet))
}

#[test]
fn no_form_does_anything_without_what_its_page_gave_this_browser() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let temporary = json!({ "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS" });
        sheet.ask("cognito-idp:AdminCreateUser", with(&people.user("eve"), temporary)).await;
        let mut browser = Browser::new(sheet);
        let (forgotten, confirmation) = codes(sheet, &people, &mut browser).await;
        browser.open(&authorize(&people.client, &[])).await;
        browser.send_form("/login", &[("username", "eve"), ("password", PASSWORD)]).await;
        assert_eq!(browser.path(), "/challenge", "{}", browser.page.body);
        let (query, csrf) = (browser.at.split_once('?').unwrap().1.to_owned(), browser.csrf());
        let email = ("requiredAttributes[email]", "cy@example.com");
        let forms: [(&str, &[(&str, &str)]); 6] = [
            ("/challenge", &[("password", ANOTHER)]),
            ("/signup", &[("username", "cy"), email, ("password", PASSWORD)]),
            ("/resendcode", &[("username", "bob")]),
            ("/confirm", &[("username", "bob"), ("code", &confirmation)]),
            ("/confirmforgotPassword", &[("username", "ada"), ("code", &forgotten), ("password", ANOTHER)]),
            ("/forgotPassword", &[("username", "ada")]),
        ];
        sheet.desk.pass(60);
        let before = state(sheet, &people).await;
        for (path, fields) in forms {
            for token in [None, Some(""), Some("x"), Some(&csrf[1..])] {
                let token = token.map(|token| ("_csrf", token));
                let body = encoded(&fields.iter().copied().chain(token).collect::<Vec<_>>());
                let answer = browser.send("POST", &format!("{SITE}{path}?{query}"), &body).await;
                assert!(answer.header("location").unwrap().starts_with(SITE), "{path} {token:?}");
                assert_eq!(state(sheet, &people).await, before, "{path} {token:?}");
            }
        }
        // Each does its work with the token: it was the token that was missing. A code that was sent again is another.
        let mut before = before;
        for (path, fields) in forms {
            let resent = mailed(sheet);
            let fields: Vec<_> = fields
                .iter()
                .map(|field| if *field == ("code", &*confirmation) { ("code", &*resent) } else { *field })
                .collect();
            sheet.desk.pass(60);
            let body = encoded(&[&fields[..], &[("_csrf", &*csrf)]].concat());
            browser.send("POST", &format!("{SITE}{path}?{query}"), &body).await;
            let after = state(sheet, &people).await;
            assert_ne!(after, before, "{path}");
            before = after;
        }
    });
}

#[test]
fn a_form_of_another_site_counts_for_nothing_though_it_has_the_token() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[])).await;
        let (address, csrf) = (browser.at.clone(), browser.csrf());
        let body = encoded(&[("username", "ada"), ("password", PASSWORD), ("_csrf", &csrf)]);
        for from in [
            ("origin", "https://evil.example"),
            ("origin", "http://people.localhost:9229.evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let answer = browser.send_from(&[from], "POST", &address, &body).await;
            assert!(answer.header("location").unwrap().starts_with(SITE), "{from:?}");
            assert_eq!(browser.session(), None, "{from:?}");
        }
        let ours = [("origin", "http://localhost:9229"), ("sec-fetch-site", "same-origin")];
        let answer = browser.send_from(&ours, "POST", &address, &body).await;
        assert!(answer.header("location").unwrap().starts_with("https://app.example/"));
        assert!(browser.session().is_some());
    });
}

#[test]
fn a_form_holds_what_the_api_takes_and_nothing_else() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[])).await;
        let (query, long) = (browser.at.split_once('?').unwrap().1.to_owned(), "x".repeat(3_000));
        let before = state(sheet, &people).await;
        let email = ("requiredAttributes[email]", "cy@example.com");
        let right = [("username", "cy"), ("password", PASSWORD), email];
        for wrong in [
            ("username", &*long),
            ("username", "cy\nlovelace"),
            ("password", &long),
            ("requiredAttributes[email]", &long),
            (&format!("requiredAttributes[{long}]"), "x"),
        ] {
            browser.open(&format!("{SITE}/signup?{query}")).await;
            let others = right.iter().copied().filter(|(name, _)| *name != wrong.0);
            let back = browser.send_form("/signup", &others.chain([wrong]).collect::<Vec<_>>()).await;
            assert_eq!((back, browser.path()), (None, "/signup"), "{wrong:?}");
            assert!(browser.page.body.contains("<title>Error:"), "{wrong:?}");
            assert_eq!(state(sheet, &people).await, before, "{wrong:?}");
        }
        browser.send_form("/signup", &right).await;
        assert_eq!(browser.path(), "/confirm", "{}", browser.page.body);
    });
}

#[test]
fn what_is_wrong_is_told_though_too_much_was_typed_to_be_kept() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let mut browser = Browser::new(sheet);
        browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", "/signup")).await;
        let long = "x".repeat(2_000);
        let typed = ["address", "profile", "picture"].map(|name| format!("requiredAttributes[{name}]"));
        let typed = typed.iter().map(|name| (name.as_str(), long.as_str()));
        let fields: Vec<_> = [("username", "cy"), ("password", "weak")].into_iter().chain(typed).collect();
        browser.send_form("/signup", &fields).await;
        assert_eq!(browser.path(), "/signup");
        assert!(browser.page.body.contains("<title>Error:"), "{}", browser.page.body);
        assert!(browser.page.body.contains("value=\"cy\""), "the name stays");
    });
}
