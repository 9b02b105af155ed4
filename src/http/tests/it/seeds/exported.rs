//! The seed of what is there.

use app::testing::InProcess;
use http_front::seed::{Outcome, Seed, export};
use serde_json::{Value, json};

use super::{ask, example, run, sow};
use crate::desk::Desk;

/// Configuration of every group, made by calls.
async fn configure(desk: &Desk) {
    sow(desk, &example()).await.unwrap();
    let pool = json!({
        "PoolName": "whole",
        "UserPoolTags": { "recognito:user-pool-id": "eu-west-1_Whole", "team": "identity" },
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": { "CaseSensitive": false },
        "AutoVerifiedAttributes": ["email"],
        "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "verified_email", "Priority": 1 }] },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": true,
            "InviteMessageTemplate": { "EmailMessage": "{username} {####}", "EmailSubject": "Welcome" },
        },
        "DeletionProtection": "ACTIVE",
        "DeviceConfiguration": { "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true },
        "Policies": { "PasswordPolicy": { "MinimumLength": 12, "TemporaryPasswordValidityDays": 3 } },
        "Schema": [
            { "Name": "email", "AttributeDataType": "String", "Required": true, "Mutable": true },
            { "Name": "shoe", "AttributeDataType": "Number", "Mutable": true, "NumberAttributeConstraints": { "MaxValue": "60" } },
            { "Name": "rank", "AttributeDataType": "String", "DeveloperOnlyAttribute": true, "Mutable": true },
        ],
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
        "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" },
        "VerificationMessageTemplate": { "EmailMessage": "Code {####}", "EmailSubject": "Yours" },
    });
    ask(desk, "cognito-idp:CreateUserPool", with_region(pool)).await;
    let client = json!({
        "UserPoolId": "us-east-1_Whole",
        "ClientName": "all",
        "GenerateSecret": true,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "AccessTokenValidity": 10,
        "TokenValidityUnits": { "AccessToken": "minutes" },
        "ReadAttributes": ["email", "custom:shoe"],
        "WriteAttributes": ["email"],
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthScopes": ["openid", "email"],
        "CallbackURLs": ["https://example.com/in"],
        "SupportedIdentityProviders": ["COGNITO"],
        "EnablePropagateAdditionalUserContextData": true,
    });
    ask(desk, "cognito-idp:CreateUserPoolClient", client).await;
}

/// Calls of the desk are signed for one region.
fn with_region(mut pool: Value) -> Value {
    pool["UserPoolTags"]["recognito:user-pool-id"] = json!("us-east-1_Whole");
    pool
}

async fn exported(desk: &Desk) -> Value {
    let empty = InProcess::start().await;
    let exported = export(&desk.house.app, &empty.app).await.unwrap();
    assert_eq!(exported.left_out, [""; 0]);
    exported.seed
}

#[test]
fn an_empty_server_makes_the_same_of_an_exported_seed() {
    run(async |desk| {
        configure(desk).await;
        let seed = exported(desk).await;
        let other = Desk::open().await;
        let outcome = sow(&other, &seed.to_string()).await.unwrap();
        // The users stay where they are.
        assert_eq!(outcome, Outcome { made: 11, there: 0 });
        assert_eq!(exported(&other).await, seed);
        let pool = json!({ "UserPoolId": "us-east-1_Whole" });
        let mut described = Vec::new();
        for desk in [desk, &other] {
            let mut pool = ask(desk, "cognito-idp:DescribeUserPool", pool.clone()).await;
            let members = pool["UserPool"].as_object_mut().unwrap();
            members.retain(|name, _| !name.ends_with("Date"));
            described.push(pool);
        }
        assert_eq!(described[0], described[1]);
        assert_eq!(sow(desk, &seed.to_string()).await, Ok(Outcome { made: 0, there: 11 }));
    });
}

#[test]
fn an_exported_seed_holds_no_secret() {
    run(async |desk| {
        configure(desk).await;
        let clients = json!({ "UserPoolId": "us-east-1_Whole", "MaxResults": 60 });
        let clients = ask(desk, "cognito-idp:ListUserPoolClients", clients).await;
        let named =
            json!({ "UserPoolId": "us-east-1_Whole", "ClientId": clients["UserPoolClients"][0]["ClientId"] });
        let shown = ask(desk, "cognito-idp:DescribeUserPoolClient", named).await;
        let secret = shown["UserPoolClient"]["ClientSecret"].as_str().unwrap().to_owned();
        let seed = exported(desk).await.to_string();
        for secret in [secret.as_str(), "an0example0secret0of0a0client", "countess1815", "ada@example.com"] {
            assert!(!seed.contains(secret), "{secret}");
        }
        assert!(Seed::read(&seed).is_ok());
    });
}

#[test]
fn an_exported_seed_says_what_it_does_not_carry() {
    run(async |desk| {
        sow(desk, &example()).await.unwrap();
        let rotated = json!({ "UserPoolId": "us-east-1_Shop00001", "ClientId": "shopserver" });
        ask(desk, "cognito-idp:AddUserPoolClientSecret", rotated).await;
        // A second secret of a client is a secret like the first: the client of the seed gets one that is made.
        assert_eq!(exported(desk).await["UserPools"][0]["Clients"][0]["GenerateSecret"], true);
    });
}
