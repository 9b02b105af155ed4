//! Tokens that clients get for themselves.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, device_sign_in::claims};
use crate::desk::{Sheet, of, of_part, text, with};

impl People<'_> {
    /// Makes a resource server with scopes.
    pub(crate) async fn api(&self, identifier: &str, scopes: &[&str]) {
        let scope = |name: &&str| json!({ "ScopeName": name, "ScopeDescription": format!("May {name}") });
        let scopes: Vec<Value> = scopes.iter().map(scope).collect();
        let server =
            json!({ "UserPoolId": self.pool, "Identifier": identifier, "Name": "API", "Scopes": scopes });
        self.sheet.ask("cognito-idp:CreateResourceServer", server).await;
    }

    /// A client that gets tokens for itself, with these scopes at most.
    pub(crate) async fn program(&self, scopes: &[&str]) -> Value {
        let settings = json!({
            "GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": scopes,
        });
        let client = self.client_with(settings).await;
        json!({ "ClientId": client["ClientId"], "Secret": client["ClientSecret"] })
    }
}

#[test]
fn get_client_token() {
    of("cognito-idp:GetClientToken", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.api("https://api.example/pets", &["read", "write"]).await;
        people.api("api", &["read"]).await;
        let (read, write) = ("https://api.example/pets/read", "https://api.example/pets/write");
        let program = people.program(&[read, write]).await;
        let all = sheet.good("all of its scopes", program.clone()).await;
        let token = claims(&all["ClientAuthenticationResult"]["AccessToken"]);
        assert_eq!(text(&token["scope"]), format!("{read} {write}"));
        assert_eq!((&token["sub"], &token["client_id"]), (&program["ClientId"], &program["ClientId"]));
        assert!(token.get("username").is_none() && token.get("origin_jti").is_none(), "{token}");
        let asked = |scopes: &[&str]| with(&program, json!({ "Scopes": scopes }));
        let one = sheet.good("a scope, and one that is not there", asked(&[write, "api/nope"])).await;
        assert_eq!(text(&claims(&one["ClientAuthenticationResult"]["AccessToken"])["scope"]), write);
        sheet.refused("a scope of another client", asked(&["api/read"])).await;
        sheet.refused("a scope that is not there", asked(&["api/nope"])).await;
        sheet.refused("a scope of users", asked(&["openid"])).await;
        sheet.refused("nothing is given", json!({})).await;
        let wrong = json!({ "Secret": "0123456789abcdefghijklmnop" });
        sheet.refused("a wrong secret", with(&program, wrong.clone())).await;
        sheet.refused("the client is not there", with(&program, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        let (client, secret) = people.client_and_secret().await;
        sheet.refused("a client of users", json!({ "ClientId": client, "Secret": secret })).await;
        sheet.refused("a client without a secret", with(&wrong, json!({ "ClientId": people.client }))).await;
    });
}

#[test]
fn a_scope_that_is_deleted_is_given_to_no_client() {
    of_part("cognito-idp:GetClientToken", "deleted_scope", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.api("api", &["read", "write"]).await;
        let program = people.program(&["api/read", "api/write"]).await;
        let server = json!({ "UserPoolId": people.pool, "Identifier": "api" });
        let left =
            json!({ "Name": "API", "Scopes": [{ "ScopeName": "read", "ScopeDescription": "May read" }] });
        sheet.ask("cognito-idp:UpdateResourceServer", with(&server, left)).await;
        let one = sheet.good("the other one", program.clone()).await;
        assert_eq!(text(&claims(&one["ClientAuthenticationResult"]["AccessToken"])["scope"]), "api/read");
        sheet.ask("cognito-idp:DeleteResourceServer", server).await;
        sheet.refused("none is left", program).await;
    });
}

#[test]
fn a_client_is_allowed_scopes_of_resource_servers() {
    of_part("cognito-idp:CreateUserPoolClient", "scopes", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.api("api", &["read"]).await;
        let client = json!({
            "UserPoolId": people.pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "CallbackURLs": ["https://example.com/in"],
        });
        let scopes = |scopes: &[&str]| with(&client, json!({ "AllowedOAuthScopes": scopes }));
        sheet
            .good("a scope of a resource server, and one of every pool", scopes(&["openid", "api/read"]))
            .await;
        sheet.refused("a scope that its server does not have", scopes(&["api/write"])).await;
        sheet.refused("a server that is not there", scopes(&["other/read"])).await;
        sheet.refused("no server's scope", scopes(&["read"])).await;
        let program = json!({ "AllowedOAuthFlows": ["client_credentials"], "GenerateSecret": true });
        sheet.good("a program's", with(&scopes(&["api/read"]), program.clone())).await;
        sheet.refused("a program's, one of users", with(&scopes(&["api/read", "email"]), program)).await;
    });
}
