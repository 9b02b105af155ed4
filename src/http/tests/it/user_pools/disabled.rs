//! Users who are switched off and on again, and what they and others are answered meanwhile.

use serde_json::{Value, json};

use super::{People, no_user};
use crate::desk::{Sheet, of, of_part, with};

const NEW: &str = "Correct-Horse-2";

/// Switches `ada` off, or on.
async fn switch(sheet: &Sheet, people: &People<'_>, operation: &str) {
    sheet.ask(operation, people.user("ada")).await;
}

async fn off(sheet: &Sheet, people: &People<'_>) {
    switch(sheet, people, "cognito-idp:AdminDisableUser").await;
}

async fn on(sheet: &Sheet, people: &People<'_>) {
    switch(sheet, people, "cognito-idp:AdminEnableUser").await;
}

/// Whether lists show `ada` as enabled.
async fn is_listed_as_enabled(sheet: &Sheet, people: &People<'_>) -> Value {
    let list = json!({ "UserPoolId": people.pool, "Filter": "username = \"ada\"" });
    sheet.ask("cognito-idp:ListUsers", list).await["Users"][0]["Enabled"].clone()
}

#[test]
fn admin_disable_user() {
    of("cognito-idp:AdminDisableUser", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        assert_eq!(is_listed_as_enabled(sheet, &people).await, json!(true));
        sheet.good("a user is switched off", people.user("ada")).await;
        sheet.good("again", people.user("ada")).await;
        assert_eq!(is_listed_as_enabled(sheet, &people).await, json!(false));
        no_user(sheet, &people.user("ada")).await;
    });
}

#[test]
fn admin_enable_user() {
    of("cognito-idp:AdminEnableUser", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("a user who was never switched off", people.user("ada")).await;
        off(sheet, &people).await;
        sheet.good("a user is switched on", people.user("ada")).await;
        assert_eq!(is_listed_as_enabled(sheet, &people).await, json!(true));
        people.sign_in("ada").await;
        no_user(sheet, &people.user("ada")).await;
    });
}

#[test]
fn initiate_auth_of_a_disabled_user() {
    of_part("cognito-idp:InitiateAuth", "disabled", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let telling = json!({ "ClientId": people.telling_client().await });
        let refresh_token = people.member("ada").await["RefreshToken"].clone();
        let refresh = json!({ "ClientId": people.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": { "REFRESH_TOKEN": refresh_token } });
        let wrong = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" } });
        off(sheet, &people).await;
        let right = people.by_password("ada");
        sheet.refused("by a client that hides who exists", right.clone()).await;
        sheet.refused("and a wrong password", with(&right, wrong.clone())).await;
        sheet.refused("by a client that tells who exists", with(&right, telling.clone())).await;
        sheet.refused("and a wrong password", with(&with(&right, wrong), telling)).await;
        sheet.refused("a refresh token", refresh.clone()).await;
        on(sheet, &people).await;
        sheet.refused("an earlier refresh token of a user who was switched on again", refresh).await;
        sheet.good("a user who was switched on again", right).await;
    });
}

#[test]
fn a_challenge_of_a_user_who_is_disabled_meanwhile() {
    of_part("cognito-idp:RespondToAuthChallenge", "disabled", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.invite("ada").await;
        let asked = sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": NEW });
        let answer = json!({ "ClientId": people.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": asked["Session"], "ChallengeResponses": responses });
        off(sheet, &people).await;
        sheet.refused("while the user is switched off", answer.clone()).await;
        on(sheet, &people).await;
        sheet.refused("once the user is switched on again", answer).await;
        let asked = sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    });
}

#[test]
fn an_access_token_of_a_disabled_user() {
    of_part("cognito-idp:GetUser", "disabled", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let token = json!({ "AccessToken": people.member("ada").await["AccessToken"] });
        off(sheet, &people).await;
        sheet.refused("while the user is switched off", token.clone()).await;
        on(sheet, &people).await;
        sheet.refused("once the user is switched on again", token).await;
    });
}

#[test]
fn a_disabled_user_who_forgot_the_password() {
    of_part("cognito-idp:ForgotPassword", "disabled", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
        people.join("ada").await;
        off(sheet, &people).await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.refused("by a client that tells who exists", forgot).await;
    });
}

#[test]
fn a_code_of_a_disabled_user() {
    of_part("cognito-idp:ConfirmForgotPassword", "disabled", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", forgot.clone()).await;
        off(sheet, &people).await;
        let code = json!({ "ConfirmationCode": app::testing::CODE, "Password": NEW });
        let confirm = with(&forgot, code);
        sheet.refused("the right code, by a client that hides who exists", confirm.clone()).await;
        let telling = json!({ "ClientId": people.telling_client().await });
        sheet.refused("the right code, by a client that tells who exists", with(&confirm, telling)).await;
        on(sheet, &people).await;
        sheet.good("the code is still good once the user is switched on", confirm).await;
        let signed_in = json!({ "AuthParameters": { "USERNAME": "ada", "PASSWORD": NEW } });
        sheet.ask("cognito-idp:InitiateAuth", with(&people.by_password("ada"), signed_in)).await;
    });
}

#[test]
fn a_disabled_user_confirms_no_sign_up() {
    of_part("cognito-idp:ConfirmSignUp", "disabled", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.sign_up("ada").await;
        off(sheet, &people).await;
        let ada =
            json!({ "ClientId": people.client, "Username": "ada", "ConfirmationCode": app::testing::CODE });
        sheet.refused("the right code, by a client that hides who exists", ada.clone()).await;
        let telling = json!({ "ClientId": people.telling_client().await });
        sheet.refused("the right code, by a client that tells who exists", with(&ada, telling)).await;
        on(sheet, &people).await;
        sheet.good("once the user is switched on", ada).await;
    });
}
