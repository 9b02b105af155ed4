//! What users have done to sign in, and what is said about it.

use domain::LedgerId;
use serde_json::{Value, json};

use super::{PASSWORD, People, no_pool, no_user};
use crate::desk::{Sheet, of, of_part, text, with};

/// A pool that records risks, and a client of it.
async fn protected(sheet: &Sheet) -> People<'_> {
    let audit = json!({ "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } });
    People::with(sheet, audit, json!({})).await
}

/// Signs in with a wrong password.
async fn fail(sheet: &Sheet, people: &People<'_>) {
    let wrong = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" } });
    sheet.desk.answer("cognito-idp:InitiateAuth", &with(&people.by_password("ada"), wrong)).await;
}

/// The newest event.
async fn newest(sheet: &Sheet, people: &People<'_>) -> Value {
    let listed = sheet.ask("cognito-idp:AdminListUserAuthEvents", people.user("ada")).await;
    listed["AuthEvents"][0].clone()
}

#[test]
fn admin_list_user_auth_events() {
    of("cognito-idp:AdminListUserAuthEvents", async |sheet: &Sheet| {
        let people = protected(sheet).await;
        people.join("ada").await;
        people.join("bob").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.desk.pass(1);
        fail(sheet, &people).await;
        sheet.desk.pass(1);
        let tokens = people.sign_in("ada").await;
        sheet.good("newest first", people.user("ada")).await;
        let change = |old: &str| json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": old, "ProposedPassword": "Battery-Staple-2" });
        sheet.desk.answer("cognito-idp:ChangePassword", &change("Wrong-Horse-1")).await;
        sheet.ask("cognito-idp:ChangePassword", change(PASSWORD)).await;
        let one = sheet.good("one", with(&people.user("ada"), json!({ "MaxResults": 1 }))).await;
        let next = json!({ "MaxResults": 1, "NextToken": text(&one["NextToken"]) });
        sheet.good("the next one", with(&people.user("ada"), next)).await;
        sheet.good("as many as there can be", with(&people.user("ada"), json!({ "MaxResults": 0 }))).await;
        sheet.refused("no page", with(&people.user("ada"), json!({ "NextToken": "garbage" }))).await;
        no_user(sheet, &people.user("ada")).await;
        let off = People::new(sheet).await;
        sheet.refused("risks are not recorded, whoever is meant", off.user("nobody")).await;
    });
}

#[test]
fn a_password_that_is_forgotten_shows_among_the_events() {
    of_part("cognito-idp:AdminListUserAuthEvents", "forgotten", async |sheet: &Sheet| {
        let people = protected(sheet).await;
        people.sign_up("ada").await;
        let ada = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ResendConfirmationCode", ada.clone()).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", people.user("ada")).await;
        let verified = json!([{ "Name": "email_verified", "Value": "true" }]);
        let verified = with(&people.user("ada"), json!({ "UserAttributes": verified }));
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", verified).await;
        sheet.ask("cognito-idp:ForgotPassword", ada.clone()).await;
        let confirm =
            |code: &str| with(&ada, json!({ "ConfirmationCode": code, "Password": "Battery-Staple-2" }));
        sheet.desk.answer("cognito-idp:ConfirmForgotPassword", &confirm("000000")).await;
        sheet.ask("cognito-idp:ConfirmForgotPassword", confirm("123456")).await;
        sheet.good("all", people.user("ada")).await;
    });
}

#[test]
fn admin_update_auth_event_feedback() {
    of("cognito-idp:AdminUpdateAuthEventFeedback", async |sheet: &Sheet| {
        let people = protected(sheet).await;
        people.join("ada").await;
        people.sign_in("ada").await;
        let event = newest(sheet, &people).await["EventId"].clone();
        let feedback = with(&people.user("ada"), json!({ "EventId": event, "FeedbackValue": "Invalid" }));
        sheet.refused_as_signed(&feedback).await;
        sheet.good("it was not the user", feedback.clone()).await;
        assert_eq!(newest(sheet, &people).await["EventFeedback"]["FeedbackValue"], "Invalid");
        sheet.good("it was", with(&feedback, json!({ "FeedbackValue": "Valid" }))).await;
        let shown = newest(sheet, &people).await["EventFeedback"].clone();
        assert_eq!((&shown["FeedbackValue"], &shown["Provider"]), (&json!("Valid"), &json!("Admin")));
        sheet.refused("the event is not there", with(&feedback, json!({ "EventId": "none" }))).await;
        people.join("bob").await;
        sheet.refused("the event of another user", with(&feedback, json!({ "Username": "bob" }))).await;
        no_user(sheet, &feedback).await;
        let off = People::new(sheet).await;
        sheet.refused("risks are not recorded", with(&feedback, json!({ "UserPoolId": off.pool }))).await;
    });
}

#[test]
fn update_auth_event_feedback() {
    of("cognito-idp:UpdateAuthEventFeedback", async |sheet: &Sheet| {
        let people = protected(sheet).await;
        people.join("ada").await;
        people.sign_in("ada").await;
        let event = text(&newest(sheet, &people).await["EventId"]);
        let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        let sub = text(&ada["UserAttributes"][0]["Value"]);
        let pool = LedgerId::new(people.pool.clone());
        let token = |event: &str| {
            let token = sheet.desk.house.app.user_pools.feedback_token(&pool, &sub, event).unwrap();
            sheet.learn(&token, "FeedbackToken");
            token
        };
        let given = json!({ "EventId": event, "FeedbackValue": "Invalid", "FeedbackToken": token(&event) });
        let feedback = with(&people.user("ada"), given);
        sheet.refused("nothing is given", json!({})).await;
        sheet.good("it was not the user", feedback.clone()).await;
        sheet.good("again", feedback.clone()).await;
        let shown = newest(sheet, &people).await["EventFeedback"].clone();
        assert_eq!((&shown["FeedbackValue"], &shown["Provider"]), (&json!("Invalid"), &json!("User")));
        let by = |token: &str| with(&feedback, json!({ "FeedbackToken": token }));
        sheet.refused("no token", by("garbage")).await;
        sheet.refused("the token of another event", by(&token("fffffffffffffff0"))).await;
        let none = json!({ "EventId": "none", "FeedbackToken": token("none") });
        sheet.refused("the event is not there", with(&feedback, none)).await;
        sheet.refused("the user is not there", with(&feedback, json!({ "Username": "nobody" }))).await;
        no_pool(sheet, &feedback).await;
        let off = People::new(sheet).await;
        sheet.refused("risks are not recorded", with(&feedback, json!({ "UserPoolId": off.pool }))).await;
        sheet.desk.pass(7 * 86_400);
        sheet.refused("a week later", feedback).await;
    });
}
