//! Resource servers.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, with};

/// A pool with a resource server, and how that is named.
async fn server(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    let server = json!({ "UserPoolId": people.pool, "Identifier": "api" });
    let scopes = json!([{ "ScopeName": "read", "ScopeDescription": "May read" }]);
    let named = with(&server, json!({ "Name": "The API", "Scopes": scopes }));
    sheet.ask("cognito-idp:CreateResourceServer", named).await;
    server
}

#[test]
fn create_resource_server() {
    of("cognito-idp:CreateResourceServer", async |sheet: &Sheet| {
        let api = with(&server(sheet).await, json!({ "Name": "The API" }));
        let web = with(&api, json!({ "Identifier": "https://api.example.com" }));
        sheet.refused_as_signed(&web).await;
        sheet.good("a resource server", web.clone()).await;
        sheet.refused("the identifier is taken", api).await;
        let scope = json!({ "ScopeName": "read", "ScopeDescription": "May read" });
        let other = with(&web, json!({ "Identifier": "other" }));
        sheet.good("with a scope", with(&other, json!({ "Scopes": [scope] }))).await;
        let third = with(&web, json!({ "Identifier": "third" }));
        sheet.refused("a scope twice", with(&third, json!({ "Scopes": [scope, scope] }))).await;
        no_pool(sheet, &third).await;
    });
}

#[test]
fn describe_resource_server() {
    of("cognito-idp:DescribeResourceServer", async |sheet: &Sheet| {
        let api = server(sheet).await;
        sheet.refused_as_signed(&api).await;
        sheet.good("a resource server", api.clone()).await;
        sheet.refused("it is not there", with(&api, json!({ "Identifier": "other" }))).await;
        no_pool(sheet, &api).await;
    });
}

#[test]
fn update_resource_server() {
    of("cognito-idp:UpdateResourceServer", async |sheet: &Sheet| {
        let api = with(&server(sheet).await, json!({ "Name": "Our API" }));
        sheet.refused_as_signed(&api).await;
        sheet.good("another name, and no scopes", api.clone()).await;
        let scope = json!({ "ScopeName": "write", "ScopeDescription": "May write" });
        sheet.good("another scope", with(&api, json!({ "Scopes": [scope] }))).await;
        sheet.refused("a scope twice", with(&api, json!({ "Scopes": [scope, scope] }))).await;
        sheet.refused("it is not there", with(&api, json!({ "Identifier": "other" }))).await;
        no_pool(sheet, &api).await;
    });
}

#[test]
fn delete_resource_server() {
    of("cognito-idp:DeleteResourceServer", async |sheet: &Sheet| {
        let api = server(sheet).await;
        sheet.refused_as_signed(&api).await;
        sheet.good("a resource server is deleted", api.clone()).await;
        sheet.refused("again", api.clone()).await;
        no_pool(sheet, &api).await;
    });
}

#[test]
fn list_resource_servers() {
    of("cognito-idp:ListResourceServers", async |sheet: &Sheet| {
        let api = server(sheet).await;
        let web = json!({ "Identifier": "web", "Name": "The web" });
        sheet.ask("cognito-idp:CreateResourceServer", with(&api, web)).await;
        let list = json!({ "UserPoolId": api["UserPoolId"] });
        sheet.refused_as_signed(&list).await;
        sheet.good("all", list.clone()).await;
        let first = sheet.good("the first", with(&list, json!({ "MaxResults": 1 }))).await;
        let next = json!({ "MaxResults": 1, "NextToken": first["NextToken"] });
        sheet.good("the second", with(&list, next)).await;
        sheet.refused("no page", with(&list, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&list, json!({ "MaxResults": 51 }))).await;
        no_pool(sheet, &list).await;
    });
}
