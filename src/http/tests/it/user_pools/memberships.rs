//! Who is in which group, and what tokens say of it.

use serde_json::{Value, json};

use super::{People, no_pool, no_user};
use crate::desk::{Sheet, of, of_part, text, with};

/// The input that names `ada` and a group.
fn in_group(people: &People<'_>, group: &str) -> Value {
    with(&people.user("ada"), json!({ "GroupName": group }))
}

async fn make_group(sheet: &Sheet, people: &People<'_>, group: Value) {
    sheet.ask("cognito-idp:CreateGroup", with(&json!({ "UserPoolId": people.pool }), group)).await;
}

/// A pool with the confirmed user `ada` and the groups `admins` and `birds`.
async fn ada_and_groups(sheet: &Sheet) -> People<'_> {
    let people = People::new(sheet).await;
    people.join("ada").await;
    for name in ["admins", "birds"] {
        make_group(sheet, &people, json!({ "GroupName": name })).await;
    }
    people
}

/// Makes a user a member of a group.
async fn add(sheet: &Sheet, people: &People<'_>, user: &str, group: &str) {
    let input = with(&people.user(user), json!({ "GroupName": group }));
    sheet.ask("cognito-idp:AdminAddUserToGroup", input).await;
}

/// The names of the groups of `ada`.
async fn groups(sheet: &Sheet, people: &People<'_>) -> Vec<String> {
    let listed = sheet.ask("cognito-idp:AdminListGroupsForUser", people.user("ada")).await;
    listed["Groups"].as_array().unwrap().iter().map(|group| text(&group["GroupName"])).collect()
}

/// The names of the members of a group.
async fn members(sheet: &Sheet, people: &People<'_>, group: &str) -> Vec<String> {
    let list = json!({ "UserPoolId": people.pool, "GroupName": group });
    let listed = sheet.ask("cognito-idp:ListUsersInGroup", list).await;
    listed["Users"].as_array().unwrap().iter().map(|user| text(&user["Username"])).collect()
}

#[test]
fn admin_add_user_to_group() {
    of("cognito-idp:AdminAddUserToGroup", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        let admins = in_group(&people, "admins");
        sheet.refused_as_signed(&admins).await;
        sheet.good("a member", admins.clone()).await;
        sheet.good("again", admins.clone()).await;
        assert_eq!(members(sheet, &people, "admins").await, ["ada"]);
        sheet.refused("the group is not there", in_group(&people, "Admins")).await;
        no_user(sheet, &admins).await;
        for n in 0..99 {
            make_group(sheet, &people, json!({ "GroupName": format!("g{n:02}") })).await;
            add(sheet, &people, "ada", &format!("g{n:02}")).await;
        }
        sheet.refused("the user is in a hundred groups", in_group(&people, "birds")).await;
        let gone = json!({ "UserPoolId": people.pool, "GroupName": "g00" });
        sheet.ask("cognito-idp:DeleteGroup", gone).await;
        sheet.good("a group that was deleted does not count", in_group(&people, "birds")).await;
    });
}

#[test]
fn admin_remove_user_from_group() {
    of("cognito-idp:AdminRemoveUserFromGroup", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        let admins = in_group(&people, "admins");
        for group in ["admins", "birds"] {
            add(sheet, &people, "ada", group).await;
        }
        sheet.refused_as_signed(&admins).await;
        sheet.good("no longer a member", admins.clone()).await;
        sheet.good("again", admins.clone()).await;
        assert_eq!(groups(sheet, &people).await, ["birds"]);
        assert_eq!(members(sheet, &people, "admins").await, Vec::<String>::new());
        sheet.refused("the group is not there", in_group(&people, "bees")).await;
        no_user(sheet, &admins).await;
    });
}

#[test]
fn admin_list_groups_for_user() {
    of("cognito-idp:AdminListGroupsForUser", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        let ada = people.user("ada");
        make_group(sheet, &people, json!({ "GroupName": "bees", "Description": "Busy", "Precedence": 1 }))
            .await;
        sheet.refused_as_signed(&ada).await;
        sheet.good("none", ada.clone()).await;
        for group in ["birds", "bees", "admins"] {
            add(sheet, &people, "ada", group).await;
        }
        sheet.good("all", ada.clone()).await;
        let first = sheet.good("the first", with(&ada, json!({ "Limit": 2 }))).await;
        let next = json!({ "Limit": 2, "NextToken": first["NextToken"] });
        sheet.good("the rest", with(&ada, next.clone())).await;
        people.join("bob").await;
        sheet.refused("the page of another user", with(&people.user("bob"), next)).await;
        sheet.refused("no page", with(&ada, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&ada, json!({ "Limit": 61 }))).await;
        no_user(sheet, &ada).await;
    });
}

