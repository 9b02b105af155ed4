//! `USER_AUTH`: the user chooses the first factor.

use app::testing::CODE;
use serde_json::{Value, json};

use super::{
    PASSWORD, People,
    challenges::TIMESTAMP,
    mfa_config::{own_mail, texts},
    no_token, no_user,
    sign_in::flow,
};
use crate::desk::{Sheet, of, of_part, srp, text, with};

const WRONG: &str = "87654321";

/// A pool that takes passwords and codes as first factors.
async fn pool(sheet: &Sheet) -> People<'_> {
    let first =
        json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] } });
    let pool = json!({ "Policies": first, "SmsConfiguration": texts(), "EmailConfiguration": own_mail() });
    People::with(sheet, pool, json!({ "ExplicitAuthFlows": flows() })).await
}

fn flows() -> Value {
    json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
}

fn begin(people: &People<'_>, name: &str, parameters: Value) -> Value {
    flow(&people.client, "USER_AUTH", with(&json!({ "USERNAME": name }), parameters))
}

fn prefer(people: &People<'_>, name: &str, factor: &str) -> Value {
    begin(people, name, json!({ "PREFERRED_CHALLENGE": factor }))
}

fn answer(people: &People<'_>, challenge: &str, session: &Value, responses: Value) -> Value {
    let responses = with(&json!({ "USERNAME": "ada" }), responses);
    json!({ "ClientId": people.client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses })
}

async fn asked(sheet: &Sheet, input: Value) -> Value {
    sheet.ask("cognito-idp:InitiateAuth", input).await
}

#[test]
fn user_auth() {
    of_part("cognito-idp:InitiateAuth", "user_auth", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet).await;
        people.join("ada").await;
        sheet.good("A5 nothing is preferred", begin(&people, "ada", json!({}))).await;
        sheet.good("A5 what is not offered is preferred", prefer(&people, "ada", "SMS_OTP")).await;
        sheet.good("A5 no factor is preferred", prefer(&people, "ada", "RIDDLE")).await;
        sheet.good("A6 a password", prefer(&people, "ada", "PASSWORD")).await;
        let along = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD });
        sheet.good("A6 and here it is", begin(&people, "ada", along.clone())).await;
        let wrong = with(&along, json!({ "PASSWORD": "Wrong-Horse-1" }));
        sheet.refused("P2 and it is wrong", begin(&people, "ada", wrong)).await;
        sheet.good("A7 a proof by SRP", prefer(&people, "ada", "PASSWORD_SRP")).await;
        let by_srp = json!({ "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": srp::client_public() });
        sheet.good("A7 and here is SRP_A", begin(&people, "ada", by_srp)).await;
        sheet.good("A8 a code by mail", prefer(&people, "ada", "EMAIL_OTP")).await;
        people.invite("bob").await;
        sheet.good("34 with a temporary password", prefer(&people, "bob", "EMAIL_OTP")).await;
        people.sign_up("eve").await;
        sheet.good("A4 an unconfirmed user", begin(&people, "eve", json!({}))).await;
        sheet.refused("no user name", flow(&people.client, "USER_AUTH", json!({}))).await;
        let session = json!({ "Session": "garbage-garbage-garbage" });
        sheet
            .refused(
                "a Session, which no confirmation gives",
                with(&begin(&people, "ada", json!({})), session),
            )
            .await;
        let without = people.client_with(json!({})).await;
        let other = json!({ "ClientId": without["ClientId"] });
        sheet
            .refused("through a client without the flow", with(&begin(&people, "ada", json!({})), other))
            .await;
        for _ in 0..4 {
            asked(sheet, prefer(&people, "ada", "EMAIL_OTP")).await;
        }
        sheet.refused("the sixth code within an hour", prefer(&people, "ada", "EMAIL_OTP")).await;
    });
}

