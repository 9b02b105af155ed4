//! `grant_type=client_credentials`

use serde_json::{Value, json};

use super::{Call, of, people, people_with_function};
use crate::{
    desk::{Sheet, text},
    user_pools::{
        People,
        device_sign_in::claims,
        triggers::{fail, faults},
    },
};

/// A client that gets tokens for itself; gives its id and secret.
async fn program(people: &People<'_>, scopes: &[&str]) -> (String, String) {
    let program = people.program(scopes).await;
    (text(&program["ClientId"]), text(&program["Secret"]))
}

fn own<'a>(sheet: &'a Sheet, (client, secret): &(String, String), more: &[(&str, &str)]) -> Call<'a> {
    let parameters = [&[("grant_type", "client_credentials")], more].concat();
    Call::form(sheet, "token", &parameters).basic(client, secret)
}

fn scope(tokens: &Value) -> String {
    text(&claims(&tokens["access_token"])["scope"])
}

#[test]
fn a_client_gets_a_token_for_itself() {
    of("token_client_credentials", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.api("api", &["read", "write", "delete"]).await;
        let program = program(&people, &["api/read", "api/write"]).await;
        let all = own(sheet, &program, &[]).good("all of its scopes").await;
        assert_eq!(scope(&all), "api/read api/write");
        let said = claims(&all["access_token"]);
        assert_eq!((&said["sub"], &said["client_id"]), (&json!(program.0), &json!(program.0)));
        assert!(said.get("username").is_none() && said.get("origin_jti").is_none(), "{said}");
        let one = own(sheet, &program, &[("scope", "api/write")]).good("one of them").await;
        assert_eq!(scope(&one), "api/write");
        let beside = own(sheet, &program, &[("scope", "api/nope api/read")]);
        assert_eq!(scope(&beside.good("one, and one that is not there").await), "api/read");
        own(sheet, &program, &[("scope", "api/delete")]).refused("one of others").await;
        own(sheet, &program, &[("scope", "api/nope")]).refused("none that is there").await;
        own(sheet, &program, &[("scope", "openid")]).refused("one of users").await;
        own(sheet, &program, &[("scope", "api/read email")]).refused("one of users beside its own").await;
        own(sheet, &program, &[("scope", " ")]).refused("a blank scope").await;
        own(sheet, &program, &[("resource", "https://api.example")]).refused("an audience").await;
        own(sheet, &program, &[("aws_client_metadata", "no JSON")])
            .refused("metadata that cannot be read")
            .await;
        let users = people.client_and_secret().await;
        own(sheet, &users, &[("scope", "api/read")]).refused("a client without the flow").await;
        own(sheet, &users, &[("scope", "api/nope")]).refused("and without such a scope").await;
        own(sheet, &users, &[]).refused("and without a scope").await;
    });
}

#[test]
fn a_function_of_the_third_version_changes_a_clients_own_token() {
    of("token_client_credentials_function", async |sheet: &Sheet| {
        let changes = json!({ "claimsToAddOrOverride": { "tenant": { "id": 7 }, "sub": "other" },
            "scopesToAdd": ["api/more"], "scopesToSuppress": ["api/write"] });
        let answer = json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": changes } });
        let people = people_with_function(sheet, "V3_0", answer).await;
        people.api("api", &["read", "write"]).await;
        let program = program(&people, &["api/read", "api/write"]).await;
        sheet.show_functions();
        let metadata = [("aws_client_metadata", r#"{"job":"nightly"}"#)];
        let token = own(sheet, &program, &metadata).good("the function is asked").await;
        let said = claims(&token["access_token"]);
        assert_eq!((scope(&token).as_str(), &said["tenant"]), ("api/read api/more", &json!({ "id": 7 })));
        assert_eq!(said["sub"], json!(program.0));
        for (what, fault) in faults() {
            fail(sheet, "PreTokenGeneration", fault);
            own(sheet, &program, &[]).refused(&format!("the function {what}")).await;
        }
    });
}

#[test]
fn a_function_of_an_older_version_is_not_asked_for_a_clients_own_token() {
    of("token_client_credentials_v2", async |sheet: &Sheet| {
        let people = people_with_function(sheet, "V2_0", json!({})).await;
        people.api("api", &["read"]).await;
        let program = program(&people, &["api/read"]).await;
        fail(sheet, "PreTokenGeneration", faults()[0].1.clone());
        own(sheet, &program, &[]).good("without it").await;
    });
}
