//! Signing in: challenges, and what is told of wrong answers.

use serde_json::{Value, json};

use super::{PASSWORD, People, UNKNOWN_CLIENT, sign_in::flow};
use crate::desk::{Sheet, of, of_part, srp, text, with};

pub(super) const TIMESTAMP: &str = "Sun Mar 1 12:00:00 UTC 2026";
const NEW: &str = "Battery-Staple-2";

/// The responses that prove a user's password by SRP, through a client with a hash of its secret, if it has one.
async fn proof(people: &People<'_>, client: &str, name: &str, hash: Option<&str>) -> Value {
    let begin = json!({ "USERNAME": name, "SRP_A": srp::client_public() });
    let begin = flow(client, "USER_SRP_AUTH", with(&begin, json!({ "SECRET_HASH": hash })));
    let challenge = people.sheet.ask("cognito-idp:InitiateAuth", begin).await["ChallengeParameters"].clone();
    let proof = srp::signature(&people.pool, PASSWORD, &challenge, TIMESTAMP);
    people.sheet.learn(&proof, "PASSWORD_CLAIM_SIGNATURE");
    json!({
        "USERNAME": name,
        "TIMESTAMP": TIMESTAMP,
        "PASSWORD_CLAIM_SIGNATURE": proof,
        "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
    })
}

fn answer(client: &str, challenge: &str, responses: &Value) -> Value {
    json!({ "ClientId": client, "ChallengeName": challenge, "ChallengeResponses": responses })
}

#[test]
fn respond_to_auth_challenge() {
    of("cognito-idp:RespondToAuthChallenge", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.learn(&srp::client_public(), "SRP_A");
        let responses = proof(&people, &people.client, "ada", None).await;
        let verify = |changes: Value| answer(&people.client, "PASSWORD_VERIFIER", &with(&responses, changes));
        sheet.refused("nothing is given", json!({})).await;
        sheet.refused("no responses", answer(&people.client, "PASSWORD_VERIFIER", &json!({}))).await;
        for name in ["USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"] {
            sheet.refused(&format!("no {name}"), verify(json!({ name: null }))).await;
        }
        sheet.refused("no timestamp", verify(json!({ "TIMESTAMP": "2026-03-01T12:00:00Z" }))).await;
        sheet.refused("no base64", verify(json!({ "PASSWORD_CLAIM_SIGNATURE": "?" }))).await;
        sheet.refused("a wrong proof", verify(json!({ "PASSWORD_CLAIM_SIGNATURE": "AAAA" }))).await;
        sheet.refused("no block of ours", verify(json!({ "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA" }))).await;
        sheet.refused("another user", verify(json!({ "USERNAME": "nobody" }))).await;
        people.invite("bob").await;
        let other = sheet.ask("cognito-idp:InitiateAuth", people.by_password("bob")).await;
        let beside = |session: &Value| with(&verify(json!({})), json!({ "Session": session }));
        sheet.refused("beside the Session of another challenge", beside(&other["Session"])).await;
        sheet.refused("beside no Session of ours", beside(&json!("garbage-garbage-garbage"))).await;
        sheet.good("a right proof", verify(json!({}))).await;
        let tokens = sheet.good("again", verify(json!({}))).await["AuthenticationResult"].clone();
        let revoke = json!({ "ClientId": people.client, "Token": tokens["RefreshToken"] });
        sheet.ask("cognito-idp:RevokeToken", revoke).await;
        sheet.refused("again, after its refresh token was revoked", verify(json!({}))).await;
        let unknown = with(&verify(json!({})), json!({ "ClientId": UNKNOWN_CLIENT }));
        sheet.refused("the client is not there", unknown).await;
        sheet.refused("a challenge that is not built", answer(&people.client, "WEB_AUTHN", &responses)).await;
        sheet.refused("no such challenge", answer(&people.client, "RIDDLE", &responses)).await;
        sheet.desk.pass(181);
        sheet.refused("three minutes later", verify(json!({}))).await;
    });
}

#[test]
fn respond_with_a_new_password() {
    of_part("cognito-idp:RespondToAuthChallenge", "new_password", async |sheet: &Sheet| {
        let people =
            People::with(sheet, json!({ "Schema": [{ "Name": "name", "Required": true }] }), json!({})).await;
        let begun = async |name: &str| {
            people.invite(name).await;
            text(&sheet.ask("cognito-idp:InitiateAuth", people.by_password(name)).await["Session"])
        };
        let session = begun("ada").await;
        let respond = |session: &str, name: &str, changes: Value| {
            let usual = json!({ "USERNAME": name, "NEW_PASSWORD": NEW, "userAttributes.name": "Ada" });
            let answer = answer(&people.client, "NEW_PASSWORD_REQUIRED", &with(&usual, changes));
            with(&answer, json!({ "Session": session }))
        };
        let ada = |changes: Value| respond(&session, "ada", changes);
        sheet.refused("no user name", ada(json!({ "USERNAME": null }))).await;
        sheet.refused("no new password", ada(json!({ "NEW_PASSWORD": null }))).await;
        sheet.refused("another user", ada(json!({ "USERNAME": "nobody" }))).await;
        let neither = with(&ada(json!({ "NEW_PASSWORD": null })), json!({ "Session": null }));
        sheet.refused("no session and no new password", neither).await;
        sheet.refused("no session", with(&ada(json!({})), json!({ "Session": null }))).await;
        let foreign = json!({ "Session": "garbage-garbage-garbage" });
        sheet.refused("no session of ours", with(&ada(json!({})), foreign)).await;
        sheet.refused("a password that breaks the policy", ada(json!({ "NEW_PASSWORD": "short" }))).await;
        sheet.refused("an attribute is missing", ada(json!({ "userAttributes.name": null }))).await;
        sheet.refused("no address", ada(json!({ "userAttributes.email": "ada" }))).await;
        let both = json!({ "userAttributes.email": "ada", "NEW_PASSWORD": "short" });
        sheet.refused("no address, and a password that breaks the policy", ada(both)).await;
        sheet.good("a new password", ada(json!({}))).await;
        sheet.refused("again", ada(json!({}))).await;
        sheet.refused("again, and no new password", ada(json!({ "NEW_PASSWORD": null }))).await;
        let bob = begun("bob").await;
        sheet.desk.pass(181);
        sheet.refused("three minutes later", respond(&bob, "bob", json!({}))).await;
        let eve = begun("eve").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("eve")).await;
        sheet.refused("the user was deleted", respond(&eve, "eve", json!({}))).await;
    });
}

