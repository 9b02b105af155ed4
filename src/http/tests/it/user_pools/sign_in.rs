//! Signing in: how it begins, and refreshes.

use serde_json::{Value, json};

use super::{PASSWORD, People, UNKNOWN_CLIENT};
use crate::desk::{Sheet, of, of_part, srp, text, with};

#[expect(
    clippy::needless_pass_by_value,
    reason = "a call reads best with its parameters where they are made"
)]
pub(crate) fn flow(client: &str, flow: &str, parameters: Value) -> Value {
    json!({ "ClientId": client, "AuthFlow": flow, "AuthParameters": parameters })
}

#[test]
fn initiate_auth() {
    of("cognito-idp:InitiateAuth", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.good("by password", people.by_password("ada")).await;
        let srp_a = json!({ "USERNAME": "ada", "SRP_A": srp::client_public() });
        sheet.learn(&srp::client_public(), "SRP_A");
        let by_srp = flow(&people.client, "USER_SRP_AUTH", srp_a);
        sheet.good("by SRP", by_srp.clone()).await;
        let unknown = json!({ "USERNAME": "nobody", "SRP_A": srp::client_public() });
        sheet.good("by SRP, an unknown user", flow(&people.client, "USER_SRP_AUTH", unknown)).await;
        people.invite("bob").await;
        sheet.good("with a temporary password", people.by_password("bob")).await;
        sheet.refused("nothing is given", json!({})).await;
        let password = |name: &str, password: &str| {
            flow(&people.client, "USER_PASSWORD_AUTH", json!({ "USERNAME": name, "PASSWORD": password }))
        };
        sheet.refused("a wrong password", password("ada", "Wrong-Horse-1")).await;
        sheet.refused("an unknown user", password("nobody", PASSWORD)).await;
        people.sign_up("eve").await;
        sheet.refused("an unconfirmed user", password("eve", PASSWORD)).await;
        sheet.refused("an unconfirmed user with a wrong password", password("eve", "Wrong-Horse-1")).await;
        let without = |name: &str| flow(&people.client, "USER_PASSWORD_AUTH", json!({ name: "ada" }));
        sheet.refused("no password", without("USERNAME")).await;
        sheet.refused("no user name", without("PASSWORD")).await;
        let no_number = json!({ "USERNAME": "ada", "SRP_A": "zzz" });
        sheet.refused("SRP_A is no number", flow(&people.client, "USER_SRP_AUTH", no_number)).await;
        sheet.refused("no SRP_A", flow(&people.client, "USER_SRP_AUTH", json!({ "USERNAME": "ada" }))).await;
        sheet.refused("no such flow", flow(&people.client, "NO_AUTH", json!({}))).await;
        sheet
            .refused("a flow of administrators", flow(&people.client, "ADMIN_USER_PASSWORD_AUTH", json!({})))
            .await;
        sheet
            .refused(
                "the client is not there",
                with(&password("ada", PASSWORD), json!({ "ClientId": UNKNOWN_CLIENT })),
            )
            .await;
        sheet.desk.pass(7 * 86_400 + 1);
        sheet.refused("with a temporary password that has expired", people.by_password("bob")).await;
        for _ in 0..6 {
            sheet.refused("a wrong password", password("ada", "Wrong-Horse-1")).await;
        }
        sheet.refused("the password after too many wrong ones", password("ada", PASSWORD)).await;
    });
}

#[test]
fn initiate_auth_with_an_address_that_no_user_has() {
    of_part("cognito-idp:InitiateAuth", "addresses", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        for naming in [json!({ "UsernameAttributes": ["email"] }), json!({ "AliasAttributes": ["email"] })] {
            let people = People::with(sheet, naming, json!({})).await;
            let ask = async |name: &str| {
                let parameters = json!({ "USERNAME": name, "SRP_A": srp::client_public() });
                let call = flow(&people.client, "USER_SRP_AUTH", parameters);
                let told = sheet.ask("cognito-idp:InitiateAuth", call).await["ChallengeParameters"].clone();
                (text(&told["USER_ID_FOR_SRP"]), text(&told["SALT"]))
            };
            let told = ask("ada@example.com").await;
            assert!(!told.0.contains('@'), "a user's canonical name is no address here: {told:?}");
            assert_eq!(ask("ada@example.com").await, told);
            assert_eq!(ask(&told.0).await, told, "a canonical name leads to its user");
        }
    });
}

#[test]
fn initiate_auth_where_names_do_not_mind_case() {
    of_part("cognito-idp:InitiateAuth", "case", async |sheet: &Sheet| {
        sheet.learn(&srp::client_public(), "SRP_A");
        let naming = json!({ "UsernameConfiguration": { "CaseSensitive": false } });
        let people = People::with(sheet, naming, json!({})).await;
        people.join("Ada").await;
        for name in ["ADA", "NOBODY"] {
            let parameters = json!({ "USERNAME": name, "SRP_A": srp::client_public() });
            sheet.good(name, flow(&people.client, "USER_SRP_AUTH", parameters)).await;
        }
    });
}

#[test]
fn initiate_auth_by_a_client_that_tells_who_exists() {
    of_part("cognito-idp:InitiateAuth", "telling", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
        people.sign_up("ada").await;
        sheet.refused("an unknown user", people.by_password("nobody")).await;
        let wrong = json!({ "USERNAME": "ada", "PASSWORD": "Wrong-Horse-1" });
        sheet.refused("an unconfirmed user", flow(&people.client, "USER_PASSWORD_AUTH", wrong)).await;
    });
}

