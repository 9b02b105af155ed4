//! Signing in from a device: what its key brings, how it proves itself, and what is refreshed from where.

use serde_json::{Value, json};

use super::{
    People,
    authenticators::{App, answer, asked, pool_with, switched_on, token, verified},
    challenges::TIMESTAMP,
    devices::{SECRET, UNKNOWN_DEVICE, confirmed, pool},
    mfa_config::own_mail,
    sign_in::flow,
};
use crate::desk::{Sheet, of_part, srp, text, with};

/// Begins a sign-in by password from a device.
fn from(people: &People<'_>, device: &Value, changes: Value) -> Value {
    let usual = people.by_password("ada")["AuthParameters"].clone();
    let parameters = with(&with(&usual, json!({ "DEVICE_KEY": device })), changes);
    flow(&people.client, "USER_PASSWORD_AUTH", parameters)
}

async fn begun(sheet: &Sheet, people: &People<'_>, device: &Value) -> Value {
    sheet.ask("cognito-idp:InitiateAuth", from(people, device, json!({}))).await
}

/// The answer to `DEVICE_SRP_AUTH`.
fn public(people: &People<'_>, session: &Value, device: &Value, changes: Value) -> Value {
    let responses = json!({ "DEVICE_KEY": device, "SRP_A": srp::client_public() });
    answer(people, "DEVICE_SRP_AUTH", session, with(&responses, changes))
}

/// The answer to `DEVICE_PASSWORD_VERIFIER` by the device that a sign-in has given these keys.
pub(crate) fn proof(people: &People<'_>, keys: &Value, challenge: &Value, changes: Value) -> Value {
    let (group_key, key) = (text(&keys["DeviceGroupKey"]), text(&keys["DeviceKey"]));
    let parameters = &challenge["ChallengeParameters"];
    let signature = srp::signature_of((&group_key, &key), SECRET, parameters, TIMESTAMP);
    people.sheet.learn(&signature, "PASSWORD_CLAIM_SIGNATURE");
    let responses = json!({
        "DEVICE_KEY": key,
        "TIMESTAMP": TIMESTAMP,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
    });
    answer(people, "DEVICE_PASSWORD_VERIFIER", &challenge["Session"], with(&responses, changes))
}

/// A sign-in that asks for the device's proof is completed.
async fn proved(sheet: &Sheet, people: &People<'_>, keys: &Value, begun: &Value) -> Value {
    assert_eq!(begun["ChallengeName"], "DEVICE_SRP_AUTH", "{begun}");
    let public = public(people, &begun["Session"], &keys["DeviceKey"], json!({}));
    let challenge = sheet.ask("cognito-idp:RespondToAuthChallenge", public).await;
    let proof = proof(people, keys, &challenge, json!({}));
    sheet.ask("cognito-idp:RespondToAuthChallenge", proof).await["AuthenticationResult"].clone()
}

#[test]
fn initiate_auth_from_a_device() {
    of_part("cognito-idp:InitiateAuth", "device", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet, json!({ "ChallengeRequiredOnNewDevice": true })).await;
        people.join("ada").await;
        let signed_in = sheet.good("no device is named", people.by_password("ada")).await;
        let tokens = &signed_in["AuthenticationResult"];
        let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
        let named = |device: &Value| from(&people, device, json!({}));
        sheet.refused("one that was never confirmed", named(key)).await;
        confirmed(sheet, tokens).await;
        sheet.refused("no key", named(&json!("garbage"))).await;
        sheet.refused("17 a device that is not there", named(&json!(UNKNOWN_DEVICE))).await;
        let wrong = from(&people, &json!(UNKNOWN_DEVICE), json!({ "PASSWORD": "Wrong-Horse-1" }));
        sheet.refused("the same with a wrong password", wrong).await;
        sheet.good("a device that was confirmed", named(key)).await;
        let by_srp = json!({ "USERNAME": "ada", "SRP_A": srp::client_public(), "DEVICE_KEY": key });
        sheet.good("by SRP", flow(&people.client, "USER_SRP_AUTH", by_srp)).await;
        let untracked = json!({ "UserPoolId": people.pool, "AutoVerifiedAttributes": ["email"] });
        sheet.ask("cognito-idp:UpdateUserPool", untracked).await;
        sheet.good("a pool that no longer tracks devices", named(&json!(UNKNOWN_DEVICE))).await;
    });
}

