//! Which functions each operation calls, and in which order: the rows of section 5 of the reference of triggers. An operation that is not
//! named there calls none.

use app::testing::{
    CODE,
    triggers::{ChallengeCreated, SignUpVerdict, TriggerFault},
};
use serde_json::{Value, json};

use super::{
    PASSWORD, People,
    challenges::TIMESTAMP,
    custom_auth::{CREATE, DEFINE, SECRET, VERIFY, functions, named, tokens},
    device_sign_in,
    devices::confirmed,
    sign_in::flow,
};
use crate::desk::{Sheet, of_part, srp, with};

const NEW: &str = "Battery-Staple-2";

/// The members of `LambdaConfig` of functions that are called around sign-ups and sign-ins.
pub(super) const AROUND: [&str; 5] =
    ["PostAuthentication", "PostConfirmation", "PreAuthentication", "PreSignUp", "PreTokenGeneration"];

/// A pool with functions that change nothing, and a client with every flow.
pub(super) async fn pool(sheet: &Sheet) -> People<'_> {
    sheet.learn(&srp::client_public(), "SRP_A");
    let memory = &sheet.desk.house.functions;
    for function in AROUND {
        memory.on(function, |_| Ok(json!({})));
    }
    let flows = [
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ];
    let names = [&AROUND[..], &[CREATE, DEFINE, VERIFY]].concat();
    People::with(sheet, functions(&names), json!({ "ExplicitAuthFlows": flows })).await
}

/// From now on a sign-up is confirmed by the function.
pub(super) fn confirm_at_once(sheet: &Sheet, verdict: SignUpVerdict) {
    sheet.desk.house.functions.on("PreSignUp", move |_| Ok(json!(verdict)));
}

/// What a function does that fails: it throws, answers badly, cannot be called.
pub(crate) fn faults() -> [(&'static str, TriggerFault); 3] {
    [
        ("throws", TriggerFault::Threw("Not today, Ada".to_owned())),
        ("answers badly", TriggerFault::Unreadable),
        ("cannot be called", TriggerFault::NotCalled("AccessDeniedException".to_owned())),
    ]
}

/// From now on the function of a trigger fails so.
pub(crate) fn fail(sheet: &Sheet, trigger: &str, fault: TriggerFault) {
    sheet.desk.house.functions.on(trigger, move |_| Err(fault.clone()));
}

/// From now on it changes nothing.
pub(crate) fn agree(sheet: &Sheet, trigger: &str) {
    sheet.desk.house.functions.on(trigger, |_| Ok(json!({})));
}

/// The sources of what functions were asked since this was called last.
pub(super) fn sources(sheet: &Sheet) -> Vec<String> {
    sheet.desk.house.functions.take_asked().into_iter().map(|asked| asked.event.trigger_source).collect()
}

/// Makes a call, which must have called these functions and no other.
async fn calls(sheet: &Sheet, operation: &str, input: Value, expected: &[&str]) -> Value {
    sheet.desk.house.functions.take_asked();
    let answer = sheet.ask(&format!("cognito-idp:{operation}"), input).await;
    assert_eq!(sources(sheet), expected, "{operation}");
    answer
}

fn begin(people: &People<'_>, by: &str, parameters: Value) -> Value {
    flow(&people.client, by, with(&json!({ "USERNAME": "ada" }), parameters))
}

fn respond(people: &People<'_>, challenge: &str, session: &Value, responses: Value) -> Value {
    let responses = with(&json!({ "USERNAME": "ada" }), responses);
    json!({ "ClientId": people.client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses })
}

fn verifier(people: &People<'_>, asked: &Value) -> Value {
    let signature = srp::signature(&people.pool, PASSWORD, &asked["ChallengeParameters"], TIMESTAMP);
    let block = &asked["ChallengeParameters"]["SECRET_BLOCK"];
    let responses = json!({ "TIMESTAMP": TIMESTAMP, "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": block });
    with(&respond(people, "PASSWORD_VERIFIER", &Value::Null, responses), json!({ "Session": null }))
}

const PRE: &str = "PreAuthentication_Authentication";
const POST: &str = "PostAuthentication_Authentication";
const TOKENS: &str = "TokenGeneration_Authentication";
const CONFIRMED: &str = "PostConfirmation_ConfirmSignUp";

#[test]
fn functions_of_sign_up_by_operation() {
    of_part("cognito-idp:SignUp", "calls", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let name = |name: &str| json!({ "ClientId": people.client, "Username": name });
        let code =
            |name: &str| json!({ "ClientId": people.client, "Username": name, "ConfirmationCode": CODE });
        calls(sheet, "SignUp", people.applicant("ada"), &["PreSignUp_SignUp"]).await;
        calls(sheet, "ResendConfirmationCode", name("ada"), &[]).await;
        calls(sheet, "ConfirmSignUp", code("ada"), &[CONFIRMED]).await;
        calls(sheet, "SignUp", people.applicant("bob"), &["PreSignUp_SignUp"]).await;
        calls(sheet, "AdminConfirmSignUp", people.user("bob"), &[CONFIRMED]).await;
        let verdict = SignUpVerdict { auto_confirm_user: true, ..SignUpVerdict::default() };
        confirm_at_once(sheet, verdict);
        calls(sheet, "SignUp", people.applicant("eve"), &["PreSignUp_SignUp", CONFIRMED]).await;
        let kim = with(&people.user("kim"), json!({ "TemporaryPassword": PASSWORD }));
        calls(sheet, "AdminCreateUser", kim.clone(), &["PreSignUp_AdminCreateUser"]).await;
        calls(sheet, "AdminCreateUser", with(&kim, json!({ "MessageAction": "RESEND" })), &[]).await;
        calls(sheet, "ForgotPassword", name("ada"), &[]).await;
        let reset = with(&code("ada"), json!({ "Password": NEW }));
        calls(sheet, "ConfirmForgotPassword", reset, &["PostConfirmation_ConfirmForgotPassword"]).await;
        calls(sheet, "AdminResetUserPassword", people.user("ada"), &[]).await;
        sheet.good("and the sheet has an answer", people.applicant("zoe")).await;
    });
}

