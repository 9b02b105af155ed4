//! App clients.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, UNKNOWN_POOL, no_pool};
use crate::desk::{Sheet, of, text, with};

/// What is refused of the settings of a client that is made or changed, by what is refused of it.
fn refused_settings() -> Vec<(&'static str, Value)> {
    vec![
        (
            "two kinds of names of flows",
            json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"] }),
        ),
        (
            "rotation beside the flow that replaces no refresh token",
            json!({ "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": { "Feature": "ENABLED" } }),
        ),
        (
            "an access token of a month",
            json!({ "AccessTokenValidity": 30, "TokenValidityUnits": { "AccessToken": "days" } }),
        ),
        (
            "an access token that outlives the refresh token",
            json!({ "AccessTokenValidity": 24, "RefreshTokenValidity": 1, "TokenValidityUnits": { "RefreshToken": "hours" } }),
        ),
        ("an attribute to read that the pool does not have", json!({ "ReadAttributes": ["custom:shoe"] })),
        ("an attribute to write that no client writes", json!({ "WriteAttributes": ["email_verified"] })),
        ("a provider that the pool does not have", json!({ "SupportedIdentityProviders": ["Google"] })),
        ("an address that anybody can listen to", json!({ "CallbackURLs": ["http://example.com/in"] })),
        ("an address with a fragment", json!({ "CallbackURLs": ["https://example.com/#in"] })),
        ("a flow of programs without a secret", json!({ "AllowedOAuthFlows": ["client_credentials"] })),
        ("a scope that is not there", json!({ "AllowedOAuthScopes": ["pets/read"] })),
        ("OAuth without flows", json!({ "AllowedOAuthFlowsUserPoolClient": true })),
    ]
}

#[test]
fn create_user_pool_client() {
    of("cognito-idp:CreateUserPoolClient", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let web = json!({ "UserPoolId": people.pool, "ClientName": "web" });
        sheet.refused_as_signed(&web).await;
        sheet.good("a plain client", web.clone()).await;
        let whole = json!({
            "GenerateSecret": true,
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AccessTokenValidity": 10,
            "TokenValidityUnits": { "AccessToken": "minutes" },
            "ReadAttributes": ["email"],
            "WriteAttributes": ["email"],
            "PreventUserExistenceErrors": "ENABLED",
            "AuthSessionValidity": 5,
        });
        sheet.good("with a secret", with(&web, whole)).await;
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&web, settings)).await;
        }
        no_pool(sheet, &web).await;
    });
}

#[test]
fn describe_user_pool_client() {
    of("cognito-idp:DescribeUserPoolClient", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let client = json!({ "UserPoolId": people.pool, "ClientId": people.client });
        sheet.refused_as_signed(&client).await;
        sheet.good("a client", client.clone()).await;
        let secret = text(&people.client_with(json!({ "GenerateSecret": true })).await["ClientId"]);
        sheet.good("a client with a secret", with(&client, json!({ "ClientId": secret }))).await;
        no_client(sheet, &client).await;
    });
}

#[test]
fn update_user_pool_client() {
    of("cognito-idp:UpdateUserPoolClient", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let client = json!({ "UserPoolId": people.pool, "ClientId": people.client });
        sheet.refused_as_signed(&client).await;
        sheet.desk.pass(60);
        sheet.good("what is left out is reset", client.clone()).await;
        let changed = json!({ "ClientName": "mobile", "RefreshTokenValidity": 7 });
        sheet.good("another name, another validity", with(&client, changed)).await;
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&client, settings)).await;
        }
        no_client(sheet, &client).await;
    });
}

#[test]
fn delete_user_pool_client() {
    of("cognito-idp:DeleteUserPoolClient", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let client = json!({ "UserPoolId": people.pool, "ClientId": people.client });
        sheet.refused_as_signed(&client).await;
        sheet.good("a client is deleted", client.clone()).await;
        sheet.refused("again", client.clone()).await;
        no_client(sheet, &client).await;
    });
}

#[test]
fn list_user_pool_clients() {
    of("cognito-idp:ListUserPoolClients", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let list = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&list).await;
        sheet.good("all", list.clone()).await;
        let registered = json!({ "ClientType": "DCR" });
        sheet.good("those that registered themselves", with(&list, registered)).await;
        people.telling_client().await;
        let one = with(&list, json!({ "MaxResults": 1 }));
        let first = sheet.ask("cognito-idp:ListUserPoolClients", one.clone()).await;
        let next = with(&one, json!({ "NextToken": text(&first["NextToken"]) }));
        let second = sheet.ask("cognito-idp:ListUserPoolClients", next).await;
        assert_ne!(first["UserPoolClients"], second["UserPoolClients"]);
        sheet.refused("no page", with(&list, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&list, json!({ "MaxResults": 61 }))).await;
        no_pool(sheet, &list).await;
    });
}

/// What every operation on a client refuses.
pub(super) async fn no_client(sheet: &Sheet, client: &Value) {
    sheet.refused("the client is not there", with(client, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
    let other = json!({ "PoolName": "others" });
    let other = sheet.ask("cognito-idp:CreateUserPool", other).await["UserPool"]["Id"].clone();
    sheet.refused("the client is of another pool", with(client, json!({ "UserPoolId": other }))).await;
    sheet.refused("the pool is not there", with(client, json!({ "UserPoolId": UNKNOWN_POOL }))).await;
}
