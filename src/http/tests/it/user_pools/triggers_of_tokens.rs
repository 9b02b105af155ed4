//! `PreTokenGeneration`: what it is told in each version, and what tokens say by its word.

use serde_json::{Value, json};

use super::{
    People,
    custom_auth::functions,
    device_sign_in::claims,
    sign_in::flow,
    triggers::{fail, faults, pool},
};
use crate::desk::{Sheet, of_part, text, with};

/// A pool whose function is written for a version, with a user in two groups.
async fn pool_of<'a>(sheet: &'a Sheet, version: &str) -> People<'a> {
    let arn = functions(&["PreTokenGeneration"])["LambdaConfig"]["PreTokenGeneration"].clone();
    let config = json!({ "PreTokenGenerationConfig": { "LambdaArn": arn, "LambdaVersion": version } });
    let people = People::with(sheet, json!({ "LambdaConfig": config }), json!({})).await;
    people.join("ada").await;
    let role = "arn:aws:iam::123456789012:role/staff";
    for (name, precedence) in [("staff", 1), ("guests", 2)] {
        let group = json!({ "UserPoolId": people.pool, "GroupName": name, "Precedence": precedence });
        let role = json!({ "RoleArn": (name == "staff").then_some(role) });
        sheet.ask("cognito-idp:CreateGroup", with(&group, role)).await;
        let member = with(&people.user("ada"), json!({ "GroupName": name }));
        sheet.ask("cognito-idp:AdminAddUserToGroup", member).await;
    }
    people
}

fn answers(sheet: &Sheet, answer: Value) {
    sheet.desk.house.functions.on("PreTokenGeneration", move |_| Ok(answer.clone()));
}

/// The claims of a kind of token that do not differ from run to run.
fn said(tokens: &Value, kind: &str) -> Value {
    let changing = ["sub", "iss", "origin_jti", "event_id", "jti", "aud", "client_id"];
    let mut claims = claims(&tokens[kind]);
    claims.as_object_mut().unwrap().retain(|name, _| !changing.contains(&name.as_str()));
    claims
}

#[test]
fn what_the_function_is_told_in_each_version() {
    of_part("cognito-idp:InitiateAuth", "token_functions", async |sheet: &Sheet| {
        for version in ["V1_0", "V2_0", "V3_0"] {
            let people = pool_of(sheet, version).await;
            answers(sheet, json!({}));
            sheet.show_functions();
            sheet.good(&format!("a sign-in, {version}"), people.by_password("ada")).await;
        }
    });
}

#[test]
fn the_first_version_changes_the_id_token_and_groups() {
    of_part("cognito-idp:InitiateAuth", "tokens_v1", async |sheet: &Sheet| {
        let people = pool_of(sheet, "V1_0").await;
        answers(
            sheet,
            json!({ "claimsOverrideDetails": {
            "claimsToAddOrOverride": { "tenant": "7", "email": "other@example.com", "sub": "other", "exp": "1" },
            "claimsToSuppress": ["email_verified", "cognito:username"],
            "groupOverrideDetails": { "groupsToOverride": ["readers"], "preferredRole": "arn:aws:iam::1:role/r" },
        } }),
        );
        let tokens =
            sheet.good("claims and groups", people.by_password("ada")).await["AuthenticationResult"].clone();
        let (id, access) = (said(&tokens, "IdToken"), said(&tokens, "AccessToken"));
        assert_eq!(claims(&tokens["IdToken"])["sub"], claims(&tokens["AccessToken"])["sub"]);
        assert_eq!(
            id,
            json!({
                "auth_time": 1_772_366_400, "cognito:groups": ["readers"],
                "cognito:preferred_role": "arn:aws:iam::1:role/r", "cognito:username": "ada",
                "email": "other@example.com", "exp": 1_772_370_000, "iat": 1_772_366_400, "tenant": "7", "token_use": "id",
            })
        );
        assert_eq!(
            access,
            json!({
                "auth_time": 1_772_366_400, "cognito:groups": ["readers"], "exp": 1_772_370_000, "iat": 1_772_366_400,
                "scope": "aws.cognito.signin.user.admin", "token_use": "access", "username": "ada", "version": 2,
            })
        );
        answers(sheet, json!({ "claimsOverrideDetails": { "groupOverrideDetails": {} } }));
        let tokens = people.sign_in("ada").await;
        for name in ["cognito:groups", "cognito:roles", "cognito:preferred_role"] {
            assert_eq!(said(&tokens, "IdToken").get(name), None, "{name}");
        }
        answers(sheet, json!({ "claimsOverrideDetails": { "claimsToAddOrOverride": { "list": ["a"] } } }));
        sheet.refused("a list, which the first version has not", people.by_password("ada")).await;
    });
}