#[test]
fn user_auth_by_a_client_that_tells_who_exists() {
    of_part("cognito-idp:InitiateAuth", "user_auth_telling", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let telling = json!({ "PreventUserExistenceErrors": "LEGACY", "ExplicitAuthFlows": flows() });
        let client = people.client_with(telling).await;
        let told = |input: Value| with(&input, json!({ "ClientId": client["ClientId"] }));
        sheet.refused("W3 an unknown user", told(begin(&people, "nobody", json!({})))).await;
        people.sign_up("eve").await;
        sheet.refused("A4 a password of an unconfirmed user", told(prefer(&people, "eve", "PASSWORD"))).await;
        sheet.good("A4 an unconfirmed user", told(begin(&people, "eve", json!({})))).await;
        people.join("ada").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.refused("W5 a disabled user", told(begin(&people, "ada", json!({})))).await;
    });
}

#[test]
fn user_auth_of_a_user_with_a_second_factor() {
    of_part("cognito-idp:InitiateAuth", "user_auth_mfa", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let mfa = json!({ "UserPoolId": people.pool, "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {}, "EmailMfaConfiguration": {} });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
        sheet.good("no factor of the user's", begin(&people, "ada", json!({}))).await;
        let on = json!({ "EmailMfaSettings": { "Enabled": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&people.user("ada"), on)).await;
        sheet
            .good("36 no code is offered to a user with a second factor", begin(&people, "ada", json!({})))
            .await;
        let along = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD });
        sheet.good("which follows on the password", begin(&people, "ada", along)).await;
    });
}

#[test]
fn select_challenge() {
    of_part("cognito-idp:RespondToAuthChallenge", "select_challenge", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet).await;
        people.join("ada").await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let choose = |responses: Value| answer(&people, "SELECT_CHALLENGE", &begun["Session"], responses);
        sheet.refused("no answer", choose(json!({}))).await;
        sheet.refused("30 not offered", choose(json!({ "ANSWER": "SMS_OTP" }))).await;
        sheet.refused("no factor", choose(json!({ "ANSWER": "RIDDLE" }))).await;
        sheet.refused("another user", choose(json!({ "ANSWER": "PASSWORD", "USERNAME": "nobody" }))).await;
        sheet
            .refused(
                "39 its Session with another challenge",
                answer(&people, "EMAIL_OTP", &begun["Session"], json!({ "EMAIL_OTP_CODE": CODE })),
            )
            .await;
        let password = sheet.good("a password", choose(json!({ "ANSWER": "PASSWORD" }))).await;
        let sent = |password: Value, session: &Value| {
            answer(&people, "PASSWORD", session, json!({ "PASSWORD": password }))
        };
        sheet.refused("no password", sent(Value::Null, &password["Session"])).await;
        sheet.refused("a wrong one", sent(json!("Wrong-Horse-1"), &password["Session"])).await;
        sheet
            .refused(
                "38 without its Session",
                with(&sent(json!(PASSWORD), &Value::Null), json!({ "Session": null })),
            )
            .await;
        sheet.good("the right one", sent(json!(PASSWORD), &password["Session"])).await;
        sheet.refused("again", sent(json!(PASSWORD), &password["Session"])).await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let choose = |responses: Value| answer(&people, "SELECT_CHALLENGE", &begun["Session"], responses);
        let both = |password: &str| choose(json!({ "ANSWER": "PASSWORD", "PASSWORD": password }));
        sheet.refused("a password along with the choice, and wrong", both("Wrong-Horse-1")).await;
        sheet.good("and the right one", both(PASSWORD)).await;
        sheet.refused("again", both(PASSWORD)).await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        sheet
            .good(
                "a code",
                answer(&people, "SELECT_CHALLENGE", &begun["Session"], json!({ "ANSWER": "EMAIL_OTP" })),
            )
            .await;
        sheet.desk.pass(181);
        sheet
            .refused(
                "three minutes later",
                answer(&people, "SELECT_CHALLENGE", &begun["Session"], json!({ "ANSWER": "EMAIL_OTP" })),
            )
            .await;
    });
}

