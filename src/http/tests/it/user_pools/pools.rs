//! User pools themselves.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, text, with};

/// Settings with something of every group.
fn settings() -> Value {
    json!({
        "PoolName": "people",
        "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "verified_email", "Priority": 1 }] },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": true,
            "InviteMessageTemplate": { "EmailMessage": "{username} {####}", "EmailSubject": "Welcome" },
        },
        "AutoVerifiedAttributes": ["email"],
        "DeletionProtection": "ACTIVE",
        "Policies": { "PasswordPolicy": { "MinimumLength": 12, "RequireSymbols": false } },
        "Schema": [{ "Name": "shoe", "AttributeDataType": "Number", "Mutable": true }],
        "UserPoolTags": { "team": "identity" },
        "UsernameConfiguration": { "CaseSensitive": false },
        "VerificationMessageTemplate": { "EmailMessage": "Code {####}", "EmailSubject": "Yours" },
    })
}

/// What is refused of the settings of a pool that is made or changed, by what is refused of it.
fn refused_settings() -> Vec<(&'static str, Value)> {
    vec![
        ("a password of four letters", json!({ "Policies": { "PasswordPolicy": { "MinimumLength": 4 } } })),
        ("a second factor by text, and no texts", json!({ "MfaConfiguration": "ON" })),
        ("phones are verified, and no texts", json!({ "AutoVerifiedAttributes": ["phone_number"] })),
        (
            "administrators and mail reset passwords",
            json!({ "AccountRecoverySetting": { "RecoveryMechanisms": [
                { "Name": "admin_only", "Priority": 1 }, { "Name": "verified_email", "Priority": 2 },
            ] } }),
        ),
        (
            "what the tier does not have",
            json!({ "UserPoolTier": "LITE", "Policies": { "PasswordPolicy": { "PasswordHistorySize": 2 } } }),
        ),
        ("a tag of AWS's own", json!({ "UserPoolTags": { "aws:team": "identity" } })),
        (
            "an own sender that is not named",
            json!({ "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER" } }),
        ),
        (
            "a trigger of another region",
            json!({ "LambdaConfig": {
                "DefineAuthChallenge": "arn:aws:lambda:eu-west-1:123456789012:function:f",
            } }),
        ),
        ("a trigger that is no function's ARN", json!({ "LambdaConfig": { "DefineAuthChallenge": "f" } })),
    ]
}

#[test]
fn create_user_pool() {
    of("cognito-idp:CreateUserPool", async |sheet: &Sheet| {
        let plain = json!({ "PoolName": "people" });
        sheet.refused_as_signed(&plain).await;
        sheet.good("a plain pool", plain.clone()).await;
        sheet.good("with something of everything", settings()).await;
        let both = json!({ "AliasAttributes": ["email"], "UsernameAttributes": ["email"] });
        sheet.refused("aliases and addresses as names", with(&plain, both)).await;
        let required = json!([{ "Name": "shoe", "AttributeDataType": "Number", "Required": true }]);
        sheet.refused("a required attribute of one's own", with(&plain, json!({ "Schema": required }))).await;
        let own = json!([{ "Name": "email_verified", "AttributeDataType": "String" }]);
        sheet.refused("a standard attribute of another type", with(&plain, json!({ "Schema": own }))).await;
        let long = json!([{ "Name": "longer-than-20-signs-", "AttributeDataType": "String" }]);
        sheet.refused("an attribute with a long name", with(&plain, json!({ "Schema": long }))).await;
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&plain, settings)).await;
        }
    });
}

#[test]
fn describe_user_pool() {
    of("cognito-idp:DescribeUserPool", async |sheet: &Sheet| {
        let made = sheet.ask("cognito-idp:CreateUserPool", settings()).await;
        let pool = json!({ "UserPoolId": made["UserPool"]["Id"] });
        sheet.refused_as_signed(&pool).await;
        sheet.good("a pool", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn update_user_pool() {
    of("cognito-idp:UpdateUserPool", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("what is left out is reset", pool.clone()).await;
        let changed = with(&settings(), json!({ "Schema": null, "UsernameConfiguration": null }));
        sheet.good("another name, another policy", with(&changed, pool.clone())).await;
        let described = sheet.ask("cognito-idp:DescribeUserPool", pool.clone()).await;
        assert_eq!(described["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"], 12);
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&pool, settings)).await;
        }
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn delete_user_pool() {
    of("cognito-idp:DeleteUserPool", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "DeletionProtection": "ACTIVE" }), json!({})).await;
        people.join("ada").await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.refused("a protected pool", pool.clone()).await;
        sheet
            .ask("cognito-idp:UpdateUserPool", with(&pool, json!({ "DeletionProtection": "INACTIVE" })))
            .await;
        sheet.good("a pool is deleted", pool.clone()).await;
        sheet.refused("again", pool.clone()).await;
        no_pool(sheet, &pool).await;
        let listed = sheet.ask("cognito-idp:ListUserPools", json!({ "MaxResults": 60 })).await;
        assert_eq!(listed["UserPools"], json!([]));
    });
}

#[test]
fn list_user_pools() {
    of("cognito-idp:ListUserPools", async |sheet: &Sheet| {
        let all = json!({ "MaxResults": 60 });
        sheet.refused_as_signed(&all).await;
        sheet.good("none", all.clone()).await;
        sheet.ask("cognito-idp:CreateUserPool", json!({ "PoolName": "people" })).await;
        sheet.good("all", all.clone()).await;
        let first = sheet.ask("cognito-idp:ListUserPools", json!({ "MaxResults": 1 })).await;
        assert_eq!(first.get("NextToken"), None);
        sheet.ask("cognito-idp:CreateUserPool", json!({ "PoolName": "people" })).await;
        let first = sheet.ask("cognito-idp:ListUserPools", json!({ "MaxResults": 1 })).await;
        let next = json!({ "MaxResults": 1, "NextToken": text(&first["NextToken"]) });
        let second = sheet.ask("cognito-idp:ListUserPools", next).await;
        assert_ne!(first["UserPools"], second["UserPools"]);
        sheet.refused("no page", with(&all, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", json!({ "MaxResults": 61 })).await;
        sheet.refused("none at a time", json!({ "MaxResults": 0 })).await;
    });
}
