//! Groups.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, with};

/// A pool with a group, and how that is named.
async fn group(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    let group = json!({ "UserPoolId": people.pool, "GroupName": "admins" });
    let described = with(&group, json!({ "Description": "Who may do all", "Precedence": 1 }));
    sheet.ask("cognito-idp:CreateGroup", described).await;
    group
}

#[test]
fn create_group() {
    of("cognito-idp:CreateGroup", async |sheet: &Sheet| {
        let admins = group(sheet).await;
        let birds = with(&admins, json!({ "GroupName": "birds" }));
        sheet.refused_as_signed(&birds).await;
        sheet.good("a group", birds.clone()).await;
        let role = |account: &str| json!({ "RoleArn": format!("arn:aws:iam::{account}:role/birds") });
        let whole = json!({ "GroupName": "bees", "Description": "Busy", "Precedence": 0 });
        sheet.good("with everything", with(&with(&birds, whole), role("123456789012"))).await;
        sheet.refused("the name is taken", admins.clone()).await;
        let fish = with(&birds, json!({ "GroupName": "fish" }));
        sheet.refused("a role of another account", with(&fish, role("210987654321"))).await;
        sheet.refused("a negative precedence", with(&fish, json!({ "Precedence": -1 }))).await;
        no_pool(sheet, &fish).await;
    });
}

#[test]
fn get_group() {
    of("cognito-idp:GetGroup", async |sheet: &Sheet| {
        let admins = group(sheet).await;
        sheet.refused_as_signed(&admins).await;
        sheet.good("a group", admins.clone()).await;
        sheet.refused("the group is not there", with(&admins, json!({ "GroupName": "birds" }))).await;
        no_pool(sheet, &admins).await;
    });
}

#[test]
fn update_group() {
    of("cognito-idp:UpdateGroup", async |sheet: &Sheet| {
        let admins = group(sheet).await;
        sheet.refused_as_signed(&admins).await;
        sheet.desk.pass(60);
        sheet.good("another precedence", with(&admins, json!({ "Precedence": 7 }))).await;
        sheet.good("another description", with(&admins, json!({ "Description": "All" }))).await;
        let foreign = json!({ "RoleArn": "arn:aws:iam::210987654321:role/birds" });
        sheet.refused("a role of another account", with(&admins, foreign)).await;
        sheet.refused("the group is not there", with(&admins, json!({ "GroupName": "birds" }))).await;
        no_pool(sheet, &admins).await;
    });
}

#[test]
fn delete_group() {
    of("cognito-idp:DeleteGroup", async |sheet: &Sheet| {
        let admins = group(sheet).await;
        sheet.refused_as_signed(&admins).await;
        sheet.good("a group is deleted", admins.clone()).await;
        sheet.refused("again", admins.clone()).await;
        no_pool(sheet, &admins).await;
    });
}

#[test]
fn list_groups() {
    of("cognito-idp:ListGroups", async |sheet: &Sheet| {
        let admins = group(sheet).await;
        sheet.ask("cognito-idp:CreateGroup", with(&admins, json!({ "GroupName": "birds" }))).await;
        let list = json!({ "UserPoolId": admins["UserPoolId"] });
        sheet.refused_as_signed(&list).await;
        sheet.good("all", list.clone()).await;
        let first = sheet.good("the first", with(&list, json!({ "Limit": 1 }))).await;
        let next = json!({ "Limit": 1, "NextToken": first["NextToken"] });
        sheet.good("the second", with(&list, next)).await;
        sheet.refused("no page", with(&list, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&list, json!({ "Limit": 61 }))).await;
        no_pool(sheet, &list).await;
    });
}
