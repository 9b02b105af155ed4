//! What threat protection makes of sign-ins: what it finds, what follows, whom it tells, and what it learns.

use app::testing::{CODE, geography::Place};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{PASSWORD, People, mfa_config::texts};
use crate::desk::{Caller, Request, Sheet, of_part, text, with};

/// Where ada usually is.
pub(crate) const HOME: &str = "192.0.2.10";
/// Another address in the same network.
const NEXT_DOOR: &str = "192.0.2.77";
pub(crate) const ELSEWHERE: &str = "198.51.100.9";
const BROWSER: &str = "Mozilla/5.0 Firefox/133.0";
pub(crate) const TOOL: &str = "python-requests/2.32";

/// A pool in a mode, and a client of it whose program says where users are.
pub(crate) async fn protected<'a>(sheet: &'a Sheet, mode: &str) -> People<'a> {
    let pool = json!({ "UserPoolAddOns": { "AdvancedSecurityMode": mode }, "SmsConfiguration": texts() });
    let flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    People::with(sheet, pool, json!({ "ExplicitAuthFlows": flows })).await
}

/// Strangers are asked for a second factor, attackers are blocked, and users are told of both.
fn rules() -> Value {
    let mail = |what: &str| {
        let text = format!(
            "{what}, {{username}}: {{device-name}} at {{login-time}} from {{ip-address}} ({{city}}, {{country}})"
        );
        json!({ "Subject": "Your account", "TextBody": text })
    };
    json!({
        "AccountTakeoverRiskConfiguration": {
            "Actions": {
                "MediumAction": { "EventAction": "MFA_REQUIRED", "Notify": true },
                "HighAction": { "EventAction": "BLOCK", "Notify": true },
            },
            "NotifyConfiguration": {
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/shop@example.com",
                "BlockEmail": mail("Blocked"), "MfaEmail": mail("Asked"), "NoActionEmail": mail("Let through"),
            },
        },
        "RiskExceptionConfiguration": {
            "BlockedIPRangeList": ["203.0.113.0/24"], "SkippedIPRangeList": ["100.64.0.0/10"],
        },
    })
}

pub(crate) async fn set_rules(sheet: &Sheet, people: &People<'_>) {
    sheet.ask("cognito-idp:SetRiskConfiguration", with(&rules(), json!({ "UserPoolId": people.pool }))).await;
}

/// Second factors by text message are there for who wants one; ada has a number, and has switched nothing on.
pub(crate) async fn offer_texts(sheet: &Sheet, people: &People<'_>) {
    let texts = json!({ "SmsConfiguration": texts() });
    let mfa =
        json!({ "UserPoolId": people.pool, "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": texts });
    sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
    let number = json!([{ "Name": "phone_number", "Value": "+14325551212" }]);
    let write = with(&people.user("ada"), json!({ "UserAttributes": number }));
    sheet.ask("cognito-idp:AdminUpdateUserAttributes", write).await;
}

/// Ada's sign-in by a password, from an address and with software, as a program passes them on.
pub(crate) fn from(people: &People<'_>, address: &str, software: &str) -> Value {
    as_user(people, "ada", PASSWORD, address, software)
}

/// The usual browser runs the client's script.
fn as_user(people: &People<'_>, name: &str, password: &str, address: &str, software: &str) -> Value {
    let encoded = if software == BROWSER { encoded("d1") } else { String::new() };
    json!({
        "UserPoolId": people.pool, "ClientId": people.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": name, "PASSWORD": password },
        "ContextData": {
            "IpAddress": address, "ServerName": "shop", "ServerPath": "/login", "EncodedData": encoded,
            "HttpHeaders": [{ "headerName": "User-Agent", "headerValue": software }],
        },
    })
}

pub(crate) const BEGIN: &str = "cognito-idp:AdminInitiateAuth";

/// Ada joins and signs in at home.
pub(crate) async fn at_home(sheet: &Sheet, people: &People<'_>) {
    people.join("ada").await;
    sheet.ask(BEGIN, from(people, HOME, BROWSER)).await;
}

/// What is listed of ada's last sign-in.
async fn newest(sheet: &Sheet, people: &People<'_>) -> Value {
    let listed = sheet.ask("cognito-idp:AdminListUserAuthEvents", people.user("ada")).await;
    listed["AuthEvents"][0].clone()
}

pub(crate) fn place(country: &str, city: &str, at: (f64, f64)) -> Place {
    Place { country: country.to_owned(), city: Some(city.to_owned()), at: Some(at) }
}

