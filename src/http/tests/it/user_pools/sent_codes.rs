//! Codes that are sent as a second factor.

use app::testing::CODE;
use serde_json::{Value, json};

use super::{
    People,
    mfa_config::{own_mail, texts},
    no_token, no_user,
};
use crate::desk::{Sheet, of, of_part, with};

const WRONG: &str = "654321";
const PHONE: &str = "+14325551212";

/// A pool that asks for second factors by text, mail, or app.
async fn pool<'a>(sheet: &'a Sheet, asked: &str, factors: Value) -> People<'a> {
    let senders = json!({ "EmailConfiguration": own_mail(), "SmsConfiguration": texts() });
    let people = People::with(sheet, senders, json!({})).await;
    let set = json!({ "UserPoolId": people.pool, "MfaConfiguration": asked, "SmsMfaConfiguration": {} });
    sheet.ask("cognito-idp:SetUserPoolMfaConfig", with(&set, factors)).await;
    people
}

/// Gives a user a telephone number that is not verified.
async fn phone(sheet: &Sheet, people: &People<'_>, name: &str, number: &str) {
    let number = json!([{ "Name": "phone_number", "Value": number }]);
    let write = with(&people.user(name), json!({ "UserAttributes": number }));
    sheet.ask("cognito-idp:AdminUpdateUserAttributes", write).await;
}

async fn asked(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    sheet.ask("cognito-idp:InitiateAuth", people.by_password(name)).await
}

fn answer(people: &People<'_>, challenge: &str, session: &Value, responses: Value) -> Value {
    let responses = with(&json!({ "USERNAME": "ada" }), responses);
    json!({ "ClientId": people.client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses })
}

/// An attribute of `ada`.
async fn attribute(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    let seen = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
    let attributes = seen["UserAttributes"].as_array().unwrap().clone();
    let found = attributes.into_iter().find(|attribute| attribute["Name"] == name);
    found.map_or(Value::Null, |attribute| attribute["Value"].clone())
}