#[test]
fn a_proof_by_srp_that_was_chosen() {
    of_part("cognito-idp:RespondToAuthChallenge", "chosen_srp", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet).await;
        people.join("ada").await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let by_srp = json!({ "ANSWER": "PASSWORD_SRP", "SRP_A": srp::client_public() });
        let chosen = sheet
            .good("along with SRP_A", answer(&people, "SELECT_CHALLENGE", &begun["Session"], by_srp))
            .await;
        let proof = |chosen: &Value| {
            let parameters = &chosen["ChallengeParameters"];
            let signature = srp::signature(&people.pool, PASSWORD, parameters, TIMESTAMP);
            sheet.learn(&signature, "PASSWORD_CLAIM_SIGNATURE");
            let responses = json!({
                "TIMESTAMP": TIMESTAMP,
                "PASSWORD_CLAIM_SIGNATURE": signature,
                "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            });
            answer(&people, "PASSWORD_VERIFIER", &chosen["Session"], responses)
        };
        sheet.good("its proof", proof(&chosen)).await;
        let begun = asked(sheet, prefer(&people, "ada", "PASSWORD_SRP")).await;
        let public =
            |value: Value| answer(&people, "PASSWORD_SRP", &begun["Session"], json!({ "SRP_A": value }));
        sheet.refused("no SRP_A", public(Value::Null)).await;
        sheet.refused("SRP_A is no number", public(json!("zzz"))).await;
        let chosen = sheet.good("SRP_A", public(json!(srp::client_public()))).await;
        sheet
            .good("13 its proof without the Session", with(&proof(&chosen), json!({ "Session": null })))
            .await;
    });
}

#[test]
fn a_code_as_the_first_factor() {
    of_part("cognito-idp:RespondToAuthChallenge", "first_code", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.sign_up("ada").await;
        let begun = asked(sheet, prefer(&people, "ada", "EMAIL_OTP")).await;
        let code =
            |code: Value| answer(&people, "EMAIL_OTP", &begun["Session"], json!({ "EMAIL_OTP_CODE": code }));
        sheet.refused("no code", code(Value::Null)).await;
        sheet.refused("a wrong code", code(json!(WRONG))).await;
        sheet.good("37 the right code of an unconfirmed user", code(json!(CODE))).await;
        sheet.refused("32 again", code(json!(CODE))).await;
        let seen = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert_eq!(seen["UserStatus"], "CONFIRMED");
        let number = json!([{ "Name": "phone_number", "Value": "+14325551212" }, { "Name": "phone_number_verified", "Value": "true" }]);
        sheet
            .ask(
                "cognito-idp:AdminUpdateUserAttributes",
                with(&people.user("ada"), json!({ "UserAttributes": number })),
            )
            .await;
        let begun = asked(sheet, prefer(&people, "ada", "SMS_OTP")).await;
        let text =
            |code: &str| answer(&people, "SMS_OTP", &begun["Session"], json!({ "SMS_OTP_CODE": code }));
        sheet
            .refused(
                "another challenge by text",
                answer(&people, "SMS_MFA", &begun["Session"], json!({ "SMS_MFA_CODE": CODE })),
            )
            .await;
        for _ in 0..5 {
            sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &text(WRONG)).await;
        }
        sheet.refused("the right code after five wrong ones", text(CODE)).await;
        sheet.desk.pass(1);
        sheet.good("once the lock has ended", text(CODE)).await;
    });
}

/// The limit of five codes counts for a name, and not for the user, to whom none goes.
#[test]
fn a_user_who_is_switched_off_is_sent_no_code() {
    of_part("cognito-idp:InitiateAuth", "user_auth_disabled", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.good("as if one were sent", prefer(&people, "ada", "EMAIL_OTP")).await;
        for _ in 0..4 {
            asked(sheet, prefer(&people, "ada", "EMAIL_OTP")).await;
        }
        sheet.refused("as if five were sent", prefer(&people, "ada", "EMAIL_OTP")).await;
        sheet.ask("cognito-idp:AdminEnableUser", people.user("ada")).await;
        sheet.good("the first one that is sent", prefer(&people, "ada", "EMAIL_OTP")).await;
    });
}

