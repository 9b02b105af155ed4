//! Passkeys in a real browser, whose authenticator is a virtual one.

use serde_json::json;
use tests::api::text;
use tests::clients;
use tests::strangers::Strangers;

/// A pool in which people may sign in by password or by a passkey for pages of this machine.
fn pool() -> Strangers {
    let mut world = Strangers::start("ENABLED");
    let pool = json!({
        "UserPoolId": world.pool,
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
    });
    world.administrator.user_pools("UpdateUserPool", &pool);
    let passkeys = json!({
        "UserPoolId": world.pool,
        "WebAuthnConfiguration": {"RelyingPartyId": "localhost", "UserVerification": "preferred"},
    });
    world.administrator.user_pools("SetUserPoolMfaConfig", &passkeys);
    let flows = json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
    world.client = text(&world.make_client(&flows)["ClientId"]);
    world
}

#[test]
fn a_passkey_of_a_browser_is_registered_once_signs_in_and_is_deleted() {
    if !clients::installed_with_browser() {
        return;
    }
    let world = pool();
    world.confirmed("ada");
    let told = clients::run(&world.server, "node/passkeys.cjs", &world.context("ada"));
    let expected = json!({
        "twice": "PasskeyAlreadyExists",
        "passkey": {"relying_party": "localhost", "transports": ["internal"], "attachment": "platform"},
        "offered": ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"],
        "chosen": "DONE",
        "preferred": "DONE",
        "username": "ada",
        "left": 0,
        "deleted": "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
        "kept": [{"rpId": "localhost", "isResidentCredential": true}],
    });
    assert_eq!(told, expected);
}
