//! `grant_type=refresh_token`

use serde_json::{Value, json};

use super::{Call, of, people, people_with_function, refresh_token, with_scopes};
use crate::{
    desk::{Sheet, text, with},
    user_pools::{
        device_sign_in::claims,
        triggers::{fail, faults},
    },
};

fn refresh<'a>(sheet: &'a Sheet, client: &str, token: &str) -> Call<'a> {
    let parameters = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)];
    Call::form(sheet, "token", &parameters)
}

#[test]
fn a_refresh_token_of_the_api_is_good_here() {
    of("token_refresh", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let client = people.client.as_str();
        let signed_in = people.member("ada").await;
        let token = text(&signed_in["RefreshToken"]);
        sheet.desk.pass(60);
        let tokens = refresh(sheet, client, &token).good("new tokens of the same sign-in").await;
        let (before, now) = (claims(&signed_in["AccessToken"]), claims(&tokens["access_token"]));
        for name in ["scope", "origin_jti", "auth_time", "sub"] {
            assert_eq!(before[name], now[name], "{name}");
        }
        assert_ne!(before["iat"], now["iat"]);
        let no_token = [("grant_type", "refresh_token"), ("client_id", client)];
        Call::form(sheet, "token", &no_token).refused("no token").await;
        refresh(sheet, client, "").refused("an empty one").await;
        refresh(sheet, client, &text(&tokens["access_token"])).refused("an access token").await;
        let other = text(&people.client_with(json!({})).await["ClientId"]);
        refresh(sheet, &other, &token).refused("another client").await;
        let global = json!({ "UserPoolId": people.pool, "Username": "ada" });
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", global).await;
        refresh(sheet, client, &token).refused("the user has signed out").await;
    });
}

#[test]
fn a_client_needs_no_leave_to_refresh_and_a_token_may_rotate() {
    of("token_rotation", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.join("ada").await;
        let settings = json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 0 } });
        let client = text(&people.client_with(settings).await["ClientId"]);
        let password = with(&people.by_password("ada"), json!({ "ClientId": client }));
        let signed_in = sheet.ask("cognito-idp:InitiateAuth", password).await;
        let first = text(&signed_in["AuthenticationResult"]["RefreshToken"]);
        let tokens = refresh(sheet, &client, &first).good("the token is replaced").await;
        let second = text(&tokens["refresh_token"]);
        assert_ne!(first, second);
        sheet.desk.pass(1);
        refresh(sheet, &client, &first).refused("the old one ends all").await;
        refresh(sheet, &client, &second).refused("the new one too").await;
    });
}

#[test]
fn a_function_that_fails_leaves_the_token_good() {
    of("token_refresh_function", async |sheet: &Sheet| {
        let people = people_with_function(sheet, "V2_0", with_scopes(&["api/read"])).await;
        let token = refresh_token(&people, "ada").await;
        for (what, fault) in faults() {
            fail(sheet, "PreTokenGeneration", fault);
            refresh(sheet, &people.client, &token).refused(&format!("the function {what}")).await;
        }
        sheet.desk.house.functions.on("PreTokenGeneration", |_| Ok(with_scopes(&["api/read"])));
        let tokens: Value = refresh(sheet, &people.client, &token).good("it answers again").await;
        assert_eq!(claims(&tokens["access_token"])["scope"], "api/read");
    });
}

#[test]
fn a_user_who_may_not_sign_in_gets_no_tokens() {
    of("token_refresh_user", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let token = refresh_token(&people, "ada").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        refresh(sheet, &people.client, &token).refused("the user is disabled").await;
        let other = refresh_token(&people, "bob").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("bob")).await;
        refresh(sheet, &people.client, &other).refused("the user is deleted").await;
    });
}
