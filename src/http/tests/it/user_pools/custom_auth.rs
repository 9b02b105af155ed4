//! `CUSTOM_AUTH`: functions of the pool say what is asked, by the names of the rules in the reference of sign-in.

use app::testing::triggers::{Answered, ChallengeCreated, ChallengeDefined, DefineAuthChallenge};
use serde_json::{Value, json};

use super::{PASSWORD, People, challenges::TIMESTAMP, sign_in::flow};
use crate::desk::{Sheet, of_part, srp, text, with};

/// The right answer, which only functions know.
pub(crate) const SECRET: &str = "fifty-four";

/// The functions of a pool, by their members of `LambdaConfig`.
pub(crate) fn functions(members: &[&str]) -> Value {
    let arn = |member: &&str| format!("arn:aws:lambda:us-east-1:123456789012:function:{member}");
    let config: serde_json::Map<_, _> =
        members.iter().map(|member| ((*member).to_owned(), json!(arn(member)))).collect();
    json!({ "LambdaConfig": config, "AutoVerifiedAttributes": ["email"] })
}

pub(super) const DEFINE: &str = "DefineAuthChallenge";
pub(super) const CREATE: &str = "CreateAuthChallenge";
pub(super) const VERIFY: &str = "VerifyAuthChallengeResponse";

pub(super) fn flows() -> Value {
    let flows =
        ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    json!({ "ExplicitAuthFlows": flows })
}

/// A pool with all three functions, which ask a riddle until it is answered, after the password where the client proves one.
pub(crate) async fn pool(sheet: &Sheet) -> People<'_> {
    pool_with(sheet, json!({})).await
}

/// The same with other settings.
pub(super) async fn pool_with(sheet: &Sheet, settings: Value) -> People<'_> {
    sheet.learn(&srp::client_public(), "SRP_A");
    let functions = &sheet.desk.house.functions;
    functions.define(|asked| {
        let last = asked.session.last();
        let is = |name: &str| last.is_some_and(|last| last.challenge == name);
        Ok(match last {
            Some(Answered { passed: true, .. }) if is("CUSTOM_CHALLENGE") => tokens(),
            Some(_) if is("SRP_A") => named("PASSWORD_VERIFIER"),
            _ => named("CUSTOM_CHALLENGE"),
        })
    });
    functions.create(|asked| {
        Ok(ChallengeCreated {
            public: [("question".to_owned(), "What is six by nine?".to_owned())].into(),
            private: [("answer".to_owned(), SECRET.to_owned())].into(),
            metadata: Some(format!("RIDDLE-{}", asked.session.len())),
        })
    });
    functions.verify(|asked| Ok(asked.private["answer"] == asked.answer));
    People::with(sheet, with(&self::functions(&[CREATE, DEFINE, VERIFY]), settings), flows()).await
}

pub(super) fn tokens() -> ChallengeDefined {
    ChallengeDefined { issues_tokens: true, ..ChallengeDefined::default() }
}

pub(super) fn named(challenge: &str) -> ChallengeDefined {
    ChallengeDefined { challenge: Some(challenge.to_owned()), ..ChallengeDefined::default() }
}

/// From now on `DefineAuthChallenge` answers always the same.
pub(super) fn define(sheet: &Sheet, answer: ChallengeDefined) {
    sheet.desk.house.functions.define(move |_: &DefineAuthChallenge| Ok(answer.clone()));
}

pub(super) fn begin(people: &People<'_>, name: &str, parameters: Value) -> Value {
    flow(&people.client, "CUSTOM_AUTH", with(&json!({ "USERNAME": name }), parameters))
}

/// Begins with the client's public number.
pub(crate) fn by_srp(people: &People<'_>, name: &str) -> Value {
    begin(people, name, json!({ "CHALLENGE_NAME": "SRP_A", "SRP_A": srp::client_public() }))
}

pub(super) async fn asked(sheet: &Sheet, input: Value) -> Value {
    sheet.ask("cognito-idp:InitiateAuth", input).await
}

pub(super) fn respond(people: &People<'_>, challenge: &str, session: &Value, responses: Value) -> Value {
    let responses = with(&json!({ "USERNAME": "ada" }), responses);
    json!({ "ClientId": people.client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses })
}

pub(crate) fn answer(people: &People<'_>, asked: &Value, answer: &str) -> Value {
    respond(people, "CUSTOM_CHALLENGE", &asked["Session"], json!({ "ANSWER": answer }))
}

