//! Pools that are found in other regions too.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, with};

/// How a replica of a pool is named.
fn in_ireland(people: &People<'_>) -> Value {
    json!({ "UserPoolId": people.pool, "RegionName": "eu-west-1" })
}

#[test]
fn create_user_pool_replica() {
    of("cognito-idp:CreateUserPoolReplica", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let replica = in_ireland(&people);
        sheet.refused_as_signed(&replica).await;
        sheet.good("a replica", replica.clone()).await;
        sheet.refused("again", replica.clone()).await;
        sheet.refused("in the pool's own region", with(&replica, json!({ "RegionName": "us-east-1" }))).await;
        sheet.refused("in no region", with(&replica, json!({ "RegionName": "elsewhere" }))).await;
        let tagged = json!({ "RegionName": "eu-west-2", "UserPoolTags": { "team": "a" } });
        sheet.refused("with tags of its own", with(&replica, tagged)).await;
        for n in 2..=5 {
            let another = with(&replica, json!({ "RegionName": format!("eu-west-{n}") }));
            sheet.ask("cognito-idp:CreateUserPoolReplica", another).await;
        }
        sheet.refused("more than five", with(&replica, json!({ "RegionName": "eu-west-6" }))).await;
        let lite = People::with(sheet, json!({ "UserPoolTier": "LITE" }), json!({})).await;
        sheet.refused("in a tier that has none", in_ireland(&lite)).await;
        no_pool(sheet, &replica).await;
    });
}

#[test]
fn update_user_pool_replica() {
    of("cognito-idp:UpdateUserPoolReplica", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let replica = in_ireland(&people);
        let on = with(&replica, json!({ "Status": "ACTIVE" }));
        sheet.refused_as_signed(&on).await;
        sheet.refused("no replica in the region", on.clone()).await;
        sheet.ask("cognito-idp:CreateUserPoolReplica", replica.clone()).await;
        sheet.good("on", on.clone()).await;
        sheet.good("again", on.clone()).await;
        sheet.good("off", with(&on, json!({ "Status": "INACTIVE" }))).await;
        sheet.refused("no status", with(&on, json!({ "Status": "DELETING" }))).await;
        no_pool(sheet, &on).await;
    });
}

#[test]
fn delete_user_pool_replica() {
    of("cognito-idp:DeleteUserPoolReplica", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let replica = in_ireland(&people);
        sheet.refused_as_signed(&replica).await;
        sheet.refused("no replica in the region", replica.clone()).await;
        sheet.ask("cognito-idp:CreateUserPoolReplica", replica.clone()).await;
        let status = |status: &str| with(&replica, json!({ "Status": status }));
        sheet.ask("cognito-idp:UpdateUserPoolReplica", status("ACTIVE")).await;
        sheet.refused("one that is on", replica.clone()).await;
        sheet.ask("cognito-idp:UpdateUserPoolReplica", status("INACTIVE")).await;
        sheet.good("one that is off", replica.clone()).await;
        sheet.refused("again", replica.clone()).await;
        no_pool(sheet, &replica).await;
    });
}

#[test]
fn list_user_pool_replicas() {
    of("cognito-idp:ListUserPoolReplicas", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("the pool alone", pool.clone()).await;
        sheet.ask("cognito-idp:CreateUserPoolReplica", in_ireland(&people)).await;
        sheet.good("with a replica", pool.clone()).await;
        sheet.refused("no page", with(&pool, json!({ "NextToken": "garbage" }))).await;
        no_pool(sheet, &pool).await;
    });
}