#[test]
fn initiate_auth_by_a_client_without_flows() {
    of_part("cognito-idp:InitiateAuth", "flows", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let bare = people.client_with(json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"] })).await;
        let bare = text(&bare["ClientId"]);
        for name in ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "USER_AUTH", "CUSTOM_AUTH"]
        {
            let parameters = json!({ "USERNAME": "ada" });
            sheet.refused(&format!("{name} by a client of CUSTOM_AUTH"), flow(&bare, name, parameters)).await;
        }
    });
}

#[test]
fn initiate_auth_with_a_secret() {
    of_part("cognito-idp:InitiateAuth", "secret", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let (client, hash) = people.secret_client("ada").await;
        let by_secret = |hash: Value| {
            let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
            flow(&client, "USER_PASSWORD_AUTH", with(&parameters, json!({ "SECRET_HASH": hash })))
        };
        let tokens = sheet.good("a right hash", by_secret(json!(hash))).await;
        sheet.refused("no hash", by_secret(Value::Null)).await;
        sheet.refused("a wrong hash", by_secret(json!("aGFzaA=="))).await;
        let needless = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": hash });
        sheet.refused("a hash and no secret", flow(&people.client, "USER_PASSWORD_AUTH", needless)).await;
        let token = &tokens["AuthenticationResult"]["RefreshToken"];
        let refresh = json!({ "REFRESH_TOKEN": token, "SECRET_HASH": hash });
        sheet.good("a refresh with a right hash", flow(&client, "REFRESH_TOKEN_AUTH", refresh)).await;
        let refresh = json!({ "REFRESH_TOKEN": token });
        sheet.refused("a refresh with no hash", flow(&client, "REFRESH_TOKEN_AUTH", refresh)).await;
    });
}

#[test]
fn initiate_auth_with_a_refresh_token_and_a_secret() {
    of_part("cognito-idp:InitiateAuth", "refresh_secret", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        let (client, secret) = people.client_and_secret().await;
        let hash = |name: &str| people.hash(&client, &secret, name);
        let sign_in = async || {
            let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": hash("ada") });
            let call = flow(&client, "USER_PASSWORD_AUTH", parameters);
            sheet.ask("cognito-idp:InitiateAuth", call).await["AuthenticationResult"].clone()
        };
        let refresh = |token: &Value, hash: Option<&str>| {
            let parameters = json!({ "REFRESH_TOKEN": token });
            let hash = json!({ "SECRET_HASH": hash });
            flow(&client, "REFRESH_TOKEN_AUTH", with(&parameters, hash))
        };
        let tokens = sign_in().await;
        let token = &tokens["RefreshToken"];
        let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        let sub = ada["UserAttributes"].as_array().unwrap().iter().find(|a| a["Name"] == "sub").unwrap();
        sheet.good("a hash over the user name", refresh(token, Some(&hash("ada")))).await;
        sheet.good("a hash over the sub", refresh(token, Some(&hash(&text(&sub["Value"]))))).await;
        sheet.good("the secret itself", refresh(token, Some(&secret))).await;
        sheet.refused("a wrong hash", refresh(token, Some("aGFzaA=="))).await;
        let alias = hash("ada@example.com");
        sheet.refused("a hash over an address", refresh(token, Some(&alias))).await;
        sheet.refused("no token of ours and no hash", refresh(&json!("garbage"), None)).await;
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("ada")).await;
        sheet.refused("signed out, and a wrong hash", refresh(token, Some("aGFzaA=="))).await;
        sheet.refused("signed out", refresh(token, Some(&hash("ada")))).await;
        let tokens = sign_in().await;
        let token = &tokens["RefreshToken"];
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.refused("the user was deleted, and no hash", refresh(token, None)).await;
        sheet.refused("the user was deleted", refresh(token, Some(&hash("ada")))).await;
        sheet.desk.pass(30 * 86_400);
        sheet.refused("thirty days later, and no hash", refresh(token, None)).await;
    });
}

#[test]
fn initiate_auth_with_a_refresh_token() {
    of_part("cognito-idp:InitiateAuth", "refresh", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let refresh = |client: &str, token: &Value| {
            flow(client, "REFRESH_TOKEN_AUTH", json!({ "REFRESH_TOKEN": token }))
        };
        let token = &tokens["RefreshToken"];
        sheet.good("new tokens", refresh(&people.client, token)).await;
        sheet.refused("no refresh token", flow(&people.client, "REFRESH_TOKEN_AUTH", json!({}))).await;
        sheet.refused("no refresh token of ours", refresh(&people.client, &json!("garbage"))).await;
        sheet.refused("an access token", refresh(&people.client, &tokens["AccessToken"])).await;
        let other = people.telling_client().await;
        sheet.refused("that of another client", refresh(&other, token)).await;
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("ada")).await;
        sheet.refused("signed out", refresh(&people.client, token)).await;
        let tokens = people.sign_in("ada").await;
        sheet.desk.pass(30 * 86_400);
        sheet.refused("thirty days later", refresh(&people.client, &tokens["RefreshToken"])).await;
        let tokens = people.sign_in("ada").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        sheet.refused("the user was deleted", refresh(&people.client, &tokens["RefreshToken"])).await;
    });
}
