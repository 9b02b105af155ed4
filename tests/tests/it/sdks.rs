//! Whole accounts, and what an administrator does with them, by unmodified SDKs.

use serde_json::{Value, json};
use tests::api::text;
use tests::clients;
use tests::strangers::Strangers;

/// What a script has to know to act as this user of a client with these settings.
fn context(world: &mut Strangers, settings: &Value, name: &str) -> Value {
    let client = world.make_client(settings);
    world.client = text(&client["ClientId"]);
    let mut context = world.context(name);
    context["secret"] = client["ClientSecret"].clone();
    context
}

/// Settings of the client of an administrator's own server.
fn with_secret() -> Value {
    let flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    json!({"GenerateSecret": true, "ExplicitAuthFlows": flows})
}

fn allow_authenticator_apps(world: &Strangers) {
    let mfa = json!({
        "UserPoolId": world.pool,
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
    });
    world.administrator.user_pools("SetUserPoolMfaConfig", &mfa);
}

#[test]
fn a_person_keeps_an_account_by_pycognito() {
    if !clients::installed() {
        return;
    }
    let mut world = Strangers::start("ENABLED");
    let context = context(&mut world, &with_secret(), "ada");
    let expected = json!({
        "confirmed": false,
        "name": "Ada Lovelace",
        "renewed": true,
        "signed_out": "Access Token has been revoked",
        "gone": "UserNotFoundException",
        "forced": true,
        "status": "CONFIRMED",
        "groups": ["navy"],
        "claimed": ["navy"],
        "disabled": "User is disabled.",
    });
    assert_eq!(clients::run(&world.server, "python/account_pycognito.py", &context), expected);
}

#[test]
fn a_person_keeps_an_account_by_the_sdk_for_javascript() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    let expected = json!({
        "refused": {
            "weak": "InvalidPasswordException",
            "twice": "UsernameExistsException",
            "unconfirmed": "UserNotConfirmedException",
            "mistaken": "CodeMismatchException",
            "wrong": "NotAuthorizedException",
            "reset": "NotAuthorizedException",
            "again": "GroupExistsException",
            "no_user": "UserNotFoundException",
            "no_pool": "ResourceNotFoundException",
            "no_value": "InvalidParameterException",
            "ended": "UserNotFoundException",
        },
        "pages": [2, 1],
        "groups": ["engineers"],
        "created": true,
    });
    assert_eq!(clients::run(&world.server, "node/account_sdk.mjs", &world.context("ada")), expected);
}

#[test]
fn a_person_keeps_an_account_by_amazon_cognito_identity_js() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    let expected = json!({
        "confirmed": false,
        "unconfirmed": "UserNotConfirmedException",
        "verified": true,
        "name": null,
        "wrong": "NotAuthorizedException",
        "signed_out": "NotAuthorizedException",
        "gone": "NotAuthorizedException",
        "weak": "InvalidPasswordException",
        "invited": "Grace",
    });
    assert_eq!(clients::run(&world.server, "node/account_idjs.cjs", &world.context("ada")), expected);
}

#[test]
fn a_person_without_a_password_keeps_an_account_by_amplify() {
    if !clients::installed() {
        return;
    }
    let mut world = Strangers::start("LEGACY");
    let pool = json!({
        "UserPoolId": world.pool,
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    });
    world.administrator.user_pools("UpdateUserPool", &pool);
    let settings = json!({
        "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "LEGACY",
    });
    let context = context(&mut world, &settings, "ada");
    let expected = json!({
        "steps": [
            "CONFIRM_SIGN_UP",
            "COMPLETE_AUTO_SIGN_IN",
            "DONE",
            "CONFIRM_SIGN_IN_WITH_EMAIL_CODE",
            "DONE",
            "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
            "CONFIRM_SIGN_IN_WITH_EMAIL_CODE",
        ],
        "available": ["EMAIL_OTP"],
        "wrong": "CodeMismatchException",
        "change": "CONFIRM_ATTRIBUTE_WITH_CODE",
        "changed": true,
        "gone": "UserNotFoundException",
    });
    assert_eq!(clients::run(&world.server, "node/passwordless_amplify.mjs", &context), expected);
}

#[test]
fn an_administrator_signs_people_in_by_boto3() {
    if !clients::installed() {
        return;
    }
    let mut world = Strangers::start("ENABLED");
    allow_authenticator_apps(&world);
    world.confirmed("bob");
    let context = context(&mut world, &with_secret(), "bob");
    let hash = |text: &str| text.replace("CLIENT", &world.client);
    let refreshed = ["AccessToken", "ExpiresIn", "IdToken", "TokenType"];
    let expected = json!({
        "unsigned": "MissingAuthenticationTokenException",
        "without_proof": hash("Client CLIENT is configured with secret but SECRET_HASH was not received"),
        "wrong_proof": hash("Unable to verify secret hash for client CLIENT"),
        "wrong_code": "CodeMismatchException",
        "refreshed": refreshed,
        "by_srp": ["AccessToken", "ExpiresIn", "IdToken", "RefreshToken", "TokenType"],
        "weak": "InvalidPasswordException",
        "signed_out": "Access Token has been revoked",
        "revoked": "Refresh Token has been revoked",
    });
    assert_eq!(clients::run(&world.server, "python/admin_flows.py", &context), expected);
}

#[test]
fn an_administrator_configures_a_pool_and_signs_a_user_in_by_the_aws_cli() {
    if !clients::installed() {
        return;
    }
    let mut world = Strangers::start("ENABLED");
    world.confirmed("ada");
    let flows = json!({"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
    let context = context(&mut world, &flows, "ada");
    let expected = json!({
        "provider": "Works",
        "mapped": "mail",
        "twice": "DuplicateProviderException",
        "left": 0,
        "owner": world.pool,
        "status": "SUCCESS",
        "challenge": "SOFTWARE_TOKEN_MFA",
        "type": "Bearer",
    });
    assert_eq!(clients::run(&world.server, "aws_cli_pool.sh", &context), expected);
}

#[test]
fn a_verifier_that_knows_awss_issuers_alone_takes_tokens_of_a_pool_that_names_one() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    let arn = format!("arn:aws:cognito-idp:us-east-1:123456789012:userpool/{}", world.pool);
    let tag = json!({"ResourceArn": arn, "Tags": {"recognito:issuer": "aws"}});
    world.administrator.user_pools("TagResource", &tag);
    world.confirmed("ada");
    let group = json!({"UserPoolId": world.pool, "GroupName": "engineers"});
    world.administrator.user_pools("CreateGroup", &group);
    let member = json!({"UserPoolId": world.pool, "GroupName": "engineers", "Username": "ada"});
    world.administrator.user_pools("AdminAddUserToGroup", &member);
    let told = clients::run(&world.server, "node/verify_cognito.mjs", &world.context("ada"));
    let expected = json!({
        "issuer": format!("https://cognito-idp.us-east-1.amazonaws.com/{}", world.pool),
        "groups": ["engineers"],
        "same_sub": true,
        "refused": {
            "use": "CognitoJwtInvalidTokenUseError",
            "client": "CognitoJwtInvalidClientIdError",
            "group": "CognitoJwtInvalidGroupError",
            "scope": "JwtInvalidScopeError",
        },
    });
    assert_eq!(told, expected);
}
