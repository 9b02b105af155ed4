//! A person's life on the pages: sign-up, confirmation, sign-in with what a pool asks, a forgotten password.

use crypto::totp;
use serde_json::json;

use super::{
    authorize,
    browser::{Browser, told},
    people,
};
use crate::{
    desk::{Sheet, unwritten},
    user_pools::{PASSWORD, People},
};

const ANOTHER: &str = "Another-Horse-2";

/// The code of the last mail.
pub(super) fn mailed(sheet: &Sheet) -> String {
    let mail = sheet.desk.house.outbox.mails().pop().expect("a mail");
    let is_code = |word: &&str| word.len() >= 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).expect("a code").to_owned()
}

async fn at_login<'a>(sheet: &'a Sheet, people: &People<'_>) -> Browser<'a> {
    let mut browser = Browser::new(sheet);
    browser.open(&authorize(&people.client, &[])).await;
    assert_eq!((browser.path(), browser.page.status), ("/login", 200), "{}", browser.page.body);
    browser
}

#[test]
fn a_person_signs_up_confirms_and_signs_in() {
    unwritten(async |sheet: &Sheet| {
        let schema = json!([{ "Name": "email", "Required": true, "Mutable": true }]);
        let people = people(sheet, json!({ "Schema": schema }), json!({ "GenerateSecret": true })).await;
        let mut browser = at_login(sheet, &people).await;
        browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", "/signup")).await;
        assert!(browser.page.body.contains("requiredAttributes[email]"), "{}", browser.page.body);
        let person = [("username", "ada"), ("requiredAttributes[email]", "ada@example.com")];
        browser.send_form("/signup", &[&person[..], &[("password", "weak")]].concat()).await;
        assert_eq!(browser.path(), "/signup");
        assert!(browser.page.body.contains("ada@example.com"), "what was typed stays");
        browser.send_form("/signup", &[&person[..], &[("password", PASSWORD)]].concat()).await;
        assert_eq!(browser.path(), "/confirm", "{}", browser.page.body);
        browser.send_form("/confirm", &[("username", "ada"), ("code", "000000")]).await;
        assert_eq!(browser.path(), "/confirm");
        browser.send_form("/resendcode", &[("username", "ada")]).await;
        let code = mailed(sheet);
        let back = browser.send_form("/confirm", &[("username", "ada"), ("code", &code)]).await;
        assert_eq!((back, browser.path()), (None, "/login"), "{}", browser.page.body);
        let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        assert!(told(&back.expect("a code")).contains_key("code"));
        browser
            .open(&authorize(&people.client, &[("prompt", "login")]).replace("/oauth2/authorize", "/signup"))
            .await;
        browser.send_form("/signup", &[&person[..], &[("password", PASSWORD)]].concat()).await;
        assert_eq!(browser.path(), "/signup", "the name is taken");
    });
}

#[test]
fn what_was_typed_stays_as_far_as_a_cookie_holds_it() {
    unwritten(async |sheet: &Sheet| {
        let required = ["email", "name", "address", "nickname"];
        let schema = required.map(|name| json!({ "Name": name, "Required": true, "Mutable": true }));
        let people = people(sheet, json!({ "Schema": schema }), json!({})).await;
        let mut browser = at_login(sheet, &people).await;
        browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", "/signup")).await;
        let (long, longer) = ("x".repeat(1_500), "y".repeat(2_000));
        let person = [
            ("username", "ada"),
            ("requiredAttributes[email]", "ada@example.com"),
            ("requiredAttributes[name]", &long),
            ("requiredAttributes[address]", &longer),
            ("requiredAttributes[nickname]", &longer),
            ("password", "weak"),
        ];
        browser.send_form("/signup", &person).await;
        assert_eq!(browser.path(), "/signup");
        let page = &browser.page.body;
        assert!(page.contains("<title>Error:"), "{page}");
        assert!(
            page.contains("ada@example.com") && page.contains(&long) && !page.contains(&longer),
            "{page}"
        );
        let name = "n".repeat(20_000);
        browser.send_form("/login", &[("username", &name), ("password", PASSWORD)]).await;
        assert!(browser.page.body.contains("<title>Error:") && !browser.page.body.contains(&name));
    });
}

#[test]
fn legal_documents_are_named_at_the_sign_up_where_there_are_both_and_in_its_language() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let sign_up = authorize(&people.client, &[]).replace("/oauth2/authorize", "/signup");
        let mut browser = Browser::new(sheet);
        for (name, comes) in [("terms-of-use", false), ("privacy-policy", true)] {
            let links = json!({ "cognito:default": format!("https://example.com/{name}"), "cognito:french": format!("https://example.com/fr/{name}") });
            let document = json!({ "UserPoolId": people.pool, "ClientId": people.client, "TermsName": name, "TermsSource": "LINK", "Enforcement": "NONE", "Links": links });
            sheet.ask("cognito-idp:CreateTerms", document).await;
            browser.open(&sign_up).await;
            assert_eq!(
                browser.page.body.contains("https://example.com/"),
                comes,
                "{name}: {}",
                browser.page.body
            );
        }
        for name in ["terms-of-use", "privacy-policy"] {
            assert!(browser.page.body.contains(&format!("href=\"https://example.com/{name}\"")), "{name}");
        }
        browser.open(&format!("{sign_up}&lang=fr")).await;
        for name in ["terms-of-use", "privacy-policy"] {
            assert!(browser.page.body.contains(&format!("href=\"https://example.com/fr/{name}\"")), "{name}");
        }
    });
}