/// What a caller learns of a name: the members and lengths of each answer of a sign-in, and what is refused.
async fn learnt(sheet: &Sheet, people: &People<'_>, name: &str) -> Vec<String> {
    let mut learnt = Vec::new();
    let begun = asked(sheet, begin(people, name, json!({}))).await;
    learnt.push(format!("{} {}", begun["AvailableChallenges"], text(&begun["Session"]).len()));
    let responses = |more: Value| with(&json!({ "USERNAME": name }), more);
    let choose =
        answer(people, "SELECT_CHALLENGE", &begun["Session"], responses(json!({ "ANSWER": "EMAIL_OTP" })));
    let sent = sheet.ask("cognito-idp:RespondToAuthChallenge", choose).await;
    let names: Vec<_> = sent["ChallengeParameters"].as_object().unwrap().keys().cloned().collect();
    learnt.push(format!("{names:?} {} {}", text(&sent["Session"]).len(), sent["AvailableChallenges"]));
    for _ in 0..7 {
        let code =
            answer(people, "EMAIL_OTP", &sent["Session"], responses(json!({ "EMAIL_OTP_CODE": WRONG })));
        let told = sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &code).await.json();
        learnt.push(format!("{} {}", told["__type"], told["message"]));
    }
    for _ in 0..6 {
        let told =
            sheet.desk.answer("cognito-idp:InitiateAuth", &prefer(people, name, "EMAIL_OTP")).await.json();
        learnt.push(format!("{} {}", told["__type"], told["message"]));
        sheet.desk.pass(60);
    }
    let along = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-Horse-1" });
    let told = sheet.desk.answer("cognito-idp:InitiateAuth", &begin(people, name, along)).await.json();
    learnt.push(format!("{} {}", told["__type"], told["message"]));
    learnt
}

#[test]
fn an_unknown_name_is_answered_like_a_user_who_has_every_factor() {
    of_part("cognito-idp:InitiateAuth", "user_auth_unknown", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let number = json!([{ "Name": "phone_number", "Value": "+14325551212" }, { "Name": "phone_number_verified", "Value": "true" }]);
        sheet
            .ask(
                "cognito-idp:AdminUpdateUserAttributes",
                with(&people.user("ada"), json!({ "UserAttributes": number })),
            )
            .await;
        let known = learnt(sheet, &people, "ada").await;
        assert_eq!(learnt(sheet, &people, "nobody").await, known);
        assert!(known.iter().any(|told| told.contains("Password attempts exceeded")));
        sheet.good("an unknown user", begin(&people, "someone", json!({}))).await;
    });
}

#[test]
fn get_user_auth_factors() {
    of("cognito-idp:GetUserAuthFactors", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let by_token = json!({ "AccessToken": tokens["AccessToken"] });
        sheet.good("a password and a verified address", by_token.clone()).await;
        no_token(sheet, &people, "ada", &tokens, &by_token).await;
    });
}

#[test]
fn admin_get_user_auth_factors() {
    of("cognito-idp:AdminGetUserAuthFactors", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let ada = people.user("ada");
        sheet.refused_as_signed(&ada).await;
        sheet.good("a password and a verified address", ada.clone()).await;
        let mfa = json!({ "UserPoolId": people.pool, "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {}, "EmailMfaConfiguration": {} });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
        let on = json!({ "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true } });
        sheet.ask("cognito-idp:AdminSetUserMFAPreference", with(&ada, on)).await;
        sheet.good("a second factor", ada.clone()).await;
        no_user(sheet, &ada).await;
    });
}
