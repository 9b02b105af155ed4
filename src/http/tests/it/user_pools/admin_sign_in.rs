//! Signing users in by calls that an administrator's program signs.

use serde_json::{Value, json};

use super::{PASSWORD, People, UNKNOWN_CLIENT, challenges::TIMESTAMP, no_pool};
use crate::desk::{Sheet, of, of_part, srp, text, with};

const NEW: &str = "Battery-Staple-2";

/// A pool whose client lets administrators send passwords, beside what is usual.
async fn people(sheet: &Sheet) -> People<'_> {
    People::with(sheet, json!({}), json!({ "ExplicitAuthFlows": flows() })).await
}

fn flows() -> Value {
    json!([
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH"
    ])
}

fn begin(people: &People<'_>, flow: &str, parameters: &Value) -> Value {
    json!({ "UserPoolId": people.pool, "ClientId": people.client, "AuthFlow": flow, "AuthParameters": parameters })
}

fn by_password(people: &People<'_>, name: &str, password: &str) -> Value {
    begin(people, "ADMIN_USER_PASSWORD_AUTH", &json!({ "USERNAME": name, "PASSWORD": password }))
}

fn answer(people: &People<'_>, challenge: &str, responses: &Value) -> Value {
    json!({
        "UserPoolId": people.pool,
        "ClientId": people.client,
        "ChallengeName": challenge,
        "ChallengeResponses": responses,
    })
}

#[test]
fn admin_initiate_auth() {
    of("cognito-idp:AdminInitiateAuth", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.join("ada").await;
        sheet.learn(&srp::client_public(), "SRP_A");
        let right = by_password(&people, "ada", PASSWORD);
        sheet.refused_as_signed(&right).await;
        let tokens = sheet.good("by password", right.clone()).await["AuthenticationResult"].clone();
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
        sheet.good("by the flow's older name", begin(&people, "ADMIN_NO_SRP_AUTH", &parameters)).await;
        let by_srp = json!({ "USERNAME": "ada", "SRP_A": srp::client_public() });
        sheet.good("by SRP", begin(&people, "USER_SRP_AUTH", &by_srp)).await;
        let refresh = json!({ "REFRESH_TOKEN": tokens["RefreshToken"] });
        sheet.good("a refresh token", begin(&people, "REFRESH_TOKEN_AUTH", &refresh)).await;
        sheet.good("by its other name", begin(&people, "REFRESH_TOKEN", &refresh)).await;
        sheet.refused("no refresh token", begin(&people, "REFRESH_TOKEN_AUTH", &json!({}))).await;
        sheet.refused("the public flow by password", begin(&people, "USER_PASSWORD_AUTH", &parameters)).await;
        sheet.refused("no such flow", begin(&people, "NO_AUTH", &parameters)).await;
        sheet.refused("a wrong password", by_password(&people, "ada", "Wrong-Horse-1")).await;
        sheet.refused("6 an unknown user", by_password(&people, "nobody", PASSWORD)).await;
        sheet
            .refused("no password", begin(&people, "ADMIN_USER_PASSWORD_AUTH", &json!({ "USERNAME": "ada" })))
            .await;
        sheet.refused("no user name", begin(&people, "ADMIN_USER_PASSWORD_AUTH", &json!({}))).await;
        people.invite("bob").await;
        sheet.good("with a temporary password", by_password(&people, "bob", PASSWORD)).await;
        people.sign_up("eve").await;
        sheet.refused("an unconfirmed user", by_password(&people, "eve", PASSWORD)).await;
        sheet.refused("no client", with(&right, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        let other = People::new(sheet).await;
        sheet
            .refused("the client is of another pool", with(&right, json!({ "ClientId": other.client })))
            .await;
        no_pool(sheet, &right).await;
    });
}

#[test]
fn admin_initiate_auth_through_other_clients() {
    of_part("cognito-idp:AdminInitiateAuth", "clients", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.join("ada").await;
        let right = by_password(&people, "ada", PASSWORD);
        let through = |client: &Value| with(&right, json!({ "ClientId": client }));
        let none = people.client_with(json!({ "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"] })).await;
        sheet.refused("one without the flow", through(&none["ClientId"])).await;
        let srp = with(&through(&none["ClientId"]), json!({ "AuthFlow": "USER_SRP_AUTH" }));
        sheet.refused("one without SRP", srp).await;
        let telling = json!({ "PreventUserExistenceErrors": "LEGACY", "ExplicitAuthFlows": flows() });
        let telling = people.client_with(telling).await;
        let nobody = json!({ "AuthParameters": { "USERNAME": "nobody", "PASSWORD": PASSWORD } });
        let unknown = with(&through(&telling["ClientId"]), nobody);
        sheet.refused("an unknown user, by one that tells who exists", unknown).await;
        let secret =
            people.client_with(json!({ "GenerateSecret": true, "ExplicitAuthFlows": flows() })).await;
        let (client, secret) = (text(&secret["ClientId"]), text(&secret["ClientSecret"]));
        let hash = people.hash(&client, &secret, "ada");
        let hashed = |hash: Value| {
            let parameters = with(&right["AuthParameters"], json!({ "SECRET_HASH": hash }));
            with(&right, json!({ "ClientId": client, "AuthParameters": parameters }))
        };
        sheet.refused("one with a secret, and no hash", hashed(Value::Null)).await;
        sheet.refused("and a wrong hash", hashed(json!("aGFzaA=="))).await;
        sheet.good("and the right one", hashed(json!(hash))).await;
        let superfluous = with(&right["AuthParameters"], json!({ "SECRET_HASH": hash }));
        let superfluous = with(&right, json!({ "AuthParameters": superfluous }));
        sheet.refused("a hash, and no secret", superfluous).await;
    });
}