#[test]
fn who_knows_the_password_and_is_not_where_the_user_is_needs_a_second_factor() {
    of_part(BEGIN, "risk", async |sheet: &Sheet| {
        let people = protected(sheet, "ENFORCED").await;
        set_rules(sheet, &people).await;
        at_home(sheet, &people).await;
        sheet.good("T4 at home", from(&people, NEXT_DOOR, "Mozilla/5.0 Firefox/134.0.1")).await;
        sheet.good("T4 low risk: only the network is new", from(&people, "198.18.0.1", BROWSER)).await;
        sheet.refused("T4 a stranger, and no second factor", from(&people, ELSEWHERE, TOOL)).await;
        sheet
            .refused(
                "T4 one who copies the browser's name",
                from(&people, ELSEWHERE, "Mozilla/5.0 Firefox/1"),
            )
            .await;
        let wrong = as_user(&people, "ada", "Wrong-Horse-1", ELSEWHERE, TOOL);
        sheet.refused("a wrong password is told as everywhere", wrong).await;
        offer_texts(sheet, &people).await;
        let asked = sheet.good("T4 a stranger", from(&people, ELSEWHERE, TOOL)).await;
        let answer = json!({
            "UserPoolId": people.pool, "ClientId": people.client, "ChallengeName": "SMS_MFA",
            "Session": asked["Session"], "ChallengeResponses": { "USERNAME": "ada", "SMS_MFA_CODE": CODE },
            "ContextData": from(&people, ELSEWHERE, TOOL)["ContextData"],
        });
        sheet.ask("cognito-idp:AdminRespondToAuthChallenge", answer).await;
        sheet.good("T4 the code has shown that it is the user", from(&people, ELSEWHERE, TOOL)).await;
        sheet
            .good("no risk is judged for a range that is skipped", from(&people, "100.64.3.4", "curl"))
            .await;
        sheet.refused("D8 a range that is blocked", from(&people, "203.0.113.9", BROWSER)).await;
        let unknown = as_user(&people, "nobody", PASSWORD, "203.0.113.9", BROWSER);
        sheet.refused("D8 whoever is meant", unknown).await;
    });
}

#[test]
fn a_client_may_have_rules_of_its_own() {
    of_part(BEGIN, "risk_of_client", async |sheet: &Sheet| {
        let people = protected(sheet, "ENFORCED").await;
        set_rules(sheet, &people).await;
        let block = json!({ "EventAction": "BLOCK", "Notify": false });
        let own = json!({
            "UserPoolId": people.pool, "ClientId": people.client,
            "AccountTakeoverRiskConfiguration": { "Actions": { "LowAction": block } },
        });
        sheet.ask("cognito-idp:SetRiskConfiguration", own).await;
        at_home(sheet, &people).await;
        sheet.refused("low risk", from(&people, ELSEWHERE, BROWSER)).await;
        sheet.good("medium risk, for which it has none", from(&people, ELSEWHERE, TOOL)).await;
        sheet.good("the pool's blocked range is none of its", from(&people, "203.0.113.9", "curl/8.5")).await;
    });
}

#[test]
fn a_pool_that_only_records_risks_keeps_nobody_out() {
    of_part("cognito-idp:AdminListUserAuthEvents", "risk", async |sheet: &Sheet| {
        let people = protected(sheet, "AUDIT").await;
        set_rules(sheet, &people).await;
        sheet.desk.house.places.put(HOME.parse().unwrap(), place("DE", "Berlin", (52.52, 13.4)));
        sheet.desk.house.places.put(ELSEWHERE.parse().unwrap(), place("AU", "Sydney", (-33.87, 151.21)));
        at_home(sheet, &people).await;
        sheet.desk.pass(3_600);
        let sent = sheet.desk.house.outbox.mails().len();
        sheet.ask(BEGIN, from(&people, "203.0.113.9", BROWSER)).await;
        sheet.ask(BEGIN, from(&people, ELSEWHERE, TOOL)).await;
        assert_eq!(sheet.desk.house.outbox.mails().len(), sent, "and tells nobody");
        sheet.good("impossible travel, a blocked range, and at home before", people.user("ada")).await;
        let enforced = json!({ "UserPoolId": people.pool, "UserPoolAddOns": { "AdvancedSecurityMode": "ENFORCED" },
            "AutoVerifiedAttributes": ["email"], "SmsConfiguration": texts() });
        sheet.ask("cognito-idp:UpdateUserPool", enforced).await;
        sheet.desk.house.places.put("10.1.1.1".parse().unwrap(), place("US", "New York", (40.71, -74.0)));
        let far = sheet.desk.answer(BEGIN, &from(&people, "10.1.1.1", "curl")).await;
        assert_eq!(far.json()["message"], "Unable to login because of security reasons.");
        let one = with(&people.user("ada"), json!({ "MaxResults": 1 }));
        sheet.good("the same where risks are acted upon", one).await;
    });
}

