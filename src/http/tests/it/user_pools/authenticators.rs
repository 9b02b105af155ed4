//! Authenticator apps: set up, verified, switched on, asked for, and taken away.

use crypto::totp;
use serde_json::{Value, json};

use super::{People, mfa_config::own_mail, no_token, no_user};
use crate::desk::{Sheet, of, of_part, text, with};

/// A code that is no app's, but for one of a million.
const WRONG: &str = "000000";

/// A pool that asks for second factors, of which apps are one.
pub(super) async fn pool_with<'a>(sheet: &'a Sheet, asked: &str, factors: Value) -> People<'a> {
    let people = People::with(sheet, json!({ "EmailConfiguration": own_mail() }), json!({})).await;
    let app = json!({ "SoftwareTokenMfaConfiguration": { "Enabled": true }, "MfaConfiguration": asked });
    let set = with(&with(&app, factors), json!({ "UserPoolId": people.pool }));
    sheet.ask("cognito-idp:SetUserPoolMfaConfig", set).await;
    people
}

async fn pool<'a>(sheet: &'a Sheet, asked: &str) -> People<'a> {
    pool_with(sheet, asked, json!({})).await
}

/// An app that was given a secret.
pub(super) struct App<'a> {
    sheet: &'a Sheet,
    secret: [u8; 20],
}

impl<'a> App<'a> {
    /// With the answer of `AssociateSoftwareToken`.
    fn new(sheet: &'a Sheet, associated: &Value) -> Self {
        Self { sheet, secret: of_base32(&text(&associated["SecretCode"])) }
    }

    /// The code of a step, counted from the one of now.
    pub(super) fn code(&self, offset: i64) -> String {
        let step = self.sheet.desk.house.now().seconds() / 30 + offset;
        let code = totp::code(&self.secret, step.try_into().unwrap());
        self.sheet.learn_quoted(&code, "code");
        code
    }
}

fn of_base32(text: &str) -> [u8; 20] {
    let digit = |c: u8| if c.is_ascii_digit() { c - b'2' + 26 } else { c - b'A' };
    let mut secret = [0; 20];
    for (at, c) in text.bytes().enumerate() {
        for bit in (0..5).filter(|bit| digit(c) & (16 >> bit) != 0) {
            let place = 5 * at + bit;
            secret[place / 8] |= 128 >> (place % 8);
        }
    }
    secret
}

/// Sets an app up for the holder of an access token.
pub(super) async fn verified<'a>(sheet: &'a Sheet, token: &Value) -> App<'a> {
    let token = json!({ "AccessToken": token });
    let app = App::new(sheet, &sheet.ask("cognito-idp:AssociateSoftwareToken", token.clone()).await);
    let verify = json!({ "UserCode": app.code(0), "FriendlyDeviceName": "phone" });
    sheet.ask("cognito-idp:VerifySoftwareToken", with(&token, verify)).await;
    app
}

/// Switches the app on.
pub(super) async fn switched_on(sheet: &Sheet, people: &People<'_>, name: &str, changes: Value) {
    let on = json!({ "SoftwareTokenMfaSettings": { "Enabled": true } });
    let set = with(&with(&people.user(name), on), changes);
    sheet.ask("cognito-idp:AdminSetUserMFAPreference", set).await;
}

/// A member whose app is asked for.
async fn member_with_app<'a>(sheet: &'a Sheet, people: &People<'_>, name: &str) -> App<'a> {
    let tokens = people.member(name).await;
    let app = verified(sheet, &tokens["AccessToken"]).await;
    switched_on(sheet, people, name, json!({})).await;
    sheet.desk.pass(60);
    app
}

/// Begins a sign-in by password, which asks for something.
pub(super) async fn asked(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    sheet.ask("cognito-idp:InitiateAuth", people.by_password(name)).await
}

pub(crate) fn answer(people: &People<'_>, challenge: &str, session: &Value, responses: Value) -> Value {
    let responses = with(&json!({ "USERNAME": "ada" }), responses);
    json!({ "ClientId": people.client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses })
}

pub(super) fn token(people: &People<'_>, session: &Value, code: &str) -> Value {
    answer(people, "SOFTWARE_TOKEN_MFA", session, json!({ "SOFTWARE_TOKEN_MFA_CODE": code }))
}

