//! Ids that an administrator chooses by tags.

use serde_json::json;

use crate::{
    desk::{Caller, Sheet, of_part, with},
    identity_pools::Estate,
};

/// The session of a user's role that may make any pool.
async fn maker(sheet: &Sheet) -> Caller {
    let estate = Estate::new(sheet).await;
    let allow =
        json!({ "Effect": "Allow", "Action": ["cognito-idp:*", "cognito-identity:*"], "Resource": "*" });
    let document = json!({ "Version": "2012-10-17", "Statement": [allow] }).to_string();
    let policy = json!({ "RoleName": "known", "PolicyName": "pools", "PolicyDocument": document });
    sheet.ask("iam:PutRolePolicy", policy).await;
    let logins = estate.logins("ada").await;
    estate.session(&estate.identity(&logins).await, &logins).await
}

#[test]
fn a_user_pool_gets_the_id_that_its_tag_chooses() {
    of_part("cognito-idp:CreateUserPool", "chosen_id", async |sheet: &Sheet| {
        let pool = |id: &str| json!({ "PoolName": "shop", "UserPoolTags": { "recognito:user-pool-id": id } });
        sheet.good("an id of its own", pool("us-east-1_Shop00001")).await;
        sheet.refused("the id is taken", pool("us-east-1_Shop00001")).await;
        let deleted = json!({ "UserPoolId": "us-east-1_Shop00001" });
        sheet.ask("cognito-idp:DeleteUserPool", deleted).await;
        sheet.refused("the id was that of a pool", pool("us-east-1_Shop00001")).await;
        for (title, id) in [
            ("an id of another region", "eu-west-1_Shop00001"),
            ("an id with another sign", "us-east-1_Shop-0001"),
            ("an id without a region", "Shop00001"),
            ("nothing", ""),
        ] {
            sheet.refused(title, pool(id)).await;
        }
    });
}

#[test]
fn a_session_of_a_role_makes_user_pools_and_chooses_no_id() {
    of_part("cognito-idp:CreateUserPool", "chosen_by_a_session", async |sheet: &Sheet| {
        let maker = maker(sheet).await;
        let pool = json!({ "PoolName": "shop" });
        sheet.good_by(&maker, "an id that is made", pool.clone()).await;
        let chosen = json!({ "UserPoolTags": { "recognito:user-pool-id": "us-east-1_Shop00001" } });
        sheet.refused_by(&maker, "an id of its own", with(&pool, chosen)).await;
    });
}

#[test]
fn a_session_of_a_role_makes_clients_and_chooses_no_id() {
    of_part("cognito-idp:CreateUserPoolClient", "chosen_by_a_session", async |sheet: &Sheet| {
        let maker = maker(sheet).await;
        let tags = json!({
            "recognito:user-pool-id": "us-east-1_Shop00001",
            "recognito:client-id:web": "shopweb",
        });
        sheet.ask("cognito-idp:CreateUserPool", json!({ "PoolName": "shop", "UserPoolTags": tags })).await;
        let client = json!({ "UserPoolId": "us-east-1_Shop00001", "ClientName": "app" });
        sheet.good_by(&maker, "an id that is made", client.clone()).await;
        sheet.refused_by(&maker, "an id of its own", with(&client, json!({ "ClientName": "web" }))).await;
    });
}

#[test]
fn a_session_of_a_role_makes_identity_pools_and_chooses_no_id() {
    of_part("cognito-identity:CreateIdentityPool", "chosen_by_a_session", async |sheet: &Sheet| {
        let maker = maker(sheet).await;
        let pool = json!({ "IdentityPoolName": "shop", "AllowUnauthenticatedIdentities": true });
        sheet.good_by(&maker, "an id that is made", pool.clone()).await;
        let id = "us-east-1:12345678-90ab-4cde-8f01-234567890abc";
        let chosen = json!({ "IdentityPoolTags": { "recognito:identity-pool-id": id } });
        sheet.refused_by(&maker, "an id of its own", with(&pool, chosen)).await;
    });
}

#[test]
fn a_client_gets_the_id_that_a_tag_of_its_pool_chooses() {
    of_part("cognito-idp:CreateUserPoolClient", "chosen_id", async |sheet: &Sheet| {
        let tags = json!({
            "recognito:user-pool-id": "us-east-1_Shop00001",
            "recognito:client-id:web": "shopweb",
            "recognito:client-id:other": "shopweb",
            "recognito:client-id:wrong": "shop web",
        });
        sheet.ask("cognito-idp:CreateUserPool", json!({ "PoolName": "shop", "UserPoolTags": tags })).await;
        let client = json!({ "UserPoolId": "us-east-1_Shop00001", "ClientName": "web" });
        sheet.good("an id of its own", client.clone()).await;
        sheet.refused("the id is this client's", client.clone()).await;
        sheet.refused("the id is another client's", with(&client, json!({ "ClientName": "other" }))).await;
        sheet.refused("no id of a client", with(&client, json!({ "ClientName": "wrong" }))).await;
    });
}

#[test]
fn an_identity_pool_gets_the_id_that_its_tag_chooses() {
    of_part("cognito-identity:CreateIdentityPool", "chosen_id", async |sheet: &Sheet| {
        let pool = |id: &str| {
            let tags = json!({ "recognito:identity-pool-id": id });
            json!({ "IdentityPoolName": "shop", "AllowUnauthenticatedIdentities": true, "IdentityPoolTags": tags })
        };
        let id = "us-east-1:12345678-90ab-4cde-8f01-234567890abc";
        sheet.good("an id of its own", pool(id)).await;
        sheet.refused("the id is taken", pool(id)).await;
        sheet
            .refused("it begins like another's", pool("us-east-1:12345678-90ab-4cde-8f01-000000000000"))
            .await;
        sheet
            .refused("an id of another region", pool("eu-west-1:22345678-90ab-4cde-8f01-234567890abc"))
            .await;
        sheet.refused("no UUID", pool("us-east-1:shop")).await;
    });
}