#[test]
fn later_versions_change_the_access_token_too() {
    of_part("cognito-idp:InitiateAuth", "tokens_v2", async |sheet: &Sheet| {
        let people = pool_of(sheet, "V2_0").await;
        answers(
            sheet,
            json!({ "claimsAndScopeOverrideDetails": {
            "idTokenGeneration": { "claimsToAddOrOverride": { "tenant": { "id": 7 } } },
            "accessTokenGeneration": {
                "claimsToAddOrOverride": { "plan": ["gold"], "username": "other", "scope": "all", "aud": people.client },
                "claimsToSuppress": ["cognito:groups", "version"],
                "scopesToAdd": ["api/read", "two words"],
            },
        } }),
        );
        let tokens =
            sheet.good("claims and scopes", people.by_password("ada")).await["AuthenticationResult"].clone();
        assert_eq!(said(&tokens, "IdToken")["tenant"], json!({ "id": 7 }));
        assert_eq!(
            said(&tokens, "IdToken")["cognito:groups"],
            json!(["staff", "guests"]),
            "absent is unchanged"
        );
        assert_eq!(claims(&tokens["AccessToken"])["aud"], json!(people.client));
        assert_eq!(
            said(&tokens, "AccessToken"),
            json!({
                "auth_time": 1_772_366_400, "cognito:groups": ["staff", "guests"], "exp": 1_772_370_000,
                "iat": 1_772_366_400, "plan": ["gold"], "scope": "aws.cognito.signin.user.admin api/read",
                "token_use": "access", "username": "ada", "version": 2,
            })
        );
        let own = json!({ "AccessToken": tokens["AccessToken"] });
        sheet.ask("cognito-idp:GetUser", own).await;
        let suppressed =
            json!({ "scopesToSuppress": ["aws.cognito.signin.user.admin"], "scopesToAdd": ["api/read"] });
        answers(sheet, json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": suppressed } }));
        let tokens = people.sign_in("ada").await;
        assert_eq!(said(&tokens, "AccessToken")["scope"], "api/read");
        let refused =
            sheet.desk.answer("cognito-idp:GetUser", &json!({ "AccessToken": tokens["AccessToken"] })).await;
        assert_eq!(
            (refused.status, text(&refused.json()["message"])),
            (400, "Access Token does not have required scopes".to_owned())
        );
    });
}

#[test]
fn a_refresh_asks_again_and_what_was_said_before_is_forgotten() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "functions", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        answers(sheet, json!({ "claimsOverrideDetails": { "claimsToAddOrOverride": { "tenant": "7" } } }));
        let first = people.sign_in("ada").await;
        assert_eq!(said(&first, "IdToken")["tenant"], "7");
        answers(sheet, json!({}));
        sheet.show_functions();
        let refresh = json!({ "ClientId": people.client, "RefreshToken": first["RefreshToken"],
            "ClientMetadata": { "page": "later" } });
        let tokens =
            sheet.good("the function is asked again", refresh.clone()).await["AuthenticationResult"].clone();
        assert_eq!(said(&tokens, "IdToken").get("tenant"), None, "claims are not stored");
        for (what, fault) in faults() {
            fail(sheet, "PreTokenGeneration", fault);
            sheet.refused(&format!("PreTokenGeneration {what}"), refresh.clone()).await;
        }
        answers(sheet, json!({}));
        let by_flow =
            flow(&people.client, "REFRESH_TOKEN_AUTH", json!({ "REFRESH_TOKEN": first["RefreshToken"] }));
        sheet
            .ask("cognito-idp:InitiateAuth", with(&by_flow, json!({ "ClientMetadata": { "page": "later" } })))
            .await;
        sheet.good("and the token is still good", refresh).await;
    });
}

#[test]
fn a_rotated_token_is_not_spent_where_the_function_fails() {
    of_part("cognito-idp:GetTokensFromRefreshToken", "function_fails", async |sheet: &Sheet| {
        let people = pool(sheet).await;
        people.join("ada").await;
        let rotation = json!({ "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 0 },
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
        let client = people.client_with(rotation).await["ClientId"].clone();
        let signed_in = with(&people.by_password("ada"), json!({ "ClientId": client }));
        let signed_in = sheet.ask("cognito-idp:InitiateAuth", signed_in).await;
        let token = &signed_in["AuthenticationResult"]["RefreshToken"];
        let refresh = json!({ "ClientId": client, "RefreshToken": token });
        fail(sheet, "PreTokenGeneration", faults()[0].1.clone());
        sheet.refused("the function throws", refresh.clone()).await;
        answers(sheet, json!({}));
        sheet.good("the same token", refresh).await;
    });
}
