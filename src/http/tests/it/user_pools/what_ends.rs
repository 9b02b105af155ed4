//! What ends tokens: the rows e1 to e9 of the reference of sign-in.

use serde_json::{Value, json};

use super::{PASSWORD, People, devices::confirmed, sign_in::flow};
use crate::desk::{Sheet, of_part, text, with};

const NEW: &str = "Battery-Staple-2";
/// A token is good.
const GOOD: &str = "good";
const REVOKED: [&str; 2] = ["Access Token has been revoked", "Refresh Token has been revoked"];
/// Only the refresh token has ended.
const REFRESH_REVOKED: [&str; 2] = [GOOD, REVOKED[1]];

/// What an access token and its refresh token are answered.
async fn told(sheet: &Sheet, people: &People<'_>, tokens: &Value, device: &Value) -> [String; 2] {
    let access = json!({ "AccessToken": tokens["AccessToken"] });
    let refresh = json!({ "REFRESH_TOKEN": tokens["RefreshToken"], "DEVICE_KEY": device });
    let refresh = flow(&people.client, "REFRESH_TOKEN_AUTH", refresh);
    let mut told = [String::new(), String::new()];
    for (told, (operation, input)) in
        told.iter_mut().zip([("cognito-idp:GetUser", access), ("cognito-idp:InitiateAuth", refresh)])
    {
        let answer = sheet.desk.answer(operation, &input).await;
        *told = if answer.status == 200 { GOOD.to_owned() } else { text(&answer.json()["message"]) };
    }
    told
}

/// What becomes of the tokens of a user in whose place these calls are made.
async fn after(sheet: &Sheet, people: &People<'_>, name: &str, calls: &[(&str, Value)]) -> [String; 2] {
    let tokens = people.member(name).await;
    for (operation, input) in calls {
        let mut input = input.clone();
        for (member, token) in [("AccessToken", "AccessToken"), ("Token", "RefreshToken")] {
            if input.get(member).is_some() {
                input[member] = tokens[token].clone();
            }
        }
        sheet.ask(operation, input).await;
    }
    told(sheet, people, &tokens, &json!("")).await
}

#[test]
fn what_ends_what() {
    of_part("cognito-idp:GetUser", "what_ends", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let user = |name: &str, changes: Value| with(&people.user(name), changes);
        let own = |changes: Value| with(&json!({ "AccessToken": "" }), changes);
        let by_client = |name: &str, changes: Value| {
            with(&json!({ "ClientId": people.client, "Username": name }), changes)
        };
        let revoke = json!({ "ClientId": people.client, "Token": "" });
        let change = json!({ "PreviousPassword": PASSWORD, "ProposedPassword": NEW });
        let code = json!({ "ConfirmationCode": app::testing::CODE, "Password": NEW });
        let name = json!({ "UserAttributes": [{ "Name": "name", "Value": "Ada" }] });
        let rows = [
            ("e1", vec![("cognito-idp:RevokeToken", revoke)], REVOKED),
            ("e2a", vec![("cognito-idp:GlobalSignOut", own(json!({})))], REVOKED),
            ("e2b", vec![("cognito-idp:AdminUserGlobalSignOut", user("e2b", json!({})))], REVOKED),
            ("e4a", vec![("cognito-idp:AdminDisableUser", user("e4a", json!({})))], ["User is disabled."; 2]),
            (
                "e4b",
                vec![
                    ("cognito-idp:AdminDisableUser", user("e4b", json!({}))),
                    ("cognito-idp:AdminEnableUser", user("e4b", json!({}))),
                ],
                REVOKED,
            ),
            (
                "e5",
                vec![("cognito-idp:AdminDeleteUser", user("e5", json!({})))],
                ["User does not exist.", "The user has been deleted for the associated refresh token"],
            ),
            ("e6a", vec![("cognito-idp:AdminResetUserPassword", user("e6a", json!({})))], REFRESH_REVOKED),
            (
                "e6b",
                vec![
                    ("cognito-idp:ForgotPassword", by_client("e6b", json!({}))),
                    ("cognito-idp:ConfirmForgotPassword", by_client("e6b", code)),
                ],
                REFRESH_REVOKED,
            ),
            ("e7a", vec![("cognito-idp:ChangePassword", own(change))], [GOOD; 2]),
            (
                "e7b",
                vec![(
                    "cognito-idp:AdminSetUserPassword",
                    user("e7b", json!({ "Password": NEW, "Permanent": true })),
                )],
                [GOOD; 2],
            ),
            ("e7c", vec![("cognito-idp:AdminUpdateUserAttributes", user("e7c", name))], [GOOD; 2]),
        ];
        for (row, calls, expected) in rows {
            assert_eq!(after(sheet, &people, row, &calls).await, expected, "{row}");
        }
    });
}

#[test]
fn a_client_that_is_deleted_ends_all_its_tokens() {
    of_part("cognito-idp:GetUser", "what_ends_with_a_client", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let client = json!({ "UserPoolId": people.pool, "ClientId": people.client });
        sheet.ask("cognito-idp:DeleteUserPoolClient", client).await;
        let gone = format!("User pool client {} does not exist.", people.client);
        assert_eq!(told(sheet, &people, &tokens, &json!("")).await, [&*gone; 2], "e9");
    });
}

#[test]
fn a_session_that_is_revoked_and_a_device_that_is_forgotten_end_their_own_alone() {
    of_part("cognito-idp:GetUser", "what_ends_of_one", async |sheet: &Sheet| {
        let tracked = json!({ "DeviceConfiguration": {} });
        let people = People::with(sheet, tracked, json!({})).await;
        let (one, other) = (people.member("ada").await, people.sign_in("ada").await);
        let device = confirmed(sheet, &one).await;
        let others = &other["NewDeviceMetadata"]["DeviceKey"];
        let listed =
            sheet.ask("cognito-idp:ListUserSessions", json!({ "AccessToken": other["AccessToken"] })).await;
        let sessions = listed["Sessions"].as_array().unwrap();
        let current = sessions.iter().find(|session| session["IsCurrentSession"] == true).unwrap();
        let revoke = json!({ "AccessToken": one["AccessToken"], "SessionId": current["SessionId"] });
        sheet.ask("cognito-idp:RevokeUserSession", revoke).await;
        assert_eq!(told(sheet, &people, &other, others).await, REVOKED, "e3 that session");
        assert_eq!(told(sheet, &people, &one, &device).await, [GOOD; 2], "e3 the other one");
        let forget = json!({ "AccessToken": one["AccessToken"], "DeviceKey": device });
        sheet.ask("cognito-idp:ForgetDevice", forget).await;
        assert_eq!(told(sheet, &people, &one, &device).await, [GOOD, "Invalid Refresh Token"], "e8, R8");
    });
}