#[test]
fn one_sentence_for_unknown_users_and_wrong_passwords() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
        people.join("ada-lovelace").await;
        let mut bodies = Vec::new();
        for name in ["ada-lovelace", "eve-lovelace"] {
            let mut browser = at_login(sheet, &people).await;
            browser.send_form("/login", &[("username", name), ("password", ANOTHER)]).await;
            assert_eq!(browser.path(), "/login");
            bodies.push(browser.page.body.replace(&browser.csrf(), "").replace(name, "NAME"));
        }
        assert_eq!(bodies[0], bodies[1]);
        assert!(bodies[0].contains("<title>Error:"), "{}", bodies[0]);
    });
}

#[test]
fn an_unconfirmed_user_is_led_to_the_confirmation() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.sign_up("ada").await;
        let mut browser = at_login(sheet, &people).await;
        browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(browser.path(), "/confirm", "{}", browser.page.body);
        let code = mailed(sheet);
        browser.send_form("/confirm", &[("username", "ada"), ("code", &code)]).await;
        assert_eq!(browser.path(), "/login");
    });
}

#[test]
fn a_temporary_password_is_replaced() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        let made = json!({ "UserPoolId": people.pool, "Username": "ada", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS" });
        sheet.ask("cognito-idp:AdminCreateUser", made).await;
        let mut browser = at_login(sheet, &people).await;
        browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(browser.path(), "/challenge", "{}", browser.page.body);
        browser.send_form("/challenge", &[("password", "weak")]).await;
        assert_eq!(browser.path(), "/challenge");
        let back = browser.send_form("/challenge", &[("password", ANOTHER)]).await;
        assert!(told(&back.expect("a code")).contains_key("code"));
    });
}

#[test]
fn a_forgotten_password_is_reset() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let user = json!({ "UserPoolId": people.pool, "Username": "ada", "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] });
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", user).await;
        let mut browser = at_login(sheet, &people).await;
        browser.open(&authorize(&people.client, &[]).replace("/oauth2/authorize", "/forgotPassword")).await;
        browser.send_form("/forgotPassword", &[("username", "ada")]).await;
        assert_eq!(browser.path(), "/confirmforgotPassword", "{}", browser.page.body);
        let code = mailed(sheet);
        browser
            .send_form(
                "/confirmforgotPassword",
                &[("username", "ada"), ("code", "000000"), ("password", ANOTHER)],
            )
            .await;
        assert_eq!(browser.path(), "/confirmforgotPassword");
        browser
            .send_form(
                "/confirmforgotPassword",
                &[("username", "ada"), ("code", &code), ("password", ANOTHER)],
            )
            .await;
        assert_eq!(browser.path(), "/login", "{}", browser.page.body);
        let back = browser.send_form("/login", &[("username", "ada"), ("password", ANOTHER)]).await;
        assert!(back.is_some(), "{}", browser.page.body);
    });
}

#[test]
fn an_authenticator_app_is_set_up_and_asked_afterwards() {
    unwritten(async |sheet: &Sheet| {
        let people = people(sheet, json!({}), json!({})).await;
        people.join("ada").await;
        let mfa = json!({ "UserPoolId": people.pool, "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": { "Enabled": true } });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
        let mut browser = at_login(sheet, &people).await;
        browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(browser.path(), "/challenge", "{}", browser.page.body);
        browser.send_form("/challenge", &[("factor", "SOFTWARE_TOKEN_MFA")]).await;
        let secret = secret(&browser.page.body);
        browser.send_form("/challenge", &[("code", "000000")]).await;
        assert_eq!(browser.path(), "/challenge");
        let back = browser.send_form("/challenge", &[("code", &code_of(sheet, &secret))]).await;
        assert!(told(&back.unwrap_or_else(|| panic!("{}", browser.page.body))).contains_key("code"));
        sheet.desk.pass(60);
        browser.open(&authorize(&people.client, &[("prompt", "login")])).await;
        browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(browser.path(), "/challenge");
        let back = browser.send_form("/challenge", &[("code", &code_of(sheet, &secret))]).await;
        assert!(told(&back.unwrap_or_else(|| panic!("{}", browser.page.body))).contains_key("code"));
    });
}

/// The secret that a page shows for an app.
fn secret(page: &str) -> Vec<u8> {
    let words: String =
        page.split(['<', '>']).find(|text| is_secret(text)).expect("a secret").replace(' ', "");
    let value = words.trim().to_owned();
    base32(&value)
}

fn is_secret(text: &str) -> bool {
    let letters = text.trim().replace(' ', "");
    letters.len() >= 32
        && letters.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte))
}

fn base32(text: &str) -> Vec<u8> {
    let mut bits = 0_u64;
    let (mut count, mut bytes) = (0, Vec::new());
    for byte in text.bytes() {
        let value = if byte.is_ascii_uppercase() { byte - b'A' } else { byte - b'2' + 26 };
        bits = (bits << 5) | u64::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).unwrap());
        }
    }
    bytes
}

fn code_of(sheet: &Sheet, secret: &[u8]) -> String {
    let step = sheet.desk.house.now().ms() / 1000 / 30;
    totp::code(secret.try_into().unwrap(), step.try_into().unwrap())
}
