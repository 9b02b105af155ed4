//! `PreTokenGeneration`, in each version of its event.

use serde_json::{Value, json};

use super::{begin, events};
use crate::{
    desk::{Sheet, srp, text, with},
    flows::{
        CALLBACK, authorize,
        browser::{Browser, told as told_by},
        people, token,
    },
    user_pools::{
        PASSWORD, People, authenticators::answer, custom_messages::told, device_sign_in, devices::confirmed,
        sign_in::flow, triggers::agree,
    },
};

pub(super) const FILES: [&str; 6] = [
    "TokenGeneration_AuthenticateDevice",
    "TokenGeneration_Authentication",
    "TokenGeneration_ClientCredentials",
    "TokenGeneration_HostedAuth",
    "TokenGeneration_NewPasswordChallenge",
    "TokenGeneration_RefreshTokens",
];

/// A pool's function, written for a version of the event.
fn settings(version: &str) -> Value {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:PreTokenGeneration";
    let function = json!({ "LambdaArn": arn, "LambdaVersion": version });
    let config = json!({ "PreTokenGenerationConfig": function });
    json!({ "LambdaConfig": config, "AutoVerifiedAttributes": ["email"] })
}

async fn set_version(sheet: &Sheet, people: &People<'_>, version: &str) {
    let update = with(&settings(version), json!({ "UserPoolId": people.pool }));
    sheet.ask("cognito-idp:UpdateUserPool", update).await;
}

/// Ada is in a group with a role.
async fn join_group(sheet: &Sheet, people: &People<'_>) {
    let role = "arn:aws:iam::123456789012:role/staff";
    let group = json!({ "UserPoolId": people.pool, "GroupName": "staff", "RoleArn": role });
    sheet.ask("cognito-idp:CreateGroup", group).await;
    let join = with(&people.user("ada"), json!({ "GroupName": "staff" }));
    sheet.ask("cognito-idp:AdminAddUserToGroup", join).await;
}

async fn by_device(sheet: &Sheet, people: &People<'_>, tokens: &Value) {
    let key = confirmed(sheet, tokens).await;
    let from = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "DEVICE_KEY": key });
    let from = flow(&people.client, "USER_PASSWORD_AUTH", from);
    let begun = sheet.ask("cognito-idp:InitiateAuth", from).await;
    let public = json!({ "DEVICE_KEY": key, "SRP_A": srp::client_public() });
    let public = answer(people, "DEVICE_SRP_AUTH", &begun["Session"], public);
    let challenge = sheet.ask("cognito-idp:RespondToAuthChallenge", public).await;
    let proof = device_sign_in::proof(people, &tokens["NewDeviceMetadata"], &challenge, json!({}));
    sheet.ask("cognito-idp:RespondToAuthChallenge", told(&proof, "device")).await;
}

async fn by_new_password(sheet: &Sheet, people: &People<'_>) {
    people.invite("kim").await;
    let begun = sheet.ask("cognito-idp:InitiateAuth", people.by_password("kim")).await;
    let new = json!({ "USERNAME": "kim", "NEW_PASSWORD": "Battery-Staple-2" });
    let new = answer(people, "NEW_PASSWORD_REQUIRED", &begun["Session"], new);
    sheet.ask("cognito-idp:RespondToAuthChallenge", told(&new, "new password")).await;
}

async fn by_pages(sheet: &Sheet, people: &People<'_>) {
    let mut browser = Browser::new(sheet);
    browser.open(&authorize(&people.client, &[])).await;
    let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
    let code = told_by(&back.expect("the client"))["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", &people.client),
        ("redirect_uri", CALLBACK),
        ("code", &code),
        ("aws_client_metadata", r#"{"page":"token endpoint"}"#),
    ];
    assert_eq!(token(sheet, &fields).await.status, 200);
}

async fn by_program(sheet: &Sheet, people: &People<'_>) {
    people.api("api", &["read", "write"]).await;
    let program = people.program(&["api/read", "api/write"]).await;
    let (client, secret) = (text(&program["ClientId"]), text(&program["Secret"]));
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", &client),
        ("client_secret", &secret),
        ("aws_client_metadata", r#"{"page":"nightly"}"#),
    ];
    assert_eq!(token(sheet, &fields).await.status, 200);
}

#[test]
fn events_before_tokens_are_made() {
    events(&FILES, async |sheet: &Sheet| {
        agree(sheet, "PreTokenGeneration");
        let tracked = with(&settings("V1_0"), json!({ "DeviceConfiguration": {} }));
        let people = people(sheet, tracked, json!({})).await;
        people.join("ada").await;
        join_group(sheet, &people).await;
        begin(sheet);
        let first = people.sign_in("ada").await;
        by_device(sheet, &people, &first).await;
        by_new_password(sheet, &people).await;
        set_version(sheet, &people, "V2_0").await;
        let second = people.sign_in("ada").await;
        let refresh = json!({ "ClientId": people.client, "RefreshToken": second["RefreshToken"] });
        sheet.ask("cognito-idp:GetTokensFromRefreshToken", told(&refresh, "refresh")).await;
        by_pages(sheet, &people).await;
        set_version(sheet, &people, "V3_0").await;
        people.sign_in("ada").await;
        by_program(sheet, &people).await;
    });
}