#[test]
fn functions_of_sign_in_by_operation() {
    of_part("cognito-idp:InitiateAuth", "calls", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let done = calls(sheet, "InitiateAuth", people.by_password("ada"), &[PRE, POST, TOKENS]).await;
        let refresh = json!({ "REFRESH_TOKEN": done["AuthenticationResult"]["RefreshToken"] });
        let refreshes = ["TokenGeneration_RefreshTokens"];
        let by_flow = flow(&people.client, "REFRESH_TOKEN_AUTH", refresh.clone());
        calls(sheet, "InitiateAuth", by_flow.clone(), &refreshes).await;
        let admin = json!({ "UserPoolId": people.pool });
        calls(sheet, "AdminInitiateAuth", with(&by_flow, admin.clone()), &refreshes).await;
        let token = json!({ "ClientId": people.client, "RefreshToken": refresh["REFRESH_TOKEN"] });
        calls(sheet, "GetTokensFromRefreshToken", token, &refreshes).await;
        let by_admin = begin(&people, "ADMIN_USER_PASSWORD_AUTH", json!({ "PASSWORD": PASSWORD }));
        calls(sheet, "AdminInitiateAuth", with(&by_admin, admin.clone()), &[PRE, POST, TOKENS]).await;
        let by_srp = begin(&people, "USER_SRP_AUTH", json!({ "SRP_A": srp::client_public() }));
        let asked = calls(sheet, "InitiateAuth", by_srp.clone(), &[PRE]).await;
        calls(sheet, "RespondToAuthChallenge", verifier(&people, &asked), &[POST, TOKENS]).await;
        let asked = calls(sheet, "AdminInitiateAuth", with(&by_srp, admin.clone()), &[PRE]).await;
        let proof = with(&verifier(&people, &asked), admin);
        calls(sheet, "AdminRespondToAuthChallenge", proof, &[POST, TOKENS]).await;
        let choice = calls(sheet, "InitiateAuth", begin(&people, "USER_AUTH", json!({})), &[PRE]).await;
        let chosen = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
        let chosen = respond(&people, "SELECT_CHALLENGE", &choice["Session"], chosen);
        calls(sheet, "RespondToAuthChallenge", chosen, &[POST, TOKENS]).await;
        people.invite("kim").await;
        let kim = calls(sheet, "InitiateAuth", people.by_password("kim"), &[PRE]).await;
        let new = json!({ "USERNAME": "kim", "NEW_PASSWORD": NEW });
        let new = respond(&people, "NEW_PASSWORD_REQUIRED", &kim["Session"], new);
        let of_new = [POST, "TokenGeneration_NewPasswordChallenge"];
        calls(sheet, "RespondToAuthChallenge", new, &of_new).await;
        sheet
            .refused("a wrong password", begin(&people, "USER_PASSWORD_AUTH", json!({ "PASSWORD": NEW })))
            .await;
        assert_eq!(sources(sheet), [PRE], "a sign-in that is not complete");
    });
}