#[test]
fn list_users_in_group() {
    of("cognito-idp:ListUsersInGroup", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        people.join("bob").await;
        let admins = json!({ "UserPoolId": people.pool, "GroupName": "admins" });
        sheet.refused_as_signed(&admins).await;
        sheet.good("none", admins.clone()).await;
        add(sheet, &people, "ada", "admins").await;
        sheet.good("one", admins.clone()).await;
        add(sheet, &people, "bob", "admins").await;
        let first = sheet.ask("cognito-idp:ListUsersInGroup", with(&admins, json!({ "Limit": 1 }))).await;
        let next = json!({ "Limit": 1, "NextToken": first["NextToken"] });
        let second = sheet.ask("cognito-idp:ListUsersInGroup", with(&admins, next.clone())).await;
        assert_ne!(first["Users"], second["Users"]);
        assert_eq!(second["NextToken"], Value::Null);
        sheet
            .refused("the page of another group", with(&with(&admins, next), json!({ "GroupName": "birds" })))
            .await;
        sheet.refused("no page", with(&admins, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&admins, json!({ "Limit": 61 }))).await;
        sheet.refused("the group is not there", with(&admins, json!({ "GroupName": "bees" }))).await;
        no_pool(sheet, &admins).await;
    });
}

#[test]
fn a_group_that_is_made_again_has_none_of_the_members_of_the_earlier_one() {
    of_part("cognito-idp:ListUsersInGroup", "made_again", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        for group in ["admins", "birds"] {
            add(sheet, &people, "ada", group).await;
        }
        let admins = json!({ "UserPoolId": people.pool, "GroupName": "admins" });
        sheet.ask("cognito-idp:DeleteGroup", admins.clone()).await;
        sheet.refused("the group was deleted", admins.clone()).await;
        assert_eq!(groups(sheet, &people).await, ["birds"]);
        sheet.ask("cognito-idp:CreateGroup", admins.clone()).await;
        sheet.good("a group of its name", admins).await;
        assert_eq!(groups(sheet, &people).await, ["birds"]);
        add(sheet, &people, "ada", "admins").await;
        assert_eq!(groups(sheet, &people).await, ["admins", "birds"]);
    });
}

#[test]
fn a_user_of_the_name_of_a_deleted_one_is_in_none_of_the_groups() {
    of_part("cognito-idp:AdminListGroupsForUser", "made_again", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        add(sheet, &people, "ada", "admins").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.refused("the user was deleted", people.user("ada")).await;
        people.join("ada").await;
        sheet.good("a user of the name", people.user("ada")).await;
        assert_eq!(members(sheet, &people, "admins").await, Vec::<String>::new());
    });
}

/// The claims of a token that are about groups.
fn claims(token: &Value) -> Value {
    let (_, claims) = crypto::jwt::peek::<Value>(&text(token)).unwrap();
    let mut claims = claims.as_object().unwrap().clone();
    let names = ["cognito:groups", "cognito:roles", "cognito:preferred_role"];
    claims.retain(|name, _| names.contains(&name.as_str()));
    Value::Object(claims)
}

#[test]
fn tokens_name_the_groups_that_their_user_is_in_now() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "groups", async |sheet: &Sheet| {
        let people = ada_and_groups(sheet).await;
        let role = |name: &str| format!("arn:aws:iam::123456789012:role/{name}");
        for (name, precedence) in [("first", 0), ("second", 1)] {
            let group = json!({ "GroupName": name, "Precedence": precedence, "RoleArn": role(name) });
            make_group(sheet, &people, group).await;
        }
        let tokens = people.sign_in("ada").await;
        assert_eq!((claims(&tokens["IdToken"]), claims(&tokens["AccessToken"])), (json!({}), json!({})));
        for group in ["birds", "second", "first"] {
            add(sheet, &people, "ada", group).await;
        }
        let refresh = json!({ "ClientId": people.client, "RefreshToken": tokens["RefreshToken"] });
        let refreshed = sheet.good("of a user who has joined three groups", refresh.clone()).await;
        let refreshed = &refreshed["AuthenticationResult"];
        let names = json!(["first", "second", "birds"]);
        assert_eq!(claims(&refreshed["AccessToken"]), json!({ "cognito:groups": names }));
        let id = json!({
            "cognito:groups": names,
            "cognito:roles": [role("first"), role("second")],
            "cognito:preferred_role": role("first"),
        });
        assert_eq!(claims(&refreshed["IdToken"]), id);
        assert_eq!(claims(&people.sign_in("ada").await["IdToken"]), id);
        sheet.ask("cognito-idp:AdminRemoveUserFromGroup", in_group(&people, "first")).await;
        let gone = json!({ "UserPoolId": people.pool, "GroupName": "birds" });
        sheet.ask("cognito-idp:DeleteGroup", gone).await;
        let refreshed = sheet.good("one was left, and one deleted", refresh).await;
        let access = claims(&refreshed["AuthenticationResult"]["AccessToken"]);
        assert_eq!(access, json!({ "cognito:groups": ["second"] }));
    });
}