#[test]
fn associate_software_token() {
    of("cognito-idp:AssociateSoftwareToken", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        let tokens = people.member("ada").await;
        let by_token = json!({ "AccessToken": tokens["AccessToken"] });
        sheet.good("by an access token", by_token.clone()).await;
        let both = json!({ "Session": "garbage-garbage-garbage" });
        sheet.refused("by an access token and a Session", with(&by_token, both.clone())).await;
        sheet.refused("no Session of ours", both).await;
        people.invite("bob").await;
        let other = asked(sheet, &people, "bob").await;
        sheet.refused("the Session of another challenge", json!({ "Session": other["Session"] })).await;
        let off = json!({ "UserPoolId": people.pool });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", off).await;
        sheet.refused("a pool without authenticator apps", by_token.clone()).await;
        no_token(sheet, &people, "ada", &tokens, &by_token).await;
    });
}

#[test]
fn associate_software_token_in_a_sign_in() {
    of_part("cognito-idp:AssociateSoftwareToken", "session", async |sheet: &Sheet| {
        let people = pool(sheet, "ON").await;
        people.join("ada").await;
        let begun = asked(sheet, &people, "ada").await;
        assert_eq!(begun["ChallengeName"], "MFA_SETUP");
        let session = json!({ "Session": begun["Session"] });
        sheet.good("by the Session of MFA_SETUP", session.clone()).await;
        sheet.good("again: nothing is used up", session.clone()).await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.refused("the user is disabled", session.clone()).await;
        sheet.ask("cognito-idp:AdminEnableUser", people.user("ada")).await;
        sheet.refused("and enabled again", session).await;
        let begun = asked(sheet, &people, "ada").await;
        let session = json!({ "Session": begun["Session"] });
        sheet.desk.pass(181);
        sheet.refused("three minutes later", session).await;
        let begun = asked(sheet, &people, "ada").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.refused("the user was deleted", json!({ "Session": begun["Session"] })).await;
    });
}

#[test]
fn verify_software_token() {
    of("cognito-idp:VerifySoftwareToken", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        let tokens = people.member("ada").await;
        let by_token = json!({ "AccessToken": tokens["AccessToken"] });
        let verify = |code: &str| with(&by_token, json!({ "UserCode": code }));
        sheet.refused("no app was given a secret", verify(WRONG)).await;
        let associate = || sheet.ask("cognito-idp:AssociateSoftwareToken", by_token.clone());
        let replaced = App::new(sheet, &associate().await);
        let app = App::new(sheet, &associate().await);
        sheet.refused("no code", verify("12345")).await;
        sheet.refused("a wrong code", verify(WRONG)).await;
        sheet.refused("of a secret that was replaced", verify(&replaced.code(0))).await;
        sheet.refused("of two steps ago", verify(&app.code(-2))).await;
        sheet.refused("neither token nor Session", json!({ "UserCode": WRONG })).await;
        let long = json!({ "FriendlyDeviceName": "p".repeat(257) });
        sheet.refused("of an app with a name of 257 characters", with(&verify(&app.code(-1)), long)).await;
        let named = json!({ "FriendlyDeviceName": "phone" });
        sheet.good("the code of one step ago", with(&verify(&app.code(-1)), named)).await;
        sheet.refused("again", verify(&app.code(0))).await;
        let seen = sheet.ask("cognito-idp:GetUser", by_token.clone()).await;
        assert_eq!(seen.get("UserMFASettingList"), None, "an optional factor is switched on by its user");
        let app = App::new(sheet, &associate().await);
        for _ in 0..2 {
            sheet.desk.answer("cognito-idp:VerifySoftwareToken", &verify(WRONG)).await;
        }
        sheet.refused("the right code after too many wrong ones", verify(&app.code(0))).await;
        sheet.desk.pass(1);
        sheet.good("once the lock has ended", verify(&app.code(0))).await;
        let off = json!({ "UserPoolId": people.pool });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", off).await;
        sheet.refused("a pool without authenticator apps", verify(WRONG)).await;
        no_token(sheet, &people, "ada", &tokens, &verify(WRONG)).await;
    });
}

