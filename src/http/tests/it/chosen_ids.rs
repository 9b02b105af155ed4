//! Ids that an administrator chooses by tags.

use serde_json::json;

use crate::desk::{Sheet, of_part, with};

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