#[test]
fn sign_ins_that_send_a_code() {
    of_part("cognito-idp:InitiateAuth", "sent_code", async |sheet: &Sheet| {
        let factors = json!({
            "SoftwareTokenMfaConfiguration": { "Enabled": true },
            "SmsMfaConfiguration": { "SmsAuthenticationMessage": "Ours: {####}" },
        });
        let people = pool(sheet, "ON", factors).await;
        people.join("ada").await;
        phone(sheet, &people, "ada", PHONE).await;
        sheet.good("28 texts and apps are enabled, and there is a number", people.by_password("ada")).await;
        people.join("bob").await;
        sheet.good("there is no number", people.by_password("bob")).await;
        for _ in 0..4 {
            sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        }
        sheet.refused("the sixth code within an hour", people.by_password("ada")).await;
        sheet.desk.pass(3_600);
        sheet.good("an hour later", people.by_password("ada")).await;
        let mails = json!({ "EmailMfaConfiguration": { "Subject": "Yours", "Message": "Mailed: {####}" } });
        let people = pool(sheet, "OPTIONAL", mails).await;
        people.join("ada").await;
        sheet.good("a user without a factor, and none is demanded", people.by_password("ada")).await;
        let on = json!({ "EmailMfaSettings": { "Enabled": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&people.user("ada"), on)).await;
        sheet.good("a user who chose mails", people.by_password("ada")).await;
    });
}

#[test]
fn sms_mfa() {
    of_part("cognito-idp:RespondToAuthChallenge", "sms_mfa", async |sheet: &Sheet| {
        let people = pool(sheet, "ON", json!({})).await;
        people.join("ada").await;
        phone(sheet, &people, "ada", PHONE).await;
        let begun = asked(sheet, &people, "ada").await;
        let session = &begun["Session"];
        let code = |code: &str| answer(&people, "SMS_MFA", session, json!({ "SMS_MFA_CODE": code }));
        sheet.refused("no code", answer(&people, "SMS_MFA", session, json!({}))).await;
        sheet.refused("no Session", with(&code(CODE), json!({ "Session": null }))).await;
        sheet
            .refused(
                "39 another challenge",
                answer(&people, "EMAIL_OTP", session, json!({ "EMAIL_OTP_CODE": CODE })),
            )
            .await;
        sheet.refused("a wrong code", code(WRONG)).await;
        sheet.good("32 the right code after it, with spaces", code(&format!(" {CODE} "))).await;
        sheet.refused("32 again", code(CODE)).await;
        assert_eq!(attribute(sheet, &people, "phone_number_verified").await, "true");
        let begun = asked(sheet, &people, "ada").await;
        sheet.desk.pass(181);
        let late = answer(&people, "SMS_MFA", &begun["Session"], json!({ "SMS_MFA_CODE": CODE }));
        sheet.refused("33 three minutes later", late).await;
        let begun = asked(sheet, &people, "ada").await;
        phone(sheet, &people, "ada", "+14325559999").await;
        let code =
            |code: &str| answer(&people, "SMS_MFA", &begun["Session"], json!({ "SMS_MFA_CODE": code }));
        sheet.good("31 the number was changed meanwhile", code(CODE)).await;
        assert_ne!(attribute(sheet, &people, "phone_number_verified").await, "true");
        let begun = asked(sheet, &people, "ada").await;
        let code =
            |code: &str| answer(&people, "SMS_MFA", &begun["Session"], json!({ "SMS_MFA_CODE": code }));
        let guess = code(WRONG);
        let guesses = (0..200).map(|_| sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &guess));
        let answers = futures_util::future::join_all(guesses).await;
        let told = |code: &str| answers.iter().filter(|answer| answer.body.contains(code)).count();
        assert_eq!((told("CodeMismatchException"), told("Password attempts exceeded")), (5, 195));
        sheet.refused("the right code after 200 guesses at once", code(CODE)).await;
        sheet.desk.pass(1);
        sheet.good("once the lock has ended", code(CODE)).await;
    });
}

#[test]
fn email_otp() {
    of_part("cognito-idp:RespondToAuthChallenge", "email_otp", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL", json!({ "EmailMfaConfiguration": {} })).await;
        people.join("ada").await;
        phone(sheet, &people, "ada", PHONE).await;
        let on = json!({ "EmailMfaSettings": { "Enabled": true }, "SMSMfaSettings": { "Enabled": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&people.user("ada"), on)).await;
        let begun = asked(sheet, &people, "ada").await;
        let choose =
            |factor: &str| answer(&people, "SELECT_MFA_TYPE", &begun["Session"], json!({ "ANSWER": factor }));
        let chosen = sheet.good("mail is chosen of two", choose("EMAIL_OTP")).await;
        let code =
            |code: &str| answer(&people, "EMAIL_OTP", &chosen["Session"], json!({ "EMAIL_OTP_CODE": code }));
        sheet.refused("no code", answer(&people, "EMAIL_OTP", &chosen["Session"], json!({}))).await;
        sheet.refused("a wrong code", code(WRONG)).await;
        sheet.good("the right one", code(CODE)).await;
        sheet.refused("again", code(CODE)).await;
    });
}

