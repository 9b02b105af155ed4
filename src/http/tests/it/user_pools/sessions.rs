//! Sessions of users: listed, and ended one by one.

use serde_json::{Value, json};

use super::{People, no_token, no_user};
use crate::desk::{Sheet, of, text, with};

/// An id of the right form that no session has.
const UNKNOWN_SESSION: &str = "tkn0000000000000000000000000";

fn by(tokens: &Value, input: Value) -> Value {
    with(&json!({ "AccessToken": tokens["AccessToken"] }), input)
}

/// The id of the session of these tokens.
async fn current(sheet: &Sheet, tokens: &Value) -> String {
    let listed = sheet.ask("cognito-idp:ListUserSessions", by(tokens, json!({}))).await;
    let sessions = listed["Sessions"].as_array().unwrap();
    text(&sessions.iter().find(|session| session["IsCurrentSession"] == true).unwrap()["SessionId"])
}

async fn count(sheet: &Sheet, people: &People<'_>) -> usize {
    let listed = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
    listed["Sessions"].as_array().unwrap().len()
}

/// Whether the tokens still open anything.
async fn are_good(sheet: &Sheet, people: &People<'_>, tokens: &Value) -> (bool, bool) {
    let access = sheet.desk.answer("cognito-idp:GetUser", &by(tokens, json!({}))).await;
    let parameters = json!({ "REFRESH_TOKEN": tokens["RefreshToken"] });
    let refresh = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters });
    let refresh = with(&people.by_password("ada"), refresh);
    let refreshed = sheet.desk.answer("cognito-idp:InitiateAuth", &refresh).await;
    (access.status == 200, refreshed.status == 200)
}

#[test]
fn list_user_sessions() {
    of("cognito-idp:ListUserSessions", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let list = by(&tokens, json!({}));
        sheet.good("the only session", list.clone()).await;
        people.sign_in("ada").await;
        assert_eq!(count(sheet, &people).await, 2);
        sheet.refused("a page that is none", by(&tokens, json!({ "NextToken": "garbage" }))).await;
        no_token(sheet, &people, "ada", &tokens, &list).await;
    });
}

#[test]
fn admin_list_user_sessions() {
    of("cognito-idp:AdminListUserSessions", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.member("ada").await;
        people.member("bob").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("the only session", people.user("ada")).await;
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("ada")).await;
        sheet.good("after signing out everywhere", people.user("ada")).await;
        people.sign_in("ada").await;
        sheet.desk.pass(30 * 24 * 3_600);
        assert_eq!(count(sheet, &people).await, 0, "its refresh token has ended");
        people.sign_in("ada").await;
        assert_eq!(count(sheet, &people).await, 1);
        let garbage = with(&people.user("ada"), json!({ "NextToken": "garbage" }));
        sheet.refused("a page that is none", garbage).await;
        no_user(sheet, &people.user("ada")).await;
    });
}

#[test]
fn revoke_user_session() {
    of("cognito-idp:RevokeUserSession", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let (one, other) = (people.member("ada").await, people.sign_in("ada").await);
        let session = current(sheet, &other).await;
        let revoke = |id: &str| by(&one, json!({ "SessionId": id }));
        sheet.good("the other session", revoke(&session)).await;
        assert_eq!(are_good(sheet, &people, &other).await, (false, false));
        assert_eq!(are_good(sheet, &people, &one).await, (true, true));
        assert_eq!(count(sheet, &people).await, 1);
        sheet.refused("again", revoke(&session)).await;
        let bob = people.member("bob").await;
        let theirs = current(sheet, &bob).await;
        sheet.refused("a session of another user", revoke(&theirs)).await;
        sheet.refused("the session is not there", revoke(UNKNOWN_SESSION)).await;
        let pages = revoke(&UNKNOWN_SESSION.replace("tkn", "sso"));
        sheet.refused("a session of the pages", pages).await;
        no_token(sheet, &people, "ada", &one, &revoke(UNKNOWN_SESSION)).await;
    });
}

#[test]
fn admin_revoke_user_session() {
    of("cognito-idp:AdminRevokeUserSession", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let session = current(sheet, &tokens).await;
        let revoke = with(&people.user("ada"), json!({ "SessionId": session }));
        sheet.refused_as_signed(&revoke).await;
        sheet.good("the session", revoke.clone()).await;
        assert_eq!(are_good(sheet, &people, &tokens).await, (false, false));
        sheet.refused("again", revoke.clone()).await;
        no_user(sheet, &revoke).await;
    });
}
