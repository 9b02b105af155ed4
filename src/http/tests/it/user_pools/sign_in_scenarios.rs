//! Scenarios of signing in and rules of its door, by their numbers and names in the reference of sign-in, where no other test has them.

use serde_json::{Value, json};

use super::{PASSWORD, People, UNKNOWN_CLIENT, challenges::TIMESTAMP, sign_in::flow};
use crate::desk::{Sheet, of_part, srp, text, with};

const WRONG: &str = "Wrong-Horse-1";
const NEW: &str = "Battery-Staple-2";

fn by_password(client: &str, name: &str, password: &str) -> Value {
    flow(client, "USER_PASSWORD_AUTH", json!({ "USERNAME": name, "PASSWORD": password }))
}

fn by_srp(client: &str, name: &str) -> Value {
    flow(client, "USER_SRP_AUTH", json!({ "USERNAME": name, "SRP_A": srp::client_public() }))
}

fn respond(client: &str, challenge: &str, session: &Value, responses: &Value) -> Value {
    json!({ "ClientId": client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses })
}

/// Begins a sign-in by SRP; gives the answer that proves the password, as signed over a timestamp.
async fn proof_over(people: &People<'_>, name: &str, timestamp: &str) -> Value {
    let begun = people.sheet.ask("cognito-idp:InitiateAuth", by_srp(&people.client, name)).await;
    let parameters = &begun["ChallengeParameters"];
    let signature = srp::signature(&people.pool, PASSWORD, parameters, timestamp);
    people.sheet.learn(&signature, "PASSWORD_CLAIM_SIGNATURE");
    let responses = json!({
        "USERNAME": name,
        "TIMESTAMP": timestamp,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
    });
    respond(&people.client, "PASSWORD_VERIFIER", &Value::Null, &responses)
}

/// The same answer with other responses.
fn but(answer: &Value, changes: Value) -> Value {
    with(answer, json!({ "ChallengeResponses": with(&answer["ChallengeResponses"], changes) }))
}

#[test]
fn who_signs_in() {
    of_part("cognito-idp:InitiateAuth", "who", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        let telling = people.telling_client().await;
        people.sign_up("ada").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.refused("1 disabled and unconfirmed", by_password(&telling, "ada", WRONG)).await;
        sheet.ask("cognito-idp:AdminEnableUser", people.user("ada")).await;
        sheet.refused("2 unconfirmed, a wrong password", by_password(&people.client, "ada", WRONG)).await;
        sheet.refused("2 and the right one", by_password(&people.client, "ada", PASSWORD)).await;
        let by_alias = by_password(&telling, "ada@example.com", PASSWORD);
        sheet.refused("5, W2 an alias that is not verified", by_alias.clone()).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", people.user("ada")).await;
        let verified = json!({ "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] });
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", with(&people.user("ada"), verified)).await;
        sheet.good("5, W1 and one that is", by_alias).await;
        let seen = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        let sub = text(
            &seen["UserAttributes"].as_array().unwrap().iter().find(|a| a["Name"] == "sub").unwrap()["Value"],
        );
        sheet.refused("4, W2 the sub", by_password(&telling, &sub, PASSWORD)).await;
        sheet.ask("cognito-idp:AdminResetUserPassword", people.user("ada")).await;
        sheet.refused("3 to be reset, a wrong password", by_password(&telling, "ada", WRONG)).await;
        sheet.refused("3 and the right one", by_password(&telling, "ada", PASSWORD)).await;
        let by_address = People::with(sheet, json!({ "UsernameAttributes": ["email"] }), json!({})).await;
        let user = json!({ "UserPoolId": by_address.pool, "Username": "eve@example.com", "TemporaryPassword": PASSWORD });
        let made = sheet.ask("cognito-idp:AdminCreateUser", user).await;
        let sub = text(&made["User"]["Username"]);
        sheet
            .good("4 the sub where it is the user name", by_password(&by_address.client, &sub, PASSWORD))
            .await;
    });
}

#[test]
fn wrong_passwords_lock() {
    of_part("cognito-idp:InitiateAuth", "locks", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        for name in ["nobody", "ada"] {
            for _ in 0..5 {
                sheet
                    .desk
                    .answer("cognito-idp:InitiateAuth", &by_password(&people.client, name, WRONG))
                    .await;
            }
            let title = format!("45, W8 the sixth at once: {name}");
            sheet.refused(&title, by_password(&people.client, name, WRONG)).await;
        }
        sheet
            .refused("46 the right password inside the lock", by_password(&people.client, "ada", PASSWORD))
            .await;
        sheet.learn(&srp::client_public(), "SRP_A");
        sheet.refused("W8 no challenge by SRP either", by_srp(&people.client, "ada")).await;
        sheet.desk.pass(1);
        sheet.good("46 and later", by_password(&people.client, "ada", PASSWORD)).await;
    });
}