#[test]
fn a_device_proves_itself() {
    of_part("cognito-idp:RespondToAuthChallenge", "device", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let key = confirmed(sheet, &tokens).await;
        let keys = &tokens["NewDeviceMetadata"];
        let no_session = public(&people, &Value::Null, &key, json!({}));
        sheet.refused("18 no Session, and no sign-in that asks", no_session.clone()).await;
        let other = begun(sheet, &people, &key).await;
        let begun = begun(sheet, &people, &key).await;
        let session = &begun["Session"];
        let public = |changes: Value| public(&people, session, &key, changes);
        sheet.refused("no device", public(json!({ "DEVICE_KEY": null }))).await;
        sheet.refused("no number", public(json!({ "SRP_A": null }))).await;
        sheet.refused("a number that is none", public(json!({ "SRP_A": "zzz" }))).await;
        sheet.refused("a device that is not there", public(json!({ "DEVICE_KEY": UNKNOWN_DEVICE }))).await;
        let challenge = sheet.good("the device's number", public(json!({}))).await;
        let prove = |changes: Value| proof(&people, keys, &challenge, changes);
        sheet.refused("no device in the proof", prove(json!({ "DEVICE_KEY": null }))).await;
        sheet.refused("no signature", prove(json!({ "PASSWORD_CLAIM_SIGNATURE": null }))).await;
        let unknown = json!({ "DEVICE_KEY": UNKNOWN_DEVICE });
        sheet.refused("another device in the proof", prove(unknown)).await;
        sheet.refused("a wrong proof", prove(json!({ "PASSWORD_CLAIM_SIGNATURE": "AAAA" }))).await;
        let as_password = with(&prove(json!({})), json!({ "ChallengeName": "PASSWORD_VERIFIER" }));
        sheet.refused("as the answer to another challenge", as_password).await;
        let beside = with(&prove(json!({})), json!({ "Session": other["Session"] }));
        sheet.refused("beside the Session of another challenge", beside).await;
        sheet.good("a right proof", with(&prove(json!({})), json!({ "Session": null }))).await;
        sheet.good("again", prove(json!({}))).await;
        sheet.refused("the device's number again, after the proof", public(json!({}))).await;
        let forget = with(&people.user("ada"), json!({ "DeviceKey": key }));
        sheet.ask("cognito-idp:AdminForgetDevice", forget).await;
        sheet.refused("again, after the device was forgotten", prove(json!({}))).await;
    });
}

#[test]
fn a_device_proves_itself_without_a_session() {
    of_part("cognito-idp:RespondToAuthChallenge", "device_alone", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let key = confirmed(sheet, &tokens).await;
        let keys = &tokens["NewDeviceMetadata"];
        begun(sheet, &people, &key).await;
        let alone = public(&people, &Value::Null, &key, json!({}));
        let other_client = json!({ "ClientId": people.telling_client().await });
        sheet.refused("by another client", with(&alone, other_client)).await;
        let nobody = public(&people, &Value::Null, &key, json!({ "USERNAME": "nobody" }));
        sheet.refused("an unknown user", nobody).await;
        let challenge = sheet.good("the sign-in that asks is found", alone.clone()).await;
        let prove = with(&proof(&people, keys, &challenge, json!({})), json!({ "Session": null }));
        sheet.good("a right proof", prove).await;
        sheet.refused("once it is complete", alone.clone()).await;
        begun(sheet, &people, &key).await;
        sheet.desk.pass(181);
        sheet.refused("three minutes later", alone).await;
    });
}

#[test]
fn the_password_is_proved_from_a_device() {
    of_part("cognito-idp:RespondToAuthChallenge", "device_key", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let key = confirmed(sheet, &tokens).await;
        let by_srp =
            json!({ "USERNAME": "ada", "SRP_A": srp::client_public(), "DEVICE_KEY": UNKNOWN_DEVICE });
        let by_srp = flow(&people.client, "USER_SRP_AUTH", by_srp);
        let challenge = sheet.ask("cognito-idp:InitiateAuth", by_srp).await["ChallengeParameters"].clone();
        let signature = srp::signature(&people.pool, super::PASSWORD, &challenge, TIMESTAMP);
        sheet.learn(&signature, "PASSWORD_CLAIM_SIGNATURE");
        let responses = json!({
            "TIMESTAMP": TIMESTAMP,
            "PASSWORD_CLAIM_SIGNATURE": signature,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
        });
        let prove = |device: Value| {
            let responses = with(&responses, json!({ "DEVICE_KEY": device }));
            answer(&people, "PASSWORD_VERIFIER", &Value::Null, responses)
        };
        sheet.refused("17 a device that is not there", prove(json!(UNKNOWN_DEVICE))).await;
        sheet.good("17 again without it", prove(Value::Null)).await;
        sheet.good("from a device that was confirmed", prove(key)).await;
    });
}