/// The links in the mail that was sent last: that it was the user, and that it was not.
fn links(sheet: &Sheet) -> (String, String) {
    let mail = sheet.desk.house.outbox.mails().pop().unwrap();
    let token = mail.text.split("token=").nth(1).unwrap();
    sheet.learn(token.split('&').next().unwrap(), "FeedbackToken");
    let link = |answer: &str| {
        let of_answer = |word: &&str| word.ends_with(&format!("answer={answer}"));
        let found = mail.text.split_whitespace().find(of_answer).unwrap();
        found.strip_prefix("http://localhost:9229").unwrap().to_owned()
    };
    (link("valid"), link("invalid"))
}

async fn click(sheet: &Sheet, method: &'static str, link: &str) -> (u16, String) {
    let request = Request::plain(method, link, "");
    let answer = sheet.desk.send_as(request, "cognito-idp", &Caller::Nobody).await;
    (answer.status, answer.body)
}

#[test]
fn what_users_say_of_a_sign_in_is_learned() {
    of_part("cognito-idp:AdminListUserAuthEvents", "risk_feedback", async |sheet: &Sheet| {
        let people = protected(sheet, "ENFORCED").await;
        let notify = |action: &str| json!({ "EventAction": action, "Notify": true });
        let actions = json!({ "MediumAction": notify("NO_ACTION"), "HighAction": notify("BLOCK") });
        let source = "arn:aws:ses:us-east-1:123456789012:identity/shop@example.com";
        let takeover = json!({ "Actions": actions, "NotifyConfiguration": { "SourceArn": source } });
        let rules = json!({ "UserPoolId": people.pool, "AccountTakeoverRiskConfiguration": takeover });
        sheet.ask("cognito-idp:SetRiskConfiguration", rules).await;
        at_home(sheet, &people).await;
        sheet.ask(BEGIN, from(&people, ELSEWHERE, TOOL)).await;
        let (valid, invalid) = links(sheet);
        let (status, page) = click(sheet, "GET", &invalid).await;
        assert_eq!((status, page.contains("not by you?")), (200, true), "{page}");
        assert_eq!(newest(sheet, &people).await["EventFeedback"], Value::Null, "reading a mail says nothing");
        assert_eq!(click(sheet, "POST", &invalid).await.0, 200);
        assert_eq!(newest(sheet, &people).await["EventFeedback"]["FeedbackValue"], "Invalid");
        let blocked = sheet.desk.answer(BEGIN, &from(&people, ELSEWHERE, BROWSER)).await;
        assert_eq!(blocked.json()["message"], "Unable to login because of security reasons.");
        links(sheet);
        sheet.good("what was said and what followed", people.user("ada")).await;
        assert_eq!(click(sheet, "POST", &valid).await.0, 200);
        sheet.ask(BEGIN, from(&people, ELSEWHERE, BROWSER)).await;
        assert_eq!(newest(sheet, &people).await["EventRisk"]["RiskDecision"], "NoRisk");
        let forged = invalid.replace("token=", "token=A");
        assert_eq!(click(sheet, "POST", &forged).await.0, 404);
        assert_eq!(click(sheet, "GET", "/auth-event-feedback/us-east-1_a?token=x").await.0, 404);
        assert_eq!(click(sheet, "PUT", &invalid).await.0, 405);
        sheet.desk.pass(7 * 86_400);
        assert_eq!(click(sheet, "POST", &invalid).await.0, 404, "a week later");
    });
}