#[test]
fn verify_software_token_in_a_sign_in() {
    of_part("cognito-idp:VerifySoftwareToken", "session", async |sheet: &Sheet| {
        let people = pool(sheet, "ON").await;
        people.join("ada").await;
        let begun = asked(sheet, &people, "ada").await;
        let verify = |session: &Value, code: &str| json!({ "Session": session, "UserCode": code });
        sheet.refused("no app was given a secret", verify(&begun["Session"], WRONG)).await;
        sheet.refused("no Session of ours", verify(&json!("garbage-garbage-garbage"), WRONG)).await;
        let session = json!({ "Session": begun["Session"] });
        let associated = sheet.ask("cognito-idp:AssociateSoftwareToken", session).await;
        let app = App::new(sheet, &associated);
        let session = &associated["Session"];
        sheet.refused("a wrong code", verify(session, WRONG)).await;
        let long = json!({ "FriendlyDeviceName": "p".repeat(257) });
        sheet
            .refused("of an app with a name of 257 characters", with(&verify(session, &app.code(0)), long))
            .await;
        sheet.good("a right code", verify(session, &app.code(0))).await;
        sheet.refused("again", verify(session, &app.code(1))).await;
        sheet.desk.pass(181);
        sheet.refused("three minutes later", verify(session, &app.code(0))).await;
        people.join("bob").await;
        let begun = asked(sheet, &people, "bob").await;
        let session = json!({ "Session": begun["Session"] });
        let associated = sheet.ask("cognito-idp:AssociateSoftwareToken", session).await;
        let session = &associated["Session"];
        for _ in 0..5 {
            sheet.desk.answer("cognito-idp:VerifySoftwareToken", &verify(session, WRONG)).await;
        }
        let app = App::new(sheet, &associated);
        sheet.refused("a right code after too many wrong ones", verify(session, &app.code(0))).await;
    });
}

#[test]
fn mfa_setup() {
    of_part("cognito-idp:RespondToAuthChallenge", "mfa_setup", async |sheet: &Sheet| {
        let people = pool(sheet, "ON").await;
        people.invite("ada").await;
        let begun = asked(sheet, &people, "ada").await;
        let new = json!({ "NEW_PASSWORD": super::PASSWORD });
        let asked_setup = sheet
            .good("25 a new password", answer(&people, "NEW_PASSWORD_REQUIRED", &begun["Session"], new))
            .await;
        let done = |session: &Value| answer(&people, "MFA_SETUP", session, json!({}));
        sheet.refused("nothing was set up", done(&asked_setup["Session"])).await;
        sheet.refused("no Session", with(&done(&json!("x")), json!({ "Session": null }))).await;
        sheet.refused("the Session of another challenge", done(&begun["Session"])).await;
        let session = json!({ "Session": asked_setup["Session"] });
        let associated = sheet.ask("cognito-idp:AssociateSoftwareToken", session).await;
        sheet.refused("nothing was verified", done(&associated["Session"])).await;
        let app = App::new(sheet, &associated);
        let code = app.code(0);
        let verify = json!({ "Session": associated["Session"], "UserCode": code });
        let verified = sheet.ask("cognito-idp:VerifySoftwareToken", verify).await;
        let other_client = json!({ "ClientId": people.telling_client().await });
        let complete = done(&verified["Session"]);
        sheet.refused("by another client", with(&complete, other_client)).await;
        let fresh = asked(sheet, &people, "ada").await;
        let again = token(&people, &fresh["Session"], &code);
        sheet.refused("26 a fresh sign-in with the code that was verified", again).await;
        let beside = with(&complete["ChallengeResponses"], json!({ "SOFTWARE_TOKEN_MFA_CODE": WRONG }));
        let complete = with(&complete, json!({ "ChallengeResponses": beside }));
        sheet.good("an app was set up, and a code beside it is ignored", complete.clone()).await;
        sheet.refused("again", complete).await;
        let seen = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(seen["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
    });
}

#[test]
fn software_token_mfa() {
    of_part("cognito-idp:RespondToAuthChallenge", "software_token", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        let app = member_with_app(sheet, &people, "ada").await;
        let begun = asked(sheet, &people, "ada").await;
        assert_eq!(
            begun["ChallengeParameters"],
            json!({ "USER_ID_FOR_SRP": "ada", "FRIENDLY_DEVICE_NAME": "phone" })
        );
        let session = &begun["Session"];
        sheet.refused("no code", answer(&people, "SOFTWARE_TOKEN_MFA", session, json!({}))).await;
        let nobody = json!({ "USERNAME": "nobody", "SOFTWARE_TOKEN_MFA_CODE": WRONG });
        sheet.refused("another user", answer(&people, "SOFTWARE_TOKEN_MFA", session, nobody)).await;
        let no_session = with(&token(&people, session, WRONG), json!({ "Session": null }));
        sheet.refused("no Session", no_session).await;
        let other = asked(sheet, &people, "ada").await;
        sheet.refused("a wrong code", token(&people, session, WRONG)).await;
        let code = app.code(0);
        sheet.good("32 a right code after it", token(&people, session, &code)).await;
        sheet.refused("32 again", token(&people, session, &app.code(1))).await;
        sheet.refused("27 the code in another sign-in", token(&people, &other["Session"], &code)).await;
        sheet.refused("the code of one step ago", token(&people, &other["Session"], &app.code(-1))).await;
        let by_old_name = json!({ "SMS_MFA_CODE": app.code(1) });
        let by_old_name = answer(&people, "SOFTWARE_TOKEN_MFA", &other["Session"], by_old_name);
        sheet.good("the code of the next step, by its older name", by_old_name).await;
        let begun = asked(sheet, &people, "ada").await;
        sheet.desk.pass(181);
        sheet.refused("33 three minutes later", token(&people, &begun["Session"], &app.code(0))).await;
        let begun = asked(sheet, &people, "ada").await;
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("ada")).await;
        let signed_out = token(&people, &begun["Session"], &app.code(0));
        sheet.refused("49 signed out everywhere meanwhile", signed_out).await;
        let begun = asked(sheet, &people, "ada").await;
        sheet.ask("cognito-idp:AdminDeleteSoftwareToken", people.user("ada")).await;
        sheet.refused("the app was taken away", token(&people, &begun["Session"], &app.code(0))).await;
    });
}

