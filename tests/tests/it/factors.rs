//! Second factors, and first factors that a person chooses, by unmodified clients.

use serde_json::{Value, json};
use tests::clients;
use tests::strangers::Strangers;

/// Pools must name a role for text messages, as at AWS.
const SMS_ROLE: &str = "arn:aws:iam::123456789012:role/sms";

/// A pool in which people may sign in by password or by a code, and may set up second factors.
fn pool() -> Strangers {
    let mut world = Strangers::start("ENABLED");
    let pool = json!({
        "UserPoolId": world.pool,
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    });
    world.administrator.user_pools("UpdateUserPool", &pool);
    switch_on_mfa(&world, "OPTIONAL");
    let flows =
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
    world.client = tests::api::text(&world.make_client(&flows)["ClientId"]);
    world
}

/// The second factors are an authenticator app and text messages.
fn switch_on_mfa(world: &Strangers, mfa: &str) {
    let mfa = json!({
        "UserPoolId": world.pool,
        "MfaConfiguration": mfa,
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": SMS_ROLE}},
    });
    world.administrator.user_pools("SetUserPoolMfaConfig", &mfa);
}

fn run(world: &Strangers, script: &str, username: &str) -> Value {
    world.confirmed(username);
    clients::run(&world.server, script, &world.context(username))
}

#[test]
fn people_set_up_an_authenticator_app_and_sign_in_with_it() {
    if !clients::installed() {
        return;
    }
    let world = pool();
    let told = run(&world, "node/totp_idjs.cjs", "ada");
    let expected =
        json!({"preferred": "SOFTWARE_TOKEN_MFA", "refused": ["CodeMismatchException"], "username": "ada"});
    assert_eq!(told, expected);
    let told = run(&world, "node/totp_amplify.mjs", "bob");
    let asked = "CONFIRM_SIGN_IN_WITH_TOTP_CODE";
    let expected = json!({"preferred": "TOTP", "asked": asked, "signed_in": true, "username": "bob"});
    assert_eq!(told, expected);
}

#[test]
fn a_second_factor_is_an_authenticator_app_or_a_text_message() {
    if !clients::installed() {
        return;
    }
    let expected = json!({
        "unverified": "User has not verified software token mfa",
        "mistaken": "EnableSoftwareTokenMFAException",
        "verified": true,
        "wrong": "CodeMismatchException",
        "again": "Your software token has already been used once.",
        "wrong_text": "CodeMismatchException",
        "subs": 1,
    });
    assert_eq!(run(&pool(), "python/mfa_pycognito.py", "joan"), expected);
}

#[test]
fn where_all_need_a_second_factor_a_new_user_sets_one_up_and_one_with_two_chooses() {
    if !clients::installed() {
        return;
    }
    let expected = json!({
        "first": ["mfaSetup"],
        "second": ["selectMFAType", "totpRequired"],
        "offered": ["SMS_MFA", "SOFTWARE_TOKEN_MFA"],
        "username": "ida",
    });
    let world = Strangers::start("ENABLED");
    switch_on_mfa(&world, "ON");
    assert_eq!(run(&world, "node/mfa_idjs.cjs", "ida"), expected);
}

#[test]
fn a_person_chooses_to_sign_in_by_a_code_that_is_mailed() {
    if !clients::installed() {
        return;
    }
    let told = run(&pool(), "python/choice.py", "eve");
    let expected = json!({
        "offered": ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"],
        "asked": "EMAIL_OTP",
        "wrong": "CodeMismatchException",
        "username": "eve",
    });
    assert_eq!(told, expected);
}
