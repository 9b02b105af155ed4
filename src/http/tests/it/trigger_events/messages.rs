//! Functions that write messages, and that send them. Each kind of message is made by an operation that sends it.

use app::testing::CODE;
use serde_json::{Value, json};

use super::{begin, events};
use crate::{
    desk::{Sheet, with},
    user_pools::{
        People,
        custom_auth::functions,
        custom_messages::told,
        custom_senders::senders,
        mfa_config::{own_mail, texts},
        sign_in::flow,
        threat_protection::{
            BEGIN, ELSEWHERE, HOME, TOOL, at_home, from, offer_texts, place, protected, set_rules,
        },
        triggers::agree,
    },
};

pub(super) const WRITTEN: [&str; 7] = [
    "CustomMessage_AdminCreateUser",
    "CustomMessage_Authentication",
    "CustomMessage_ForgotPassword",
    "CustomMessage_ResendCode",
    "CustomMessage_SignUp",
    "CustomMessage_UpdateUserAttribute",
    "CustomMessage_VerifyUserAttribute",
];

pub(super) const MAILED: [&str; 7] = [
    "CustomEmailSender_AdminCreateUser",
    "CustomEmailSender_Authentication",
    "CustomEmailSender_ForgotPassword",
    "CustomEmailSender_ResendCode",
    "CustomEmailSender_SignUp",
    "CustomEmailSender_UpdateUserAttribute",
    "CustomEmailSender_VerifyUserAttribute",
];

pub(super) const TEXTED: [&str; 7] = [
    "CustomSMSSender_AdminCreateUser",
    "CustomSMSSender_Authentication",
    "CustomSMSSender_ForgotPassword",
    "CustomSMSSender_ResendCode",
    "CustomSMSSender_SignUp",
    "CustomSMSSender_UpdateUserAttribute",
    "CustomSMSSender_VerifyUserAttribute",
];

pub(super) const WARNED: [&str; 1] = ["CustomEmailSender_AccountTakeOverNotification"];

/// An address far from home.
const FAR: &str = "10.1.1.1";

/// By what messages go to users, and to where.
struct Medium {
    name: &'static str,
    attribute: &'static str,
    addresses: [&'static str; 3],
    factor: &'static str,
}

const MAIL: Medium = Medium {
    name: "EMAIL",
    attribute: "email",
    addresses: ["ada@example.com", "countess@example.com", "kim@example.com"],
    factor: "EMAIL_OTP",
};

const TEXT: Medium = Medium {
    name: "SMS",
    attribute: "phone_number",
    addresses: ["+14325551212", "+14325551213", "+14325551214"],
    factor: "SMS_OTP",
};

/// A pool with these functions, whose messages go by one medium.
async fn pool<'a>(sheet: &'a Sheet, functions: Value, medium: &Medium) -> People<'a> {
    let first = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] });
    let settings = json!({
        "AutoVerifiedAttributes": [medium.attribute], "Policies": { "SignInPolicy": first },
        "EmailConfiguration": own_mail(), "SmsConfiguration": texts(),
    });
    let flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    People::with(sheet, with(&functions, settings), json!({ "ExplicitAuthFlows": flows })).await
}

/// Has a message of each kind sent.
async fn send_all(sheet: &Sheet, people: &People<'_>, medium: &Medium) {
    let Medium { name, attribute, addresses: [first, second, third], factor } = *medium;
    let attributes = |address: &str| json!({ "UserAttributes": [{ "Name": attribute, "Value": address }] });
    let ada = json!({ "ClientId": people.client, "Username": "ada" });
    let sign_up = with(&people.applicant("ada"), attributes(first));
    sheet.ask("cognito-idp:SignUp", told(&sign_up, "sign-up")).await;
    sheet.ask("cognito-idp:ResendConfirmationCode", told(&ada, "once more")).await;
    let code = with(&ada, json!({ "ConfirmationCode": CODE }));
    sheet.ask("cognito-idp:ConfirmSignUp", code).await;
    sheet.ask("cognito-idp:ForgotPassword", told(&ada, "forgotten")).await;
    let by_code = json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": factor });
    let by_code = flow(&people.client, "USER_AUTH", by_code);
    sheet.ask("cognito-idp:InitiateAuth", told(&by_code, "sign-in")).await;
    let own = json!({ "AccessToken": people.sign_in("ada").await["AccessToken"] });
    let verify = with(&own, json!({ "AttributeName": attribute }));
    sheet.ask("cognito-idp:GetUserAttributeVerificationCode", told(&verify, "verification")).await;
    let update = with(&own, attributes(second));
    sheet.ask("cognito-idp:UpdateUserAttributes", told(&update, "new address")).await;
    let kim = with(&people.user("kim"), attributes(third));
    let invite = json!({ "TemporaryPassword": "Temporary-Horse-2", "DesiredDeliveryMediums": [name] });
    sheet.ask("cognito-idp:AdminCreateUser", with(&kim, invite)).await;
}

#[test]
fn events_of_messages_that_a_function_writes() {
    events(&WRITTEN, async |sheet: &Sheet| {
        agree(sheet, "CustomMessage");
        let people = pool(sheet, functions(&["CustomMessage"]), &MAIL).await;
        send_all(sheet, &people, &MAIL).await;
    });
}

#[test]
fn events_of_mails_that_a_function_sends() {
    events(&MAILED, async |sheet: &Sheet| {
        agree(sheet, "CustomEmailSender");
        let people = pool(sheet, senders(&["CustomEmailSender"]), &MAIL).await;
        send_all(sheet, &people, &MAIL).await;
    });
}

#[test]
fn events_of_text_messages_that_a_function_sends() {
    events(&TEXTED, async |sheet: &Sheet| {
        agree(sheet, "CustomSMSSender");
        let people = pool(sheet, senders(&["CustomSMSSender"]), &TEXT).await;
        send_all(sheet, &people, &TEXT).await;
    });
}

#[test]
fn events_of_warnings_that_a_function_sends() {
    events(&WARNED, async |sheet: &Sheet| {
        agree(sheet, "CustomEmailSender");
        let places = &sheet.desk.house.places;
        places.put(HOME.parse().unwrap(), place("DE", "Berlin", (52.52, 13.4)));
        places.put(FAR.parse().unwrap(), place("US", "New York", (40.71, -74.0)));
        let people = protected(sheet, "ENFORCED").await;
        set_rules(sheet, &people).await;
        at_home(sheet, &people).await;
        let sender = json!({ "UserPoolId": people.pool, "SmsConfiguration": texts(),
            "UserPoolAddOns": { "AdvancedSecurityMode": "ENFORCED" } });
        sheet.ask("cognito-idp:UpdateUserPool", with(&senders(&["CustomEmailSender"]), sender)).await;
        offer_texts(sheet, &people).await;
        begin(sheet);
        let mails = sheet.desk.house.outbox.mails().len();
        let asked = sheet.ask(BEGIN, from(&people, ELSEWHERE, TOOL)).await;
        assert_eq!(asked["ChallengeName"], "SMS_MFA");
        let blocked = sheet.desk.answer(BEGIN, &from(&people, FAR, TOOL)).await;
        assert_eq!(blocked.json()["message"], "Unable to login because of security reasons.");
        assert_eq!(sheet.desk.house.outbox.mails().len(), mails, "the function sends, and no mail server");
    });
}