#[test]
fn functions_of_custom_challenges_by_operation() {
    of_part("cognito-idp:InitiateAuth", "custom_calls", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let memory = &sheet.desk.house.functions;
        memory
            .define(|asked| Ok(if asked.session.is_empty() { named("CUSTOM_CHALLENGE") } else { tokens() }));
        memory.create(|_| Ok(ChallengeCreated::default()));
        memory.verify(|asked| Ok(asked.answer == SECRET));
        let asks = ["DefineAuthChallenge_Authentication", "CreateAuthChallenge_Authentication"];
        let asked = calls(sheet, "InitiateAuth", begin(&people, "CUSTOM_AUTH", json!({})), &asks).await;
        let answer = respond(&people, "CUSTOM_CHALLENGE", &asked["Session"], json!({ "ANSWER": SECRET }));
        let verifies = ["VerifyAuthChallengeResponse_Authentication", asks[0], POST, TOKENS];
        calls(sheet, "RespondToAuthChallenge", answer, &verifies).await;
        sheet.good("41 PreAuthentication is not asked", begin(&people, "CUSTOM_AUTH", json!({}))).await;
        assert_eq!(sources(sheet), asks);
    });
}

#[test]
fn functions_of_a_device_by_operation() {
    of_part("cognito-idp:RespondToAuthChallenge", "device_calls", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tracked =
            with(&functions(&AROUND), json!({ "UserPoolId": people.pool, "DeviceConfiguration": {} }));
        sheet.ask("cognito-idp:UpdateUserPool", tracked).await;
        people.join("ada").await;
        let first = people.sign_in("ada").await;
        let asked = sheet.desk.house.functions.take_asked();
        let post = asked.iter().find(|asked| asked.trigger() == "PostAuthentication").unwrap();
        assert_eq!(post.event.request["newDeviceUsed"], json!(true));
        let key = confirmed(sheet, &first).await;
        let from = begin(&people, "USER_PASSWORD_AUTH", json!({ "PASSWORD": PASSWORD, "DEVICE_KEY": key }));
        let begun = calls(sheet, "InitiateAuth", from, &[PRE]).await;
        let public = json!({ "DEVICE_KEY": key, "SRP_A": srp::client_public() });
        let public = respond(&people, "DEVICE_SRP_AUTH", &begun["Session"], public);
        let challenge = calls(sheet, "RespondToAuthChallenge", public, &[]).await;
        let proof = device_sign_in::proof(&people, &first["NewDeviceMetadata"], &challenge, json!({}));
        sheet.good("its proof", proof).await;
        let asked = sheet.desk.house.functions.take_asked();
        assert_eq!(asked[0].event.request["newDeviceUsed"], json!(false));
        let sources: Vec<_> = asked.into_iter().map(|asked| asked.event.trigger_source).collect();
        assert_eq!(sources, [POST, "TokenGeneration_AuthenticateDevice"]);
    });
}

#[test]
fn every_other_operation_of_a_user_calls_no_function() {
    of_part("cognito-idp:GetUser", "calls", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let tokens = people.member("ada").await;
        let (user, own) = (people.user("ada"), json!({ "AccessToken": tokens["AccessToken"] }));
        let phone = json!({ "UserAttributes": [{ "Name": "phone_number", "Value": "+14325551212" }] });
        let nickname = json!({ "UserAttributes": [{ "Name": "nickname", "Value": "A" }] });
        let by_administrator = [
            ("AdminGetUser", json!({})),
            ("AdminUpdateUserAttributes", phone),
            ("AdminDeleteUserAttributes", json!({ "UserAttributeNames": ["phone_number"] })),
            ("AdminListGroupsForUser", json!({})),
            ("AdminListUserSessions", json!({})),
            ("AdminListDevices", json!({})),
            ("AdminSetUserPassword", json!({ "Password": PASSWORD, "Permanent": true })),
            ("AdminDisableUser", json!({})),
            ("AdminEnableUser", json!({})),
        ];
        for (operation, changes) in by_administrator {
            calls(sheet, operation, with(&user, changes), &[]).await;
        }
        let own = with(&own, json!({ "AccessToken": people.sign_in("ada").await["AccessToken"] }));
        let by_user = [
            ("GetUser", json!({})),
            ("GetUserAuthFactors", json!({})),
            ("UpdateUserAttributes", nickname),
            ("DeleteUserAttributes", json!({ "UserAttributeNames": ["nickname"] })),
            ("GetUserAttributeVerificationCode", json!({ "AttributeName": "email" })),
            ("VerifyUserAttribute", json!({ "AttributeName": "email", "Code": CODE })),
            ("ListDevices", json!({})),
            ("ChangePassword", json!({ "PreviousPassword": PASSWORD, "ProposedPassword": NEW })),
        ];
        for (operation, changes) in by_user {
            calls(sheet, operation, with(&own, changes), &[]).await;
        }
        sheet.good("the user", own.clone()).await;
        calls(sheet, "GlobalSignOut", own, &[]).await;
        let revoke = json!({ "ClientId": people.client, "Token": tokens["RefreshToken"] });
        calls(sheet, "RevokeToken", revoke, &[]).await;
        calls(sheet, "AdminUserGlobalSignOut", user.clone(), &[]).await;
        calls(sheet, "AdminDeleteUser", user, &[]).await;
        assert_eq!(sources(sheet), [] as [String; 0]);
    });
}
