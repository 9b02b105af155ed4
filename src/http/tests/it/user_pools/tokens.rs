//! Tokens: refreshed, revoked, signed out.

use serde_json::{Value, json};

use super::{PASSWORD, People, UNKNOWN_CLIENT, no_token, no_user, sign_in::flow};
use crate::desk::{Sheet, of, of_part, text, with};

#[test]
fn get_tokens_from_refresh_token() {
    of("cognito-idp:GetTokensFromRefreshToken", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let refresh = json!({ "ClientId": people.client, "RefreshToken": tokens["RefreshToken"] });
        sheet.good("new tokens", refresh.clone()).await;
        sheet.refused("nothing is given", json!({})).await;
        sheet.refused("no refresh token of ours", with(&refresh, json!({ "RefreshToken": "garbage" }))).await;
        let access = json!({ "RefreshToken": tokens["AccessToken"] });
        sheet.refused("an access token", with(&refresh, access)).await;
        let other = json!({ "ClientId": people.telling_client().await });
        sheet.refused("that of another client", with(&refresh, other)).await;
        sheet.refused("the client is not there", with(&refresh, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        let client = people.client_with(json!({ "GenerateSecret": true })).await;
        let secret = json!({ "ClientId": client["ClientId"] });
        sheet.refused("no secret, and a token of another client", with(&refresh, secret.clone())).await;
        let wrong = with(&secret, json!({ "ClientSecret": "wrong" }));
        sheet.refused("a wrong secret, and a token of another client", with(&refresh, wrong)).await;
        let (client, secret) = people.client_and_secret().await;
        let hash = people.hash(&client, &secret, "ada");
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": hash });
        let sign_in = flow(&client, "USER_PASSWORD_AUTH", parameters);
        let own = sheet.ask("cognito-idp:InitiateAuth", sign_in).await["AuthenticationResult"].clone();
        let own = json!({ "ClientId": client, "RefreshToken": own["RefreshToken"] });
        sheet.refused("no secret", own.clone()).await;
        sheet.refused("a wrong secret", with(&own, json!({ "ClientSecret": "wrong" }))).await;
        sheet.good("the secret", with(&own, json!({ "ClientSecret": secret }))).await;
        let revoke = json!({ "ClientId": people.client, "Token": tokens["RefreshToken"] });
        sheet.ask("cognito-idp:RevokeToken", revoke).await;
        sheet.refused("a token that was revoked", refresh.clone()).await;
        let token = people.sign_in("ada").await["RefreshToken"].clone();
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.refused("the user was deleted", with(&refresh, json!({ "RefreshToken": token }))).await;
    });
}

/// A client whose refresh tokens rotate, with so long a grace period.
async fn rotating(people: &People<'_>, grace_seconds: u32) -> String {
    let rotation = json!({ "Feature": "ENABLED", "RetryGracePeriodSeconds": grace_seconds });
    let settings = json!({
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": rotation,
        "RefreshTokenValidity": 60, "TokenValidityUnits": { "RefreshToken": "minutes" },
    });
    text(&people.client_with(settings).await["ClientId"])
}

async fn signed_in(sheet: &Sheet, client: &str) -> Value {
    let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
    let sign_in = flow(client, "USER_PASSWORD_AUTH", parameters);
    sheet.ask("cognito-idp:InitiateAuth", sign_in).await["AuthenticationResult"]["RefreshToken"].clone()
}

#[test]
fn refresh_tokens_rotate() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "rotation", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let client = rotating(&people, 10).await;
        let refresh = |token: &Value| json!({ "ClientId": client, "RefreshToken": token });
        let first = signed_in(sheet, &client).await;
        let answer = sheet.good("a new refresh token too", refresh(&first)).await;
        let second = answer["AuthenticationResult"]["RefreshToken"].clone();
        assert_ne!(second, first);
        sheet.desk.pass(9);
        sheet.good("the old one within its grace period", refresh(&first)).await;
        let third = sheet.good("the new one", refresh(&second)).await["AuthenticationResult"].clone();
        sheet.desk.pass(1);
        sheet.refused("the old one after its grace period", refresh(&first)).await;
        sheet
            .refused("the newest, of the session that this has ended", refresh(&third["RefreshToken"]))
            .await;
        let user = json!({ "AccessToken": third["AccessToken"] });
        let user = sheet.desk.answer("cognito-idp:GetUser", &user).await;
        assert_eq!(text(&user.json()["message"]), "Access Token has been revoked");
        let client = rotating(&people, 0).await;
        let refresh = |token: &Value| json!({ "ClientId": client, "RefreshToken": token });
        let first = signed_in(sheet, &client).await;
        let second = sheet.good("without a grace period", refresh(&first)).await;
        sheet.desk.pass(3_000);
        let second = second["AuthenticationResult"]["RefreshToken"].clone();
        let third =
            sheet.good("later", refresh(&second)).await["AuthenticationResult"]["RefreshToken"].clone();
        sheet.desk.pass(600);
        sheet.refused("an hour after the sign-in", refresh(&third)).await;
        let first = signed_in(sheet, &client).await;
        sheet.ask("cognito-idp:GetTokensFromRefreshToken", refresh(&first)).await;
        sheet.refused("the old one without a grace period", refresh(&first)).await;
    });
}