#[test]
fn notices_go_out_in_the_name_that_their_rules_give_or_else_in_that_of_the_pool() {
    of_part("cognito-idp:SetRiskConfiguration", "notice_sender", async |sheet: &Sheet| {
        let people = protected(sheet, "ENFORCED").await;
        let own = json!({ "EmailSendingAccount": "DEVELOPER", "From": "Pool <pool@example.com>",
            "ReplyToEmailAddress": "pool-help@example.com",
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/pool@example.com" });
        let pool = json!({ "UserPoolId": people.pool, "EmailConfiguration": own, "SmsConfiguration": texts(),
            "AutoVerifiedAttributes": ["email"], "UserPoolAddOns": { "AdvancedSecurityMode": "ENFORCED" } });
        sheet.ask("cognito-idp:UpdateUserPool", pool).await;
        set_rules(sheet, &people).await;
        at_home(sheet, &people).await;
        let sent_by = async || {
            sheet.desk.answer(BEGIN, &from(&people, ELSEWHERE, TOOL)).await;
            let mail = sheet.desk.house.outbox.mails().pop().unwrap();
            assert_eq!(mail.subject, "Your account");
            [mail.from, mail.reply_to].map(Option::unwrap_or_default)
        };
        assert_eq!(sent_by().await, ["Pool <pool@example.com>", "pool-help@example.com"]);
        let mut named = with(&rules(), json!({ "UserPoolId": people.pool }));
        let notify = &mut named["AccountTakeoverRiskConfiguration"]["NotifyConfiguration"];
        notify["From"] = json!("Guard <guard@example.com>");
        notify["ReplyTo"] = json!("guard-help@example.com");
        sheet.good("a sender of their own", named.clone()).await;
        assert_eq!(sent_by().await, ["Guard <guard@example.com>", "guard-help@example.com"]);
        named["AccountTakeoverRiskConfiguration"]["NotifyConfiguration"]["ReplyTo"] = json!("guard");
        sheet.refused("answers to what is no address", named).await;
    });
}

/// What AWS's script for browsers sends.
fn encoded(device: &str) -> String {
    let context = json!({ "UserAgent": BROWSER, "DeviceId": device, "DeviceLanguage": "en", "DevicePlatform": "Linux" });
    let payload =
        json!({ "contextData": context, "username": "ada", "timestamp": "1772366400000" }).to_string();
    let signed = json!({ "payload": payload, "signature": "c2lnbmF0dXJl", "version": "JS20171115" });
    STANDARD.encode(signed.to_string())
}

#[test]
fn what_clients_tell_of_a_device_and_a_network() {
    of_part("cognito-idp:InitiateAuth", "user_context", async |sheet: &Sheet| {
        let people = protected(sheet, "AUDIT").await;
        people.join("ada").await;
        let by_script = |device: &str| {
            with(&people.by_password("ada"), json!({ "UserContextData": { "EncodedData": encoded(device) } }))
        };
        sheet.ask("cognito-idp:InitiateAuth", by_script("d1")).await;
        sheet.good("another device", by_script("d2")).await;
        let event = newest(sheet, &people).await;
        assert_eq!(
            (&event["EventRisk"]["RiskLevel"], &event["EventContextData"]["DeviceName"]),
            (&json!("Low"), &json!(BROWSER))
        );
        sheet.good("known", by_script("d1")).await;
        assert_eq!(newest(sheet, &people).await["EventRisk"]["RiskDecision"], "NoRisk");
        let lie = json!({ "UserContextData": { "EncodedData": "not base64", "IpAddress": ELSEWHERE } });
        sheet.good("what cannot be read tells nothing", with(&people.by_password("ada"), lie)).await;
        assert_eq!(newest(sheet, &people).await["EventContextData"]["IpAddress"], "192.0.2.1");
        let secret = json!({ "GenerateSecret": true, "EnablePropagateAdditionalUserContextData": true });
        let client = people.client_with(secret).await;
        let (id, key) = (text(&client["ClientId"]), text(&client["ClientSecret"]));
        let hash = people.hash(&id, &key, "ada");
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": hash });
        let context = json!({ "IpAddress": ELSEWHERE });
        let propagated = json!({ "ClientId": id, "AuthParameters": parameters, "UserContextData": context });
        sheet.good("a program passes the address on", with(&people.by_password("ada"), propagated)).await;
        assert_eq!(newest(sheet, &people).await["EventContextData"]["IpAddress"], ELSEWHERE);
    });
}

/// A list of 400 names and passwords is tried from 8 addresses; every 41st is right.
#[test]
fn a_list_of_stolen_passwords_opens_few_accounts() {
    of_part(BEGIN, "stuffing", async |sheet: &Sheet| {
        let people = protected(sheet, "ENFORCED").await;
        set_rules(sheet, &people).await;
        for n in 0..10 {
            let user = json!({ "UserPoolId": people.pool, "Username": format!("user{n}"), "MessageAction": "SUPPRESS" });
            sheet.ask("cognito-idp:AdminCreateUser", user.clone()).await;
            let password = json!({ "Password": PASSWORD, "Permanent": true, "UserPoolId": people.pool, "Username": format!("user{n}") });
            sheet.ask("cognito-idp:AdminSetUserPassword", password).await;
        }
        at_home(sheet, &people).await;
        let mut outcomes = Vec::new();
        for n in 0..400 {
            let address = format!("203.0.{}.1", n % 8);
            let name = if n % 41 == 0 { format!("user{}", n / 41) } else { format!("nobody{n}") };
            let tried = sheet.desk.answer(BEGIN, &as_user(&people, &name, PASSWORD, &address, TOOL)).await;
            if n % 41 == 0 {
                outcomes.push((n, tried.status == 200));
            }
        }
        let opened = outcomes.iter().filter(|(_, opened)| *opened).count();
        assert_eq!(opened, 1, "the first, before anything was seen: {outcomes:?}");
        sheet.good("a user at home notices nothing", from(&people, HOME, BROWSER)).await;
        sheet.refused("one of the list again", as_user(&people, "user9", PASSWORD, "203.0.1.1", TOOL)).await;
    });
}