/// The proof of the password that was asked for.
pub(crate) fn proof(people: &People<'_>, asked: &Value, changes: Value) -> Value {
    let parameters = &asked["ChallengeParameters"];
    let signature = srp::signature(&people.pool, PASSWORD, parameters, TIMESTAMP);
    people.sheet.learn(&signature, "PASSWORD_CLAIM_SIGNATURE");
    let responses = json!({
        "TIMESTAMP": TIMESTAMP,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
    });
    respond(people, "PASSWORD_VERIFIER", &asked["Session"], with(&responses, changes))
}

async fn set_functions(sheet: &Sheet, people: &People<'_>, members: &[&str]) {
    let update = with(&functions(members), json!({ "UserPoolId": people.pool }));
    sheet.ask("cognito-idp:UpdateUserPool", update).await;
}

#[test]
fn functions_that_are_not_set() {
    of_part("cognito-idp:InitiateAuth", "custom_not_set", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let ada = begin(&people, "ada", json!({}));
        set_functions(sheet, &people, &[CREATE, VERIFY]).await;
        sheet.refused("C1 no Define", ada.clone()).await;
        set_functions(sheet, &people, &[DEFINE, VERIFY]).await;
        sheet.refused("C1 no Create", ada.clone()).await;
        set_functions(sheet, &people, &[DEFINE, CREATE]).await;
        sheet.refused("C1 no Verify", ada.clone()).await;
        set_functions(sheet, &people, &[DEFINE]).await;
        define(sheet, tokens());
        sheet.good("C1 neither is needed", ada.clone()).await;
        set_functions(sheet, &people, &[]).await;
        sheet.refused("C1 none", ada).await;
    });
}

#[test]
fn how_a_sign_in_by_functions_begins() {
    of_part("cognito-idp:InitiateAuth", "custom", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        sheet.good("C2, C5 no SRP_A", begin(&people, "ada", json!({}))).await;
        sheet.good("C2, C6 SRP_A", by_srp(&people, "ada")).await;
        sheet.good("C2 SRP_A without CHALLENGE_NAME", begin(&people, "ada", json!({ "SRP_A": "02" }))).await;
        let announced = json!({ "CHALLENGE_NAME": "SRP_A" });
        sheet.refused("C2 CHALLENGE_NAME=SRP_A alone", begin(&people, "ada", announced)).await;
        sheet.refused("SRP_A is no number", begin(&people, "ada", json!({ "SRP_A": "zzz" }))).await;
        sheet.refused("no user name", flow(&people.client, "CUSTOM_AUTH", json!({}))).await;
        define(sheet, named("PASSWORD_VERIFIER"));
        sheet.refused("C6 without SRP_A", begin(&people, "ada", json!({}))).await;
        define(sheet, named("SMS_MFA"));
        sheet.refused("C7 no password was proved", begin(&people, "ada", json!({}))).await;
        define(sheet, ChallengeDefined::default());
        sheet.refused("C8 no name", begin(&people, "ada", json!({}))).await;
        define(sheet, named("RIDDLE"));
        sheet.refused("C8 another name", begin(&people, "ada", json!({}))).await;
        let fails = ChallengeDefined { fails: true, ..tokens() };
        define(sheet, fails);
        sheet.refused("C3 failAuthentication beats issueTokens", begin(&people, "ada", json!({}))).await;
        define(sheet, ChallengeDefined { issues_tokens: true, ..named("CUSTOM_CHALLENGE") });
        sheet.good("C4 issueTokens beats a name", begin(&people, "ada", json!({}))).await;
    });
}

