//! Accounts at identity providers that are linked to users.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, of_part, text, with};

const LINK: &str = "cognito-idp:AdminLinkProviderForUser";
const DISABLE: &str = "cognito-idp:AdminDisableProviderForUser";

/// A pool with a provider of its own, and one of a social network.
async fn federated(sheet: &Sheet) -> People<'_> {
    let people = People::new(sheet).await;
    let work = json!({
        "UserPoolId": people.pool,
        "ProviderName": "Work",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "app", "client_secret": "s", "oidc_issuer": "https://id.example.com",
            "attributes_request_method": "GET", "authorize_scopes": "openid",
        },
    });
    sheet.ask("cognito-idp:CreateIdentityProvider", work).await;
    let google = json!({
        "UserPoolId": people.pool,
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": { "client_id": "app", "client_secret": "s", "authorize_scopes": "openid" },
    });
    sheet.ask("cognito-idp:CreateIdentityProvider", google).await;
    people
}

fn own(name: &str) -> Value {
    json!({ "ProviderName": "Cognito", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": name })
}

fn account(provider: &str, claim: &str, value: &str) -> Value {
    json!({ "ProviderName": provider, "ProviderAttributeName": claim, "ProviderAttributeValue": value })
}

fn linking(people: &People<'_>, name: &str, source: &Value) -> Value {
    json!({ "UserPoolId": people.pool, "DestinationUser": own(name), "SourceUser": source })
}

fn disabling(people: &People<'_>, user: &Value) -> Value {
    json!({ "UserPoolId": people.pool, "User": user })
}

/// The accounts of a user, as the attribute shows them.
async fn identities(sheet: &Sheet, people: &People<'_>, name: &str) -> Vec<String> {
    let user = sheet.ask("cognito-idp:AdminGetUser", people.user(name)).await;
    let attributes = user["UserAttributes"].as_array().unwrap();
    let Some(found) = attributes.iter().find(|one| one["Name"] == "identities") else { return Vec::new() };
    let listed: Value = serde_json::from_str(found["Value"].as_str().unwrap()).unwrap();
    listed.as_array().unwrap().iter().map(|one| text(&one["userId"])).collect()
}

#[test]
fn admin_link_provider_for_user() {
    of(LINK, async |sheet: &Sheet| {
        let people = federated(sheet).await;
        people.join("ada").await;
        people.join("bob").await;
        let first = linking(&people, "ada", &account("Work", "email", "ada@work.example"));
        sheet.refused_as_signed(&first).await;
        sheet.good("by a claim", first.clone()).await;
        sheet.good("again", first.clone()).await;
        sheet
            .good("by the provider's id", linking(&people, "ada", &account("Google", "Cognito_Subject", "1")))
            .await;
        assert_eq!(identities(sheet, &people, "ada").await, ["ada@work.example", "1"]);
        sheet
            .refused(
                "the account of another user",
                linking(&people, "bob", &account("Google", "Cognito_Subject", "1")),
            )
            .await;
        for n in 2..5 {
            let more = linking(&people, "ada", &account("Work", "sub", &n.to_string()));
            sheet.ask(LINK, more).await;
        }
        sheet.refused("a sixth account", linking(&people, "ada", &account("Work", "sub", "5"))).await;
        let unknown = linking(&people, "bob", &account("Nowhere", "sub", "1"));
        sheet.refused("the provider is not there", unknown).await;
        let by_email = linking(&people, "bob", &account("Google", "email", "b@example.com"));
        sheet.refused("by a claim of a social network", by_email).await;
        let long = linking(&people, "bob", &account("Work", &"c".repeat(257), "1"));
        sheet.refused("by a claim of 257 characters", long).await;
        let nothing = linking(&people, "bob", &json!({ "ProviderName": "Work" }));
        sheet.refused("no claim", nothing).await;
        sheet
            .refused("the user is not there", linking(&people, "nobody", &account("Work", "sub", "9")))
            .await;
        let federated = with(&first, json!({ "DestinationUser": account("Work", "sub", "9") }));
        sheet.refused("a user whom only a provider knows", federated).await;
        no_pool(sheet, &first).await;
    });
}

#[test]
fn admin_disable_provider_for_user() {
    of(DISABLE, async |sheet: &Sheet| {
        let people = federated(sheet).await;
        people.join("ada").await;
        let linked = account("Work", "sub", "1");
        sheet.ask(LINK, linking(&people, "ada", &linked)).await;
        let disable = disabling(&people, &linked);
        sheet.refused_as_signed(&disable).await;
        sheet.good("an account", disable.clone()).await;
        assert!(identities(sheet, &people, "ada").await.is_empty());
        sheet.refused("again", disable.clone()).await;
        sheet.ask(LINK, linking(&people, "ada", &linked)).await;
        let work = json!({ "UserPoolId": people.pool, "ProviderName": "Work" });
        sheet.ask("cognito-idp:DeleteIdentityProvider", work).await;
        sheet.good("an account at a provider that was deleted", disable.clone()).await;
        assert!(identities(sheet, &people, "ada").await.is_empty());
        sheet.refused("and again", disable.clone()).await;
        let elsewhere = disabling(&people, &account("Nowhere", "sub", "1"));
        sheet.refused("the provider is not there", elsewhere).await;
        let by_name = disabling(&people, &with(&own("ada"), json!({ "ProviderAttributeName": "sub" })));
        sheet.refused("a user of the pool by another claim", by_name).await;
        sheet.good("the password", disabling(&people, &own("ada"))).await;
        sheet.refused("the user is not there", disabling(&people, &own("nobody"))).await;
        no_pool(sheet, &disable).await;
    });
}

#[test]
fn a_password_that_an_administrator_ended_opens_nothing() {
    of_part("cognito-idp:InitiateAuth", "password_ended", async |sheet: &Sheet| {
        let people = federated(sheet).await;
        people.join("ada").await;
        sheet.ask(LINK, linking(&people, "ada", &account("Work", "sub", "1"))).await;
        let tokens = people.sign_in("ada").await;
        let (_, claims) = crypto::jwt::peek::<Value>(&text(&tokens["IdToken"])).unwrap();
        assert_eq!(claims["identities"][0]["providerName"], "Work");
        assert_eq!(claims["identities"][0]["primary"], "false");
        sheet.ask(DISABLE, disabling(&people, &own("ada"))).await;
        sheet.refused("the password", people.by_password("ada")).await;
        let any = people.client_with(json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] })).await;
        let along =
            json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": super::PASSWORD });
        let choice = json!({ "ClientId": any["ClientId"], "AuthFlow": "USER_AUTH", "AuthParameters": along });
        for _ in 0..4 {
            sheet.refused("the password, chosen of what is offered", choice.clone()).await;
        }
        sheet.refused("which counts as for anybody", choice).await;
        sheet.desk.pass(900);
        let set = json!({ "Password": super::PASSWORD, "Permanent": true });
        sheet.ask("cognito-idp:AdminSetUserPassword", with(&people.user("ada"), set)).await;
        sheet.good("a password that an administrator sets", people.by_password("ada")).await;
    });
}