#[test]
fn a_trusted_device_takes_the_place_of_the_second_factor() {
    of_part("cognito-idp:InitiateAuth", "trusted_device", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = pool_of_factors(sheet).await;
        let tokens = people.member("ada").await;
        let key = confirmed(sheet, &tokens).await;
        let app = renewed(sheet, &tokens).await;
        switched_on(sheet, &people, "ada", json!({})).await;
        let named = |device: &Value| from(&people, device, json!({}));
        let with_factor = sheet.good("20 confirmed before there was a second factor", named(&key)).await;
        let pass = token(&people, &with_factor["Session"], &app.code(0));
        let begun = sheet.ask("cognito-idp:RespondToAuthChallenge", pass).await;
        let keys = &tokens["NewDeviceMetadata"];
        proved(sheet, &people, keys, &begun).await;
        let trusted = sheet.good("once it was used with the second factor", named(&key)).await;
        proved(sheet, &people, keys, &trusted).await;
        sheet.good("no device", people.by_password("ada")).await;
        let app = renewed(sheet, &tokens).await;
        let asked = sheet.good("19 the factor was replaced", named(&key)).await;
        let pass = token(&people, &asked["Session"], &app.code(0));
        let begun = sheet.ask("cognito-idp:RespondToAuthChallenge", pass).await;
        proved(sheet, &people, keys, &begun).await;
        sheet.good("19 and then it is trusted again", named(&key)).await;
        let device = with(&people.user("ada"), json!({ "DeviceKey": key }));
        let status = json!({ "DeviceRememberedStatus": "not_remembered" });
        sheet.ask("cognito-idp:AdminUpdateDeviceStatus", with(&device, status)).await;
        sheet.good("it is remembered no longer", named(&key)).await;
    });
}

/// A pool that asks for second factors, of which apps are one, and that remembers devices.
async fn pool_of_factors(sheet: &Sheet) -> People<'_> {
    let people = pool_with(sheet, "OPTIONAL", json!({})).await;
    let track = json!({
        "UserPoolId": people.pool,
        "AutoVerifiedAttributes": ["email"],
        "MfaConfiguration": "OPTIONAL",
        "EmailConfiguration": own_mail(),
        "DeviceConfiguration": { "ChallengeRequiredOnNewDevice": true },
    });
    sheet.ask("cognito-idp:UpdateUserPool", track).await;
    people
}

/// The user has a new app.
async fn renewed<'a>(sheet: &'a Sheet, tokens: &Value) -> App<'a> {
    let app = verified(sheet, &tokens["AccessToken"]).await;
    sheet.desk.pass(60);
    app
}

#[test]
fn a_session_is_refreshed_from_its_device_alone() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "device", async |sheet: &Sheet| {
        let people = pool(sheet, json!({})).await;
        let tokens = people.member("ada").await;
        let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
        let refresh = json!({ "ClientId": people.client, "RefreshToken": tokens["RefreshToken"] });
        let from = |device: &Value| with(&refresh, json!({ "DeviceKey": device }));
        sheet.refused("21 no device", refresh.clone()).await;
        sheet.refused("another device", from(&json!(UNKNOWN_DEVICE))).await;
        let fresh = sheet.good("its device, which is not confirmed", from(key)).await;
        let access = &fresh["AuthenticationResult"]["AccessToken"];
        assert_eq!(&claims(access)["device_key"], key);
        confirmed(sheet, &tokens).await;
        sheet.good("its device", from(key)).await;
        let by_flow = |parameters: Value| {
            let token = json!({ "REFRESH_TOKEN": tokens["RefreshToken"] });
            flow(&people.client, "REFRESH_TOKEN_AUTH", with(&token, parameters))
        };
        let without = sheet.desk.answer("cognito-idp:InitiateAuth", &by_flow(json!({}))).await;
        assert!(without.body.contains("Invalid Refresh Token"), "{}", without.body);
        sheet.ask("cognito-idp:InitiateAuth", by_flow(json!({ "DEVICE_KEY": key }))).await;
        let forget = with(&people.user("ada"), json!({ "DeviceKey": key }));
        sheet.ask("cognito-idp:AdminForgetDevice", forget).await;
        sheet.refused("its device was forgotten", from(key)).await;
        let own = json!({ "AccessToken": tokens["AccessToken"] });
        sheet.ask("cognito-idp:GetUser", own).await;
    });
}

/// What a token says.
pub(crate) fn claims(token: &Value) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let token = text(token);
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[test]
fn a_device_is_named_with_the_second_factor() {
    of_part("cognito-idp:RespondToAuthChallenge", "device_with_factor", async |sheet: &Sheet| {
        let people = pool_of_factors(sheet).await;
        let tokens = people.member("ada").await;
        let key = confirmed(sheet, &tokens).await;
        let app = renewed(sheet, &tokens).await;
        switched_on(sheet, &people, "ada", json!({})).await;
        let begun = asked(sheet, &people, "ada").await;
        let pass = |device: Value| {
            let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": app.code(0), "DEVICE_KEY": device });
            answer(&people, "SOFTWARE_TOKEN_MFA", &begun["Session"], code)
        };
        sheet.refused("a device that is not there", pass(json!(UNKNOWN_DEVICE))).await;
        sheet.good("a device that was confirmed", pass(key)).await;
    });
}
