//! What pools and clients want of their users' sessions, and what follows from it at a sign-in.

use serde_json::{Value, json};

use super::{People, clients::no_client, no_pool};
use crate::desk::{Sheet, of, of_part, text, with};

/// The input that tracks sessions, at most so many a user.
fn tracking(people: &People<'_>, most: u32) -> Value {
    json!({
        "UserPoolId": people.pool, "UserSessionTracking": "ENABLED", "TokenSession": { "MaxPerUser": most },
    })
}

#[test]
fn set_user_pool_session_configuration() {
    of("cognito-idp:SetUserPoolSessionConfiguration", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let set = tracking(&people, 2);
        sheet.refused_as_signed(&set).await;
        sheet.good("sessions are tracked", set.clone()).await;
        sheet.good("they are not", with(&set, json!({ "UserSessionTracking": "DISABLED" }))).await;
        sheet.refused("no session at all", tracking(&people, 0)).await;
        sheet.refused("more than a hundred", tracking(&people, 101)).await;
        let lite = People::with(sheet, json!({ "UserPoolTier": "LITE" }), json!({})).await;
        sheet.refused("in a tier that has it not", tracking(&lite, 2)).await;
        no_pool(sheet, &set).await;
    });
}

#[test]
fn get_user_pool_session_configuration() {
    of("cognito-idp:GetUserPoolSessionConfiguration", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("nothing is set", pool.clone()).await;
        sheet.ask("cognito-idp:SetUserPoolSessionConfiguration", tracking(&people, 2)).await;
        sheet.good("something is set", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn set_user_pool_client_session_configuration() {
    of("cognito-idp:SetUserPoolClientSessionConfiguration", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let set = json!({
            "UserPoolId": people.pool, "ClientId": people.client, "SSOSession": { "MaxValidityMinutes": 0 },
        });
        sheet.refused_as_signed(&set).await;
        sheet.refused("sessions are not tracked", set.clone()).await;
        sheet.ask("cognito-idp:SetUserPoolSessionConfiguration", tracking(&people, 2)).await;
        sheet.good("never again", set.clone()).await;
        let long = json!({ "SSOSession": { "MaxValidityMinutes": 129_601 } });
        sheet.refused("for more than 90 days", with(&set, long)).await;
        let lite = People::with(sheet, json!({ "UserPoolTier": "LITE" }), json!({})).await;
        let in_lite = json!({ "UserPoolId": lite.pool, "ClientId": lite.client });
        sheet.refused("in a tier that has it not", with(&set, in_lite)).await;
        no_client(sheet, &set).await;
    });
}

#[test]
fn get_user_pool_client_session_configuration() {
    of("cognito-idp:GetUserPoolClientSessionConfiguration", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let client = json!({ "UserPoolId": people.pool, "ClientId": people.client });
        sheet.refused_as_signed(&client).await;
        sheet.good("nothing is set", client.clone()).await;
        sheet.ask("cognito-idp:SetUserPoolSessionConfiguration", tracking(&people, 2)).await;
        let set = with(&client, json!({ "SSOSession": { "MaxValidityMinutes": 5 } }));
        sheet.ask("cognito-idp:SetUserPoolClientSessionConfiguration", set).await;
        sheet.good("something is set", client.clone()).await;
        no_client(sheet, &client).await;
    });
}

/// The session that was used the longest time ago makes room for another.
#[test]
fn a_sign_in_beyond_the_limit_ends_the_session_that_was_used_least_recently() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "session_limit", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        sheet.ask("cognito-idp:SetUserPoolSessionConfiguration", tracking(&people, 2)).await;
        let first = people.member("ada").await;
        let refresh = |tokens: &Value| json!({ "ClientId": people.client, "RefreshToken": text(&tokens["RefreshToken"]) });
        sheet.desk.pass(60);
        let second = people.sign_in("ada").await;
        sheet.desk.pass(60);
        sheet.good("the first of two", refresh(&first)).await;
        sheet.desk.pass(60);
        let third = people.sign_in("ada").await;
        sheet.refused("the second, after a third", refresh(&second)).await;
        sheet.good("the first, which was used since", refresh(&first)).await;
        sheet.good("the third", refresh(&third)).await;
        people.join("bob").await;
        people.sign_in("bob").await;
        sheet.good("after the sign-in of somebody else", refresh(&first)).await;
    });
}
