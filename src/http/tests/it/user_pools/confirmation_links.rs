//! `CONFIRM_WITH_LINK`: a link in a mail confirms a sign-up.

use app::testing::triggers::Event;
use serde_json::{Value, json};

use super::{People, custom_auth};
use crate::desk::{Answer, Caller, Request, Sheet, of_part, text, unwritten, with};

fn by_link() -> Value {
    json!({ "VerificationMessageTemplate": { "DefaultEmailOption": "CONFIRM_WITH_LINK" } })
}

/// The address of the link in the last mail, without the host.
fn link(sheet: &Sheet) -> String {
    let mail = sheet.desk.house.outbox.mails().pop().expect("a mail");
    let html = mail.html.expect("a link takes HTML");
    let (_, rest) = html.split_once("<a href=\"http://localhost:9229").expect("a link");
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

async fn opened(sheet: &Sheet, method: &'static str, address: &str) -> Answer {
    sheet.desk.send_as(Request::plain(method, address, ""), "", &Caller::Nobody).await
}

async fn status(sheet: &Sheet, people: &People<'_>) -> Value {
    sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await["UserStatus"].clone()
}

#[test]
fn a_link_confirms_a_sign_up_once() {
    of_part("cognito-idp:SignUp", "link", async |sheet: &Sheet| {
        let people = People::with(sheet, by_link(), json!({ "GenerateSecret": true })).await;
        let secret = sheet
            .ask(
                "cognito-idp:DescribeUserPoolClient",
                json!({ "UserPoolId": people.pool, "ClientId": people.client }),
            )
            .await;
        let hash = people.hash(&people.client, &text(&secret["UserPoolClient"]["ClientSecret"]), "ada");
        let hashed = with(&people.applicant("ada"), json!({ "SecretHash": hash }));
        sheet.good("a link is mailed", hashed).await;
        let address = link(sheet);
        assert!(!address.contains("ada"), "the link tells nobody's name: {address}");
        let head = opened(sheet, "HEAD", &address).await;
        assert_eq!((head.status == 200, status(sheet, &people).await), (false, json!("UNCONFIRMED")));
        let asks = opened(sheet, "GET", &address).await;
        assert_eq!((asks.status, status(sheet, &people).await), (200, json!("UNCONFIRMED")));
        assert!(asks.body.contains("<form") && asks.body.contains("method=\"post\""), "{}", asks.body);
        for file in asks.body.split("/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert_eq!(opened(sheet, "GET", &format!("/assets/{file}")).await.status, 200, "{file}");
        }
        let wrong = opened(sheet, "POST", &address.replace("code=1", "code=2")).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains("This link does not work any more"), "{}", wrong.body);
        let right = opened(sheet, "POST", &address).await;
        assert_eq!((right.status, status(sheet, &people).await), (200, json!("CONFIRMED")));
        assert!(right.body.contains("Your account is confirmed"), "{}", right.body);
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(right.header(name), Some(value), "{name}");
        }
        assert!(
            right
                .header("content-security-policy")
                .is_some_and(|policy| policy.contains("default-src 'none'"))
        );
        let again = opened(sheet, "POST", &address).await;
        assert_eq!(again.status, 400);
        assert!(again.body.contains("Current status is CONFIRMED"), "{}", again.body);
        for incomplete in ["/confirmUser", "/confirmUser?client_id=a&user_name=b"] {
            let answer = opened(sheet, "GET", incomplete).await;
            assert_eq!((answer.status, answer.body.contains("<form")), (400, false));
        }
        let unknown = address.replace(&people.client, "%3Cb%3E");
        let unknown = opened(sheet, "POST", &unknown).await;
        assert!(unknown.status == 400 && !unknown.body.contains("<b>"), "{}", unknown.body);
    });
}

#[test]
fn what_goes_by_link_and_what_by_code() {
    of_part("cognito-idp:ResendConfirmationCode", "link", async |sheet: &Sheet| {
        let texts = json!({ "DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailSubjectByLink": "Welcome",
            "EmailMessageByLink": "<p>Hello</p>{##Confirm me##}", "EmailMessage": "Code {####}" });
        let people = People::with(sheet, json!({ "VerificationMessageTemplate": texts }), json!({})).await;
        people.sign_up("ada").await;
        sheet.good("the link is sent again", json!({ "ClientId": people.client, "Username": "ada" })).await;
        assert_eq!(opened(sheet, "POST", &link(sheet)).await.status, 200);
        let mails = sheet.desk.house.outbox.mails();
        assert!(
            mails
                .iter()
                .all(|mail| mail.subject == "Welcome" && mail.text.starts_with("Hello\nConfirm me (http"))
        );
        sheet
            .ask("cognito-idp:ForgotPassword", json!({ "ClientId": people.client, "Username": "ada" }))
            .await;
        let mail = sheet.desk.house.outbox.mails().pop().unwrap();
        assert_eq!((mail.text.as_str(), mail.html), ("Code 123456", None), "a forgotten password by code");
        let shown = sheet.ask("cognito-idp:DescribeUserPool", json!({ "UserPoolId": people.pool })).await;
        assert_eq!(
            shown["UserPool"]["VerificationMessageTemplate"]["DefaultEmailOption"],
            "CONFIRM_WITH_LINK"
        );
    });
}

#[test]
fn a_function_writes_the_text_around_a_link() {
    of_part("cognito-idp:SignUp", "link_by_function", async |sheet: &Sheet| {
        let settings = with(&custom_auth::functions(&["CustomMessage"]), by_link());
        let people = People::with(sheet, settings, json!({})).await;
        sheet.desk.house.functions.on("CustomMessage", |event: &Event| {
            let place = event.request["linkParameter"].as_str().unwrap_or("no link");
            Ok(json!({ "emailMessage": format!("Mine: {place}") }))
        });
        sheet.good("with its place", people.applicant("ada")).await;
        assert_eq!(opened(sheet, "POST", &link(sheet)).await.status, 200);
        sheet.desk.house.functions.on("CustomMessage", |_| Ok(json!({ "emailMessage": "Code: {####}" })));
        sheet.good("with a code instead", people.applicant("bob")).await;
    });
}

#[test]
fn at_a_domain_a_link_has_the_style_of_its_client_and_leads_to_the_sign_in() {
    unwritten(async |sheet: &Sheet| {
        let people = People::with(sheet, by_link(), json!({})).await;
        let domain = json!({ "UserPoolId": people.pool, "Domain": "people" });
        sheet.ask("cognito-idp:CreateUserPoolDomain", domain).await;
        let style =
            json!({ "UserPoolId": people.pool, "CSS": ".banner-customizable { background-color: red; }" });
        sheet.ask("cognito-idp:SetUICustomization", style).await;
        people.sign_up("ada").await;
        let request = "redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type=code";
        let address = format!("/d/people{}&{request}", link(sheet));
        let asks = opened(sheet, "GET", &address).await;
        assert!(asks.body.contains(&format!("/d/people/assets/{}/", people.client)), "{}", asks.body);
        let confirmed = opened(sheet, "POST", &address).await;
        assert_eq!((confirmed.status, status(sheet, &people).await), (200, json!("CONFIRMED")));
        let sign_in = format!("/d/people/login?client_id={}&{request}", people.client).replace('&', "&#38;");
        assert!(confirmed.body.contains(&sign_in), "{}", confirmed.body);
        assert!(!confirmed.body.contains("confirmation_code"), "{}", confirmed.body);
    });
}