#[test]
fn proofs_by_srp() {
    of_part("cognito-idp:RespondToAuthChallenge", "srp", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = People::new(sheet).await;
        people.join("ada").await;
        let zero = flow(&people.client, "USER_SRP_AUTH", json!({ "USERNAME": "ada", "SRP_A": "0" }));
        let begun = sheet.ask("cognito-idp:InitiateAuth", zero).await;
        let of_zero = json!({ "PASSWORD_CLAIM_SECRET_BLOCK": begun["ChallengeParameters"]["SECRET_BLOCK"] });
        let right = proof_over(&people, "ada", TIMESTAMP).await;
        sheet.refused("9, S2 a proof of SRP_A 0", but(&right, of_zero)).await;
        sheet.refused("15 a wrong proof", but(&right, json!({ "PASSWORD_CLAIM_SIGNATURE": "AAAA" }))).await;
        sheet.good("13, 15 then the right one, without a Session", right.clone()).await;
        let tokens = sheet.good("14, a1 once more", right.clone()).await;
        let opened = sheet.ask("cognito-idp:AdminListUserSessions", people.user("ada")).await;
        assert_eq!(opened["Sessions"].as_array().unwrap().len(), 1, "14 {opened}");
        let token =
            json!({ "ClientId": people.client, "Token": tokens["AuthenticationResult"]["RefreshToken"] });
        sheet.ask("cognito-idp:RevokeToken", token).await;
        sheet.refused("14 after RevokeToken", right.clone()).await;
        let old = proof_over(&people, "ada", "Mon Feb 23 12:00:00 UTC 2026").await;
        sheet.good("10 a timestamp days old", old).await;
        let gmt = "Sun Mar 1 12:00:00 GMT 2026";
        sheet.refused("11 GMT, signed so", proof_over(&people, "ada", gmt).await).await;
        let canonical = proof_over(&people, "ada", TIMESTAMP).await;
        sheet.good("11 GMT, signed as UTC", but(&canonical, json!({ "TIMESTAMP": gmt }))).await;
        let malformed = but(&canonical, json!({ "TIMESTAMP": "Sun Mar 01 12:00 2026" }));
        for _ in 0..5 {
            sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &malformed).await;
        }
        sheet.refused("12 the sixth timestamp that is none", malformed).await;
        sheet.good("12 none of them counts", proof_over(&people, "ada", TIMESTAMP).await).await;
        let other = people.telling_client().await;
        let elsewhere = with(&proof_over(&people, "ada", TIMESTAMP).await, json!({ "ClientId": other }));
        sheet.refused("16 a block at another client", elsewhere).await;
    });
}

#[test]
fn secret_hashes_over_an_alias() {
    of_part("cognito-idp:InitiateAuth", "alias_hash", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        people.join("ada").await;
        let (client, secret) = people.client_and_secret().await;
        let alias = "ada@example.com";
        let over = |hash: &str| {
            let parameters = json!({ "USERNAME": alias, "SRP_A": srp::client_public(), "SECRET_HASH": hash });
            flow(&client, "USER_SRP_AUTH", parameters)
        };
        let (canonical, typed) = (people.hash(&client, &secret, "ada"), people.hash(&client, &secret, alias));
        sheet.refused("8 over the user name, and an alias is sent", over(&canonical)).await;
        let begun = sheet.good("8 over the alias", over(&typed)).await;
        let parameters = &begun["ChallengeParameters"];
        let signature = srp::signature(&people.pool, PASSWORD, parameters, TIMESTAMP);
        let responses = json!({
            "USERNAME": alias,
            "TIMESTAMP": TIMESTAMP,
            "PASSWORD_CLAIM_SIGNATURE": signature,
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "SECRET_HASH": canonical,
        });
        let answer = respond(&client, "PASSWORD_VERIFIER", &Value::Null, &responses);
        let signed_in = sheet.ask("cognito-idp:RespondToAuthChallenge", answer).await;
        assert!(signed_in["AuthenticationResult"].is_object(), "8 over the user name at PASSWORD_VERIFIER");
    });
}