#[test]
fn tokens_that_functions_issue() {
    of_part("cognito-idp:InitiateAuth", "custom_tokens", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        define(sheet, tokens());
        sheet.refused("C4, 42 an unknown user", begin(&people, "nobody", json!({}))).await;
        people.sign_up("eve").await;
        sheet.refused("C4, T1 an unconfirmed user", begin(&people, "eve", json!({}))).await;
        people.join("bob").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("bob")).await;
        sheet.refused("C4, T1 a disabled user", begin(&people, "bob", json!({}))).await;
        people.invite("kim").await;
        sheet.good("C4 with a temporary password", begin(&people, "kim", json!({}))).await;
        people.join("ada").await;
        sheet.ask("cognito-idp:AdminResetUserPassword", people.user("ada")).await;
        sheet.good("C4 whose password was reset", begin(&people, "ada", json!({}))).await;
        let mfa = json!({ "UserPoolId": people.pool, "MfaConfiguration": "ON",
            "SoftwareTokenMfaConfiguration": { "Enabled": true } });
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", mfa).await;
        sheet.good("C4, 41 in a pool that demands a second factor", begin(&people, "ada", json!({}))).await;
        let telling = with(&flows(), json!({ "PreventUserExistenceErrors": "LEGACY" }));
        let telling = people.client_with(telling).await;
        let told =
            |name: &str| with(&begin(&people, name, json!({})), json!({ "ClientId": telling["ClientId"] }));
        sheet.desk.house.functions.take_asked();
        sheet.refused("W3 an unknown user, by a client that tells", told("nobody")).await;
        sheet.refused("W5 a disabled user, by a client that tells", told("bob")).await;
        sheet.refused("W6 an unconfirmed user, by a client that tells", told("eve")).await;
        assert_eq!(sheet.desk.house.functions.take_asked(), [], "no function is asked");
    });
}

#[test]
fn answers_to_custom_challenges() {
    of_part("cognito-idp:RespondToAuthChallenge", "custom", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let ada = |changes: Value| respond(&people, "CUSTOM_CHALLENGE", &begun["Session"], changes);
        sheet.refused("no answer", ada(json!({}))).await;
        sheet.refused("another user", ada(json!({ "ANSWER": SECRET, "USERNAME": "nobody" }))).await;
        sheet
            .refused("no Session", with(&ada(json!({ "ANSWER": SECRET })), json!({ "Session": null })))
            .await;
        let other = people.client_with(flows()).await;
        let elsewhere = json!({ "ClientId": other["ClientId"] });
        sheet.refused("through another client", with(&ada(json!({ "ANSWER": SECRET })), elsewhere)).await;
        let code = respond(&people, "SMS_MFA", &begun["Session"], json!({ "SMS_MFA_CODE": "123456" }));
        sheet.refused("its Session with another challenge", code).await;
        let second = sheet.good("C11, 43 a wrong answer", answer(&people, &begun, "twelve")).await;
        sheet.refused("43 the Session that was answered", answer(&people, &begun, SECRET)).await;
        let third = sheet.good("an empty answer is one too", answer(&people, &second, "")).await;
        let done = sheet.good("C11 the right answer", answer(&people, &third, SECRET)).await;
        sheet.refused("again", answer(&people, &third, SECRET)).await;
        let refresh = json!({ "REFRESH_TOKEN": done["AuthenticationResult"]["RefreshToken"] });
        asked(sheet, flow(&people.client, "REFRESH_TOKEN_AUTH", refresh)).await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.refused("T1 disabled meanwhile", answer(&people, &begun, SECRET)).await;
        sheet.ask("cognito-idp:AdminEnableUser", people.user("ada")).await;
        sheet.good("which spends nothing", answer(&people, &begun, SECRET)).await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        sheet.desk.pass(181);
        sheet.refused("33 three minutes later", answer(&people, &begun, SECRET)).await;
    });
}

#[test]
fn a_sign_in_by_functions_of_an_administrator() {
    of_part("cognito-idp:AdminInitiateAuth", "custom", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.good("C5", with(&begin(&people, "ada", json!({})), pool.clone())).await;
        sheet.good("C6", with(&by_srp(&people, "ada"), pool.clone())).await;
        sheet.good("u6 an unknown user", with(&begin(&people, "nobody", json!({})), pool.clone())).await;
        let other = people.client_with(json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] })).await;
        let other = with(&pool, json!({ "ClientId": other["ClientId"] }));
        sheet.refused("D5 the client may not", with(&begin(&people, "ada", json!({})), other)).await;
        define(sheet, ChallengeDefined::default());
        sheet.refused("C8", with(&begin(&people, "ada", json!({})), pool.clone())).await;
    });
}

#[test]
fn an_answer_to_a_custom_challenge_by_an_administrator() {
    of_part("cognito-idp:AdminRespondToAuthChallenge", "custom", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let begun = asked(sheet, begin(&people, "ada", json!({}))).await;
        let pool = json!({ "UserPoolId": people.pool });
        let wrong =
            sheet.good("C11 a wrong answer", with(&answer(&people, &begun, "twelve"), pool.clone())).await;
        sheet.good("51 the right one", with(&answer(&people, &wrong, SECRET), pool)).await;
        assert_ne!(text(&wrong["Session"]), text(&begun["Session"]));
    });
}