#[test]
fn respond_with_a_secret() {
    of_part("cognito-idp:RespondToAuthChallenge", "secret", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        people.join("ada").await;
        let (client, secret) = people.client_and_secret().await;
        let hash = |name: &str| people.hash(&client, &secret, name);
        let over_alias = hash("ada@example.com");
        let responses = proof(&people, &client, "ada@example.com", Some(&over_alias)).await;
        let verify = |changes: Value| answer(&client, "PASSWORD_VERIFIER", &with(&responses, changes));
        sheet.refused("no hash and no timestamp", verify(json!({ "TIMESTAMP": null }))).await;
        let wrong = json!({ "SECRET_HASH": "aGFzaA==", "PASSWORD_CLAIM_SIGNATURE": "?" });
        sheet.refused("a wrong hash and no base64", verify(wrong)).await;
        let both = json!({ "SECRET_HASH": "aGFzaA==", "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA" });
        sheet.refused("a wrong hash and no block of ours", verify(both)).await;
        let canonical = json!({ "SECRET_HASH": hash("ada"), "TIMESTAMP": "never" });
        sheet.refused("a hash over the user name, and no timestamp", verify(canonical)).await;
        sheet.refused("a hash over another name", verify(json!({ "SECRET_HASH": hash("bob") }))).await;
        sheet.good("over the name that is sent", verify(json!({ "SECRET_HASH": over_alias }))).await;
        sheet.good("over the user name", verify(json!({ "SECRET_HASH": hash("ada") }))).await;
        people.invite("bob").await;
        let by_password = json!({ "USERNAME": "bob", "PASSWORD": PASSWORD, "SECRET_HASH": hash("bob") });
        let by_password = flow(&client, "USER_PASSWORD_AUTH", by_password);
        let session = sheet.ask("cognito-idp:InitiateAuth", by_password).await["Session"].clone();
        let replace = |changes: Value| {
            answer(&client, "NEW_PASSWORD_REQUIRED", &with(&json!({ "USERNAME": "bob" }), changes))
        };
        sheet.refused("no hash, no session, no new password", replace(json!({}))).await;
        sheet.refused("no session, no new password", replace(json!({ "SECRET_HASH": hash("bob") }))).await;
        let rest = json!({ "SECRET_HASH": hash("bob"), "NEW_PASSWORD": NEW });
        sheet.good("a new password", with(&replace(rest), json!({ "Session": session }))).await;
    });
}

/// What a proof is refused with each time that it is sent, seven times: two more than lock a name.
async fn told(sheet: &Sheet, people: &People<'_>, responses: &Value) -> Vec<String> {
    let mut told = Vec::new();
    for _ in 0..7 {
        let call = answer(&people.client, "PASSWORD_VERIFIER", responses);
        let answer = sheet.desk.answer("cognito-idp:RespondToAuthChallenge", &call).await;
        told.push(text(&answer.json()["message"]));
    }
    told
}

#[test]
fn a_challenge_that_is_kept_does_not_tell_that_its_user_was_deleted_or_has_another_password() {
    of_part("cognito-idp:RespondToAuthChallenge", "kept", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        for name in ["ada", "bob", "eve"] {
            people.join(name).await;
        }
        let [unknown, deleted, by_alias, changed] = [
            proof(&people, &people.client, "nobody", None).await,
            proof(&people, &people.client, "ada", None).await,
            proof(&people, &people.client, "bob@example.com", None).await,
            proof(&people, &people.client, "eve", None).await,
        ];
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("bob")).await;
        let other = json!({ "Password": NEW, "Permanent": true });
        sheet.ask("cognito-idp:AdminSetUserPassword", with(&people.user("eve"), other)).await;
        // Under a name that is not the challenge's, no attempt counts.
        for (responses, name) in
            [(&unknown, "ada"), (&deleted, "nobody"), (&by_alias, "nobody"), (&changed, "nobody")]
        {
            let told = told(sheet, &people, &with(responses, json!({ "USERNAME": name }))).await;
            assert_eq!(told, ["Incorrect username or password."; 7]);
        }
        let as_unknown = told(sheet, &people, &unknown).await;
        assert_eq!(as_unknown[4..6], ["Incorrect username or password.", "Password attempts exceeded"]);
        for responses in [&deleted, &by_alias, &changed] {
            assert_eq!(told(sheet, &people, responses).await, as_unknown);
        }
        sheet.refused("the user was deleted", answer(&people.client, "PASSWORD_VERIFIER", &deleted)).await;
        let telling = people.telling_client().await;
        people.join("kim").await;
        let responses = proof(&people, &telling, "kim", None).await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("kim")).await;
        let call = answer(&telling, "PASSWORD_VERIFIER", &responses);
        sheet.refused("the user was deleted, by a client that tells who exists", call).await;
    });
}