#[test]
fn new_passwords() {
    of_part("cognito-idp:RespondToAuthChallenge", "given_before", async |sheet: &Sheet| {
        let required = json!({ "Schema": [{ "Name": "name", "Required": true }] });
        let people = People::with(sheet, required, json!({})).await;
        let email = json!([{ "Name": "email", "Value": "ada@example.com" }]);
        let user = json!({ "TemporaryPassword": PASSWORD, "UserAttributes": email });
        sheet.ask("cognito-idp:AdminCreateUser", with(&people.user("ada"), user)).await;
        let begun = sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        let new = |changes: Value| {
            let usual = json!({ "USERNAME": "ada", "NEW_PASSWORD": NEW, "userAttributes.name": "Ada" });
            respond(&people.client, "NEW_PASSWORD_REQUIRED", &begun["Session"], &with(&usual, changes))
        };
        let another = json!({ "userAttributes.email": "countess@example.com" });
        sheet.refused("23 an address that was given before", new(another)).await;
        let seen = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        assert!(
            seen.to_string().contains("ada@example.com") && seen["UserStatus"] == "FORCE_CHANGE_PASSWORD"
        );
        sheet
            .refused("24 a required attribute is lacking", new(json!({ "userAttributes.name": null })))
            .await;
        sheet
            .good(
                "7, 24 its Session is still good, and a needless hash ignored",
                new(json!({ "SECRET_HASH": "aGFzaA==" })),
            )
            .await;
    });
}

#[test]
fn a_temporary_password_that_has_ended() {
    of_part("cognito-idp:InitiateAuth", "temporary", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.invite("ada").await;
        sheet.desk.pass(7 * 86_400 + 1);
        sheet.refused("22 a wrong password", by_password(&people.client, "ada", WRONG)).await;
        sheet.refused("22 the one that has ended", by_password(&people.client, "ada", PASSWORD)).await;
    });
}

#[test]
fn what_is_wrong_is_told_in_the_order_of_the_rules() {
    of_part("cognito-idp:InitiateAuth", "door", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let none = people.client_with(json!({ "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"] })).await;
        let none = text(&none["ClientId"]);
        let (secret, hash) = people.secret_client("ada").await;
        let empty = json!({ "USERNAME": "" });
        sheet.refused("D2 before D3", flow(UNKNOWN_CLIENT, "NO_AUTH", empty.clone())).await;
        sheet.refused("D3 before D4", flow(UNKNOWN_CLIENT, "ADMIN_NO_SRP_AUTH", empty.clone())).await;
        sheet.refused("D4 before D5", flow(&none, "ADMIN_NO_SRP_AUTH", empty.clone())).await;
        sheet.refused("D5 before D6", flow(&none, "USER_SRP_AUTH", empty.clone())).await;
        sheet.refused("D6 before D7", flow(&secret, "USER_PASSWORD_AUTH", empty)).await;
        let nobody = json!({ "USERNAME": "nobody", "PASSWORD": WRONG });
        sheet.refused("D7 no hash, before W4", flow(&secret, "USER_PASSWORD_AUTH", nobody.clone())).await;
        let wrong = with(&nobody, json!({ "SECRET_HASH": hash }));
        sheet.refused("D7 that of another name", flow(&secret, "USER_PASSWORD_AUTH", wrong.clone())).await;
        sheet.refused("7, D7 a needless one", flow(&people.client, "USER_PASSWORD_AUTH", wrong)).await;
    });
}

#[test]
fn refresh_tokens() {
    of_part("cognito-idp:InitiateAuth", "refresh_rules", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let refresh = |client: &str, token: &Value| {
            flow(client, "REFRESH_TOKEN_AUTH", json!({ "REFRESH_TOKEN": token }))
        };
        let token = &tokens["RefreshToken"];
        let elsewhere = People::new(sheet).await;
        sheet.refused("R1 of another pool", refresh(&elsewhere.client, token)).await;
        let other = people.telling_client().await;
        sheet.refused("R2 of another client", refresh(&other, token)).await;
        sheet.good("R11", refresh(&people.client, token)).await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        sheet.refused("R6 the user is disabled", refresh(&people.client, token)).await;
        sheet.ask("cognito-idp:AdminEnableUser", people.user("ada")).await;
        sheet.refused("50, R7 and enabled", refresh(&people.client, token)).await;
        let tokens = people.sign_in("ada").await;
        sheet.desk.pass(30 * 86_400);
        sheet.refused("R3 it has ended", refresh(&people.client, &tokens["RefreshToken"])).await;
    });
}

#[test]
fn lengths_do_not_tell_who_exists() {
    of_part("cognito-idp:InitiateAuth", "lengths", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = People::new(sheet).await;
        people.join("ada").await;
        for n in 0..20 {
            let mut told = Vec::new();
            for name in ["ada", "eve"] {
                let begun = sheet.ask("cognito-idp:InitiateAuth", by_srp(&people.client, name)).await;
                let parameters = begun["ChallengeParameters"].as_object().unwrap().iter();
                let length = |(name, value): (&String, &Value)| {
                    (name != "SRP_B").then(|| (name.clone(), text(value).len()))
                };
                told.push((begun["Session"].clone(), parameters.filter_map(length).collect::<Vec<_>>()));
            }
            assert_eq!(told[0], told[1], "53, draw {n}");
        }
    });
}
