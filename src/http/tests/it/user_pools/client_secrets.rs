//! A client's secrets and their exchange.

use serde_json::{Value, json};

use super::{PASSWORD, People, clients::no_client};
use crate::desk::{Sheet, of, of_part, text, with};

/// A secret that a caller chooses.
const CHOSEN: &str = "1chosen2secret3chosen4secret";

/// A client with a secret, as operations on it name it; and the secret.
async fn confidential(people: &People<'_>) -> (Value, String) {
    let (client, secret) = people.client_and_secret().await;
    (json!({ "UserPoolId": people.pool, "ClientId": client }), secret)
}

#[test]
fn add_user_pool_client_secret() {
    of("cognito-idp:AddUserPoolClientSecret", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let (client, _) = confidential(&people).await;
        sheet.refused_as_signed(&client).await;
        sheet.desk.pass(60);
        sheet.good("a second secret", client.clone()).await;
        sheet.refused("a third", client.clone()).await;
        let (other, _) = confidential(&people).await;
        sheet.good("a chosen one", with(&other, json!({ "ClientSecret": CHOSEN }))).await;
        sheet.refused("a short one", with(&other, json!({ "ClientSecret": "short" }))).await;
        sheet.refused("for a public client", with(&client, json!({ "ClientId": people.client }))).await;
        no_client(sheet, &client).await;
    });
}

#[test]
fn list_user_pool_client_secrets() {
    of("cognito-idp:ListUserPoolClientSecrets", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let (client, _) = confidential(&people).await;
        sheet.refused_as_signed(&client).await;
        sheet.good("one", client.clone()).await;
        sheet.desk.pass(60);
        sheet.ask("cognito-idp:AddUserPoolClientSecret", client.clone()).await;
        sheet.good("two", client.clone()).await;
        sheet.good("none", with(&client, json!({ "ClientId": people.client }))).await;
        sheet.refused("no page", with(&client, json!({ "NextToken": "garbage" }))).await;
        no_client(sheet, &client).await;
    });
}

#[test]
fn delete_user_pool_client_secret() {
    of("cognito-idp:DeleteUserPoolClientSecret", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let (client, _) = confidential(&people).await;
        let secrets = sheet.ask("cognito-idp:ListUserPoolClientSecrets", client.clone()).await;
        let first = text(&secrets["ClientSecrets"][0]["ClientSecretId"]);
        let delete = with(&client, json!({ "ClientSecretId": first }));
        sheet.refused_as_signed(&delete).await;
        sheet.refused("the only one", delete.clone()).await;
        sheet.desk.pass(60);
        let added = sheet.ask("cognito-idp:AddUserPoolClientSecret", client.clone()).await;
        sheet.good("the older one", delete.clone()).await;
        sheet.refused("again", delete.clone()).await;
        let added = json!({ "ClientSecretId": added["ClientSecretDescriptor"]["ClientSecretId"] });
        sheet.refused("the last one", with(&delete, added)).await;
        sheet.refused("no secret's id", with(&delete, json!({ "ClientSecretId": "garbage" }))).await;
        no_client(sheet, &delete).await;
    });
}

/// The sign-in of a user by a client with a secret.
fn signing_in(people: &People<'_>, client: &Value, secret: &str) -> Value {
    let id = text(&client["ClientId"]);
    let hash = people.hash(&id, secret, "ada");
    let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": hash });
    json!({ "ClientId": id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters })
}

/// While secrets are exchanged either is good, for their hashes and themselves; what was deleted is not.
#[test]
fn either_of_two_secrets_is_good_until_it_is_deleted() {
    of_part("cognito-idp:InitiateAuth", "client_secrets", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let (client, first) = confidential(&people).await;
        sheet.desk.pass(60);
        let chosen = with(&client, json!({ "ClientSecret": CHOSEN }));
        sheet.ask("cognito-idp:AddUserPoolClientSecret", chosen).await;
        let tokens = sheet.good("by the older one", signing_in(&people, &client, &first)).await;
        sheet.good("by the newer one", signing_in(&people, &client, CHOSEN)).await;
        sheet.refused("by neither", signing_in(&people, &client, "2chosen3secret4chosen5secret")).await;
        let refresh = |secret: &str| {
            let token = &tokens["AuthenticationResult"]["RefreshToken"];
            json!({ "ClientId": client["ClientId"], "RefreshToken": token, "ClientSecret": secret })
        };
        for secret in [&first, CHOSEN] {
            sheet.ask("cognito-idp:GetTokensFromRefreshToken", refresh(secret)).await;
        }
        let secrets = sheet.ask("cognito-idp:ListUserPoolClientSecrets", client.clone()).await;
        let older = json!({ "ClientSecretId": secrets["ClientSecrets"][0]["ClientSecretId"] });
        sheet.ask("cognito-idp:DeleteUserPoolClientSecret", with(&client, older)).await;
        sheet.refused("by the one that was deleted", signing_in(&people, &client, &first)).await;
        sheet.good("by the one that is left", signing_in(&people, &client, CHOSEN)).await;
        let refused = sheet.desk.answer("cognito-idp:GetTokensFromRefreshToken", &refresh(&first)).await;
        assert_eq!(refused.json()["__type"], "NotAuthorizedException");
        let described = sheet.ask("cognito-idp:DescribeUserPoolClient", client.clone()).await;
        assert_eq!(described["UserPoolClient"]["ClientSecret"], CHOSEN);
        sheet.ask("cognito-idp:UpdateUserPoolClient", with(&client, flows())).await;
        sheet.good("after an update of the client", signing_in(&people, &client, CHOSEN)).await;
    });
}

fn flows() -> Value {
    json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] })
}
