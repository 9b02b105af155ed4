//! Remembered devices, by unmodified clients.

use serde_json::{Value, json};
use tests::clients;
use tests::strangers::Strangers;

/// A pool that tracks devices by these rules, in which people may set up an authenticator app.
fn pool(devices: &Value) -> Strangers {
    let world = Strangers::start("ENABLED");
    let pool = json!({"UserPoolId": world.pool, "AutoVerifiedAttributes": ["email"], "DeviceConfiguration": devices});
    world.administrator.user_pools("UpdateUserPool", &pool);
    let mfa = json!({
        "UserPoolId": world.pool,
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
    });
    world.administrator.user_pools("SetUserPoolMfaConfig", &mfa);
    world
}

fn run(world: &Strangers, script: &str, username: &str) -> Value {
    world.confirmed(username);
    clients::run(&world.server, script, &world.context(username))
}

#[test]
fn a_device_that_a_person_lets_be_remembered_takes_the_place_of_the_second_factor() {
    if !clients::installed() {
        return;
    }
    let world =
        pool(&json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true}));
    let asked = "SOFTWARE_TOKEN_MFA";
    let expected = json!({
        "confirmation_necessary": [true, true],
        "asked": {
            "first": null,
            "confirmed_without_factor": asked,
            "new": asked,
            "not_remembered": asked,
            "remembered": null,
            "no_longer": asked,
            "again": null,
            "forgotten": asked,
        },
        "claimed": true,
        "listed": 2,
        "listed_own": true,
        "left": 0,
    });
    assert_eq!(run(&world, "node/devices_idjs.cjs", "ada"), expected);
    let expected = json!({
        "asked": "CONFIRM_SIGN_IN_WITH_TOTP_CODE",
        "signed_in": true,
        "then": "DONE",
        "claimed": true,
        "listed": 1,
        "left": 0,
    });
    assert_eq!(run(&world, "node/devices_amplify.mjs", "bob"), expected);
}

#[test]
fn a_device_that_is_always_remembered_proves_itself_and_is_forgotten_by_an_administrator() {
    if !clients::installed() {
        return;
    }
    let world =
        pool(&json!({"ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": false}));
    let told = run(&world, "python/devices.py", "eve");
    let expected = json!({
        "confirmation_necessary": false,
        "known_is_new": false,
        "wrong": "Incorrect username or password.",
        "refreshed": true,
        "elsewhere": "Invalid Refresh Token",
        "listed": [true],
        "shown": {"device_name": "desk", "dev:device_remembered_status": "remembered", "last_ip_used": "127.0.0.1"},
        "not_remembered": [],
        "forgotten": "Device does not exist.",
        "ended": "Invalid Refresh Token",
        "without_the_key": true,
    });
    assert_eq!(told, expected);
}
