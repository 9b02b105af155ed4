//! Signing up without a password, and signing in right after the sign-up is confirmed.

use app::testing::CODE;
use serde_json::{Value, json};

use super::{PASSWORD, People, sign_in::flow};
use crate::desk::{Sheet, of_part, with};

const NEW: &str = "Battery-Staple-2";

/// A pool that takes passwords and mailed codes as first factors, and a client with `USER_AUTH`.
async fn pool(sheet: &Sheet) -> People<'_> {
    let first = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } });
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    People::with(sheet, json!({ "Policies": first }), flows).await
}

fn applicant(people: &People<'_>, name: &str) -> Value {
    with(&people.applicant(name), json!({ "Password": null }))
}

/// Signs up without a password; gives the session of that.
async fn signed_up(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    sheet.ask("cognito-idp:SignUp", applicant(people, name)).await["Session"].clone()
}

fn confirm(people: &People<'_>, name: &str, session: &Value) -> Value {
    json!({ "ClientId": people.client, "Username": name, "ConfirmationCode": CODE, "Session": session })
}

/// Signs up and confirms; gives the session of that.
async fn confirmed(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    let session = signed_up(sheet, people, name).await;
    sheet.ask("cognito-idp:ConfirmSignUp", confirm(people, name, &session)).await["Session"].clone()
}

fn begin(people: &People<'_>, name: &str, session: &Value) -> Value {
    with(&flow(&people.client, "USER_AUTH", json!({ "USERNAME": name })), json!({ "Session": session }))
}

#[test]
fn sign_up_without_a_password() {
    of_part("cognito-idp:SignUp", "passwordless", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        sheet.good("a user signs up", applicant(&people, "ada")).await;
        let silent = with(&applicant(&people, "bob"), json!({ "UserAttributes": null }));
        sheet.refused("without an address for codes", silent).await;
        let client = people.client_with(json!({})).await;
        let other = with(&applicant(&people, "bob"), json!({ "ClientId": client["ClientId"] }));
        sheet.refused("through a client without the flow", other).await;
    });
}

#[test]
fn confirm_sign_up_with_a_session() {
    of_part("cognito-idp:ConfirmSignUp", "session", async |sheet: &Sheet| {
        let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
        let people = People::with(sheet, json!({}), flows).await;
        let signed_up = async |name: &str| {
            sheet.ask("cognito-idp:SignUp", people.applicant(name)).await["Session"].clone()
        };
        let (ada, bob) = (signed_up("ada").await, signed_up("bob").await);
        sheet.refused("no session", confirm(&people, "ada", &json!("garbage-garbage-garbage"))).await;
        sheet.refused("another user's", confirm(&people, "ada", &bob)).await;
        let begun = flow(&people.client, "USER_AUTH", json!({ "USERNAME": "ada" }));
        let asked = sheet.ask("cognito-idp:InitiateAuth", begun).await;
        sheet.refused("that of a sign-in", confirm(&people, "ada", &asked["Session"])).await;
        sheet.good("its own", confirm(&people, "ada", &ada)).await;
        signed_up("eve").await;
        sheet.good("none", confirm(&people, "eve", &Value::Null)).await;
        sheet.desk.pass(181);
        sheet.good("one that has ended", confirm(&people, "bob", &bob)).await;
        let people = pool(sheet).await;
        sheet.ask("cognito-idp:SignUp", applicant(&people, "ada")).await;
        sheet.good("none, where codes sign users in", confirm(&people, "ada", &Value::Null)).await;
    });
}

#[test]
fn initiate_auth_with_the_session_of_a_confirmation() {
    of_part("cognito-idp:InitiateAuth", "confirmed", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let unconfirmed = signed_up(sheet, &people, "bob").await;
        sheet.refused("N2 the session of a sign-up", begin(&people, "bob", &unconfirmed)).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", people.user("bob")).await;
        sheet.refused("of a user who was confirmed otherwise", begin(&people, "bob", &unconfirmed)).await;
        let session = confirmed(sheet, &people, "ada").await;
        sheet.refused("N3 of another user", begin(&people, "bob", &session)).await;
        sheet.good("N1 the session of a confirmation", begin(&people, "ada", &session)).await;
        sheet.refused("N3 again", begin(&people, "ada", &session)).await;
        let session = confirmed(sheet, &people, "eve").await;
        sheet.desk.pass(181);
        sheet.refused("N3 ended", begin(&people, "eve", &session)).await;
        sheet.good("then the code is asked for", begin(&people, "eve", &Value::Null)).await;
    });
}

#[test]
fn respond_to_auth_challenge_with_the_session_of_a_confirmation() {
    of_part("cognito-idp:RespondToAuthChallenge", "confirmed", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let by_code = |session: &Value| {
            json!({
                "ClientId": people.client,
                "ChallengeName": "EMAIL_OTP",
                "Session": session,
                "ChallengeResponses": { "USERNAME": "ada", "EMAIL_OTP_CODE": CODE },
            })
        };
        let session = signed_up(sheet, &people, "ada").await;
        sheet.refused("the session of a sign-up", by_code(&session)).await;
        let confirmed = sheet.ask("cognito-idp:ConfirmSignUp", confirm(&people, "ada", &session)).await;
        sheet.refused("the session of a confirmation", by_code(&confirmed["Session"])).await;
    });
}

#[test]
fn the_first_password() {
    of_part("cognito-idp:ChangePassword", "first", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        let session = confirmed(sheet, &people, "ada").await;
        let begun = sheet.ask("cognito-idp:InitiateAuth", begin(&people, "ada", &session)).await;
        let token = &begun["AuthenticationResult"]["AccessToken"];
        let change = |old: Value, new: &str| json!({ "AccessToken": token, "PreviousPassword": old, "ProposedPassword": new });
        sheet.refused("an old one where there is none", change(json!(NEW), PASSWORD)).await;
        sheet.refused("one that breaks the policy", change(Value::Null, "short")).await;
        sheet.good("the first one", change(Value::Null, PASSWORD)).await;
        sheet.refused("another without the old one", change(Value::Null, NEW)).await;
        sheet.good("another with the old one", change(json!(PASSWORD), NEW)).await;
    });
}