#[test]
fn mfa_setup_by_an_address() {
    of_part("cognito-idp:RespondToAuthChallenge", "mfa_setup_address", async |sheet: &Sheet| {
        let people = pool(sheet, "ON", json!({ "SoftwareTokenMfaConfiguration": { "Enabled": true } })).await;
        people.join("ada").await;
        let begun = asked(sheet, &people, "ada").await;
        assert_eq!(begun["ChallengeName"], "MFA_SETUP");
        let setup = |responses: Value| answer(&people, "MFA_SETUP", &begun["Session"], responses);
        sheet.refused("no number", setup(json!({ "PHONE_NUMBER": "4711" }))).await;
        sheet.refused("mails, which are not enabled", setup(json!({ "EMAIL": "ada@example.org" }))).await;
        let sent = sheet.good("a number", setup(json!({ "PHONE_NUMBER": PHONE }))).await;
        let code = |code: &str| answer(&people, "SMS_MFA", &sent["Session"], json!({ "SMS_MFA_CODE": code }));
        sheet.refused("a wrong code", code(WRONG)).await;
        assert_eq!(attribute(sheet, &people, "phone_number").await, Value::Null);
        sheet.good("the right one", code(CODE)).await;
        sheet.refused("again", code(CODE)).await;
        assert_eq!(attribute(sheet, &people, "phone_number").await, PHONE);
        assert_eq!(attribute(sheet, &people, "phone_number_verified").await, "true");
        let next = asked(sheet, &people, "ada").await;
        assert_eq!(next["ChallengeName"], "SMS_MFA");
    });
}

#[test]
fn set_user_settings() {
    of("cognito-idp:SetUserSettings", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL", json!({})).await;
        let tokens = people.member("ada").await;
        let by_token = json!({ "AccessToken": tokens["AccessToken"] });
        let option = |name: &str, medium: &str| json!({ "AttributeName": name, "DeliveryMedium": medium });
        let set = |options: Value| with(&by_token, json!({ "MFAOptions": options }));
        let text = option("phone_number", "SMS");
        sheet.refused("texts, and no number", set(json!([text]))).await;
        sheet.refused("mails", set(json!([option("email", "EMAIL")]))).await;
        sheet.refused("no options", by_token.clone()).await;
        phone(sheet, &people, "ada", PHONE).await;
        sheet.good("texts", set(json!([text]))).await;
        let begun = asked(sheet, &people, "ada").await;
        assert_eq!(begun["ChallengeName"], "SMS_MFA");
        sheet.good("nothing", set(json!([]))).await;
        people.sign_in("ada").await;
        no_token(sheet, &people, "ada", &tokens, &set(json!([]))).await;
    });
}

#[test]
fn admin_set_user_settings() {
    of("cognito-idp:AdminSetUserSettings", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL", json!({})).await;
        people.join("ada").await;
        let text = json!([{ "AttributeName": "phone_number", "DeliveryMedium": "SMS" }]);
        let set = with(&people.user("ada"), json!({ "MFAOptions": text }));
        sheet.refused_as_signed(&set).await;
        sheet.refused("texts, and no number", set.clone()).await;
        phone(sheet, &people, "ada", PHONE).await;
        sheet.good("texts", set.clone()).await;
        let begun = asked(sheet, &people, "ada").await;
        assert_eq!(begun["ChallengeName"], "SMS_MFA");
        no_user(sheet, &set).await;
    });
}

/// A way by which the codes of sign-ins come would prove both factors alone.
#[test]
fn a_password_is_forgotten_by_no_address_that_is_a_second_factor() {
    of_part("cognito-idp:ForgotPassword", "second_factor", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL", json!({ "EmailMfaConfiguration": {} })).await;
        people.join("ada").await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        let told = with(&forgot, json!({ "ClientId": people.telling_client().await }));
        sheet.good("mails are no factor of hers", told.clone()).await;
        let on = json!({ "EmailMfaSettings": { "Enabled": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&people.user("ada"), on)).await;
        sheet.refused("mails are a factor, by a client that tells who exists", told.clone()).await;
        sheet.good("by one that hides it, and no code is sent", forgot).await;
        sheet.desk.pass(3_600);
        let number = json!([
            { "Name": "phone_number", "Value": PHONE },
            { "Name": "phone_number_verified", "Value": "true" },
        ]);
        let write = with(&people.user("ada"), json!({ "UserAttributes": number }));
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", write).await;
        sheet.good("by a number that was verified", told.clone()).await;
        let on = json!({ "SMSMfaSettings": { "Enabled": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&people.user("ada"), on)).await;
        sheet.good("texts are a factor too, and the pool says nothing of recovery", told).await;
    });
}