#[test]
fn calls_at_once_with_one_refresh_token_all_get_a_good_one() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "rotation_at_once", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let client = rotating(&people, 10).await;
        let refresh = |token: &Value| json!({ "ClientId": client, "RefreshToken": token });
        let first = refresh(&signed_in(sheet, &client).await);
        let calls = (0..8).map(|_| sheet.ask("cognito-idp:GetTokensFromRefreshToken", first.clone()));
        let answers = futures_util::future::join_all(calls).await;
        sheet.desk.pass(10);
        for answer in &answers {
            sheet
                .ask(
                    "cognito-idp:GetTokensFromRefreshToken",
                    refresh(&answer["AuthenticationResult"]["RefreshToken"]),
                )
                .await;
        }
        sheet.refused("the token that all of them had used", first).await;
    });
}

#[test]
fn rotating_tokens_are_not_refreshed_by_initiate_auth() {
    of_part("cognito-idp:InitiateAuth", "rotation", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let client = rotating(&people, 10).await;
        let token = signed_in(sheet, &client).await;
        let refresh = flow(&client, "REFRESH_TOKEN_AUTH", json!({ "REFRESH_TOKEN": token }));
        sheet.refused("the flow replaces no refresh token", refresh).await;
    });
}

#[test]
fn revoke_token() {
    of("cognito-idp:RevokeToken", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let revoke = json!({ "ClientId": people.client, "Token": tokens["RefreshToken"] });
        let token = |token: &Value| with(&revoke, json!({ "Token": token }));
        sheet.refused("nothing is given", json!({})).await;
        sheet.refused("an access token", token(&tokens["AccessToken"])).await;
        sheet.refused("the client is not there", with(&revoke, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        let client = people.client_with(json!({ "GenerateSecret": true })).await;
        let secret = json!({ "ClientId": client["ClientId"] });
        sheet.refused("a secret that is not given", with(&revoke, secret)).await;
        let client = people.client_with(json!({ "EnableTokenRevocation": false })).await;
        let lasting = json!({ "ClientId": client["ClientId"] });
        sheet.refused("tokens of the client cannot be revoked", with(&revoke, lasting)).await;
        sheet.good("a refresh token", revoke.clone()).await;
        sheet.good("again", revoke.clone()).await;
        sheet.good("no token of ours", token(&json!("garbage"))).await;
        let user = json!({ "AccessToken": tokens["AccessToken"] });
        let user = sheet.desk.answer("cognito-idp:GetUser", &user).await;
        assert_eq!(text(&user.json()["message"]), "Access Token has been revoked");
    });
}

#[test]
fn global_sign_out() {
    of("cognito-idp:GlobalSignOut", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        sheet.good("signed out", json!({ "AccessToken": tokens["AccessToken"] })).await;
        let tokens = people.sign_in("ada").await;
        no_token(sheet, &people, "ada", &tokens, &json!({ "AccessToken": tokens["AccessToken"] })).await;
    });
}

#[test]
fn admin_user_global_sign_out() {
    of("cognito-idp:AdminUserGlobalSignOut", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("signed out", people.user("ada")).await;
        no_user(sheet, &people.user("ada")).await;
    });
}