#[test]
fn admin_respond_to_auth_challenge() {
    of("cognito-idp:AdminRespondToAuthChallenge", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.invite("ada").await;
        let begun = sheet.ask("cognito-idp:AdminInitiateAuth", by_password(&people, "ada", PASSWORD)).await;
        let session = json!({ "Session": begun["Session"] });
        let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": NEW });
        let right = with(&answer(&people, "NEW_PASSWORD_REQUIRED", &responses), session.clone());
        sheet.refused_as_signed(&right).await;
        sheet.refused("no responses", with(&right, json!({ "ChallengeResponses": {} }))).await;
        sheet.refused("no Session", with(&right, json!({ "Session": null }))).await;
        let short = with(&responses, json!({ "NEW_PASSWORD": "short" }));
        let short = with(&right, json!({ "ChallengeResponses": short }));
        sheet.refused("a password that breaks the policy", short).await;
        sheet
            .refused(
                "a challenge that is not asked",
                with(&right, json!({ "ChallengeName": "SELECT_MFA_TYPE" })),
            )
            .await;
        let other = People::new(sheet).await;
        let elsewhere = json!({ "UserPoolId": other.pool, "ClientId": other.client });
        sheet.refused("51 in another pool", with(&right, elsewhere)).await;
        sheet
            .refused("the client is of another pool", with(&right, json!({ "ClientId": other.client })))
            .await;
        sheet.good("a new password", right.clone()).await;
        sheet.refused("again", right.clone()).await;
        no_pool(sheet, &right).await;
    });
}

#[test]
fn sign_ins_that_change_between_public_and_signed_calls() {
    of_part("cognito-idp:AdminRespondToAuthChallenge", "public", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.invite("ada").await;
        let begun = sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        let new =
            answer(&people, "NEW_PASSWORD_REQUIRED", &json!({ "USERNAME": "ada", "NEW_PASSWORD": NEW }));
        sheet.good("51 a public sign-in", with(&new, json!({ "Session": begun["Session"] }))).await;
        people.join("bob").await;
        sheet.learn(&srp::client_public(), "SRP_A");
        let by_srp = json!({ "USERNAME": "bob", "SRP_A": srp::client_public() });
        let begun =
            sheet.ask("cognito-idp:AdminInitiateAuth", begin(&people, "USER_SRP_AUTH", &by_srp)).await;
        let parameters = &begun["ChallengeParameters"];
        let proof = srp::signature(&people.pool, PASSWORD, parameters, TIMESTAMP);
        sheet.learn(&proof, "PASSWORD_CLAIM_SIGNATURE");
        let responses = json!({
            "USERNAME": "bob",
            "TIMESTAMP": TIMESTAMP,
            "PASSWORD_CLAIM_SIGNATURE": proof,
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
        });
        let wrong = with(&responses, json!({ "PASSWORD_CLAIM_SIGNATURE": "AAAA" }));
        sheet.refused("a wrong proof of SRP", answer(&people, "PASSWORD_VERIFIER", &wrong)).await;
        sheet.good("a right one", answer(&people, "PASSWORD_VERIFIER", &responses)).await;
    });
}