#[test]
fn software_token_mfa_of_a_pool_that_was_switched_off() {
    of_part("cognito-idp:InitiateAuth", "mfa_off", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        member_with_app(sheet, &people, "ada").await;
        sheet.good("a user with an app", people.by_password("ada")).await;
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", json!({ "UserPoolId": people.pool })).await;
        sheet.good("29 the pool is switched off", people.by_password("ada")).await;
    });
}

#[test]
fn too_many_wrong_codes() {
    of_part("cognito-idp:RespondToAuthChallenge", "software_token_locked", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        let app = member_with_app(sheet, &people, "ada").await;
        let begun = asked(sheet, &people, "ada").await;
        let guess = token(&people, &begun["Session"], WRONG);
        let guesses = (0..200).map(|_| sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &guess));
        let answers = futures_util::future::join_all(guesses).await;
        let told = |code: &str| answers.iter().filter(|answer| answer.body.contains(code)).count();
        assert_eq!((told("CodeMismatchException"), told("Password attempts exceeded")), (5, 195));
        let right = token(&people, &begun["Session"], &app.code(0));
        sheet.refused("the right code after 200 guesses at once", right).await;
        sheet.desk.pass(1);
        let begun = asked(sheet, &people, "ada").await;
        sheet.good("46 once the lock has ended", token(&people, &begun["Session"], &app.code(0))).await;
    });
}

#[test]
fn a_sign_in_of_a_user_whose_codes_are_locked() {
    of_part("cognito-idp:InitiateAuth", "codes_locked", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        member_with_app(sheet, &people, "ada").await;
        let begun = asked(sheet, &people, "ada").await;
        let guess = token(&people, &begun["Session"], WRONG);
        for _ in 0..5 {
            sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &guess).await;
        }
        sheet.refused("47 the right password buys no codes", people.by_password("ada")).await;
        sheet.desk.pass(1);
        sheet.good("once the lock has ended", people.by_password("ada")).await;
    });
}

#[test]
fn select_mfa_type() {
    of_part("cognito-idp:RespondToAuthChallenge", "select_mfa_type", async |sheet: &Sheet| {
        let people = pool_with(sheet, "OPTIONAL", json!({ "EmailMfaConfiguration": {} })).await;
        let app = member_with_app(sheet, &people, "ada").await;
        switched_on(sheet, &people, "ada", json!({ "EmailMfaSettings": { "Enabled": true } })).await;
        let begun = asked(sheet, &people, "ada").await;
        let offered = json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]).to_string();
        assert_eq!(begun["ChallengeParameters"]["MFAS_CAN_CHOOSE"], offered);
        let choose = |answered: Value| answer(&people, "SELECT_MFA_TYPE", &begun["Session"], answered);
        sheet.refused("no answer", choose(json!({}))).await;
        sheet.refused("30 not offered", choose(json!({ "ANSWER": "SMS_MFA" }))).await;
        sheet.refused("no factor", choose(json!({ "ANSWER": "RIDDLE" }))).await;
        let asked = sheet.good("the app", choose(json!({ "ANSWER": "SOFTWARE_TOKEN_MFA" }))).await;
        sheet.refused("again", choose(json!({ "ANSWER": "SOFTWARE_TOKEN_MFA" }))).await;
        sheet.good("its code", token(&people, &asked["Session"], &app.code(0))).await;
    });
}

#[test]
fn set_user_mfa_preference() {
    of("cognito-idp:SetUserMFAPreference", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        let tokens = people.member("ada").await;
        let by_token = json!({ "AccessToken": tokens["AccessToken"] });
        let set = |changes: Value| with(&by_token, changes);
        let app = json!({ "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true } });
        sheet.refused("an app that was not set up", set(app.clone())).await;
        verified(sheet, &tokens["AccessToken"]).await;
        sheet.good("the app", set(app.clone())).await;
        let by_text = json!({ "SMSMfaSettings": { "Enabled": true } });
        sheet.refused("texts, and no number", set(by_text)).await;
        let both = with(&app, json!({ "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true } }));
        sheet.refused("two are preferred", set(both)).await;
        let off = json!({ "EmailMfaSettings": { "Enabled": false, "PreferredMfa": true } });
        sheet.refused("one that is off is preferred", set(off)).await;
        let passkeys = json!({ "WebAuthnMfaSettings": { "Enabled": true } });
        sheet.good("passkeys may stand for both factors", set(passkeys)).await;
        let seen = sheet.ask("cognito-idp:GetUser", by_token.clone()).await;
        assert_eq!(seen["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
        assert_eq!(seen["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
        let off = json!({ "SoftwareTokenMfaSettings": { "Enabled": false } });
        sheet.good("nothing", set(off)).await;
        let seen = sheet.ask("cognito-idp:GetUser", by_token.clone()).await;
        assert_eq!((seen.get("UserMFASettingList"), seen.get("PreferredMfaSetting")), (None, None));
        no_token(sheet, &people, "ada", &tokens, &by_token).await;
    });
}

#[test]
fn admin_set_user_mfa_preference() {
    of("cognito-idp:AdminSetUserMFAPreference", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        let tokens = people.member("ada").await;
        let ada = people.user("ada");
        let on = json!({ "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true } });
        let app = json!({ "SoftwareTokenMfaSettings": { "Enabled": true } });
        sheet.refused_as_signed(&ada).await;
        sheet.refused("an app that was not set up", with(&ada, app.clone())).await;
        sheet
            .refused("texts, and no number", with(&ada, json!({ "SMSMfaSettings": { "Enabled": true } })))
            .await;
        verified(sheet, &tokens["AccessToken"]).await;
        sheet.good("two factors, and one preferred", with(&with(&ada, app), on)).await;
        let seen = sheet.ask("cognito-idp:AdminGetUser", ada.clone()).await;
        assert_eq!(seen["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]));
        assert_eq!(seen["PreferredMfaSetting"], "EMAIL_OTP");
        no_user(sheet, &ada).await;
    });
}

#[test]
fn admin_delete_software_token() {
    of("cognito-idp:AdminDeleteSoftwareToken", async |sheet: &Sheet| {
        let people = pool(sheet, "OPTIONAL").await;
        member_with_app(sheet, &people, "ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("an app is taken away", people.user("ada")).await;
        let seen = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(seen.get("UserMFASettingList"), None);
        people.sign_in("ada").await;
        sheet.good("a user without one", people.user("ada")).await;
        no_user(sheet, &people.user("ada")).await;
    });
}
