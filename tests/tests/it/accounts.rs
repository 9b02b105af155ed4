//! What happens to an account beside the main story: passwords changed, forgotten, guessed and handed out.

use serde_json::{Value, json};
use tests::api::{Administrator, text};
use tests::{
    clients,
    shared::{self, Shared},
};

/// A region in which few pools are: its list is one page.
const REGION: &str = "eu-north-1";

/// A pool that mails codes, and the context of the scripts.
fn pool_that_mails() -> (Shared, Value) {
    let server = shared::server();
    let administrator = Administrator::of(&server).in_region(REGION);
    let settings = json!({"PoolName": "accounts", "AutoVerifiedAttributes": ["email"]});
    let pool = text(&administrator.user_pools("CreateUserPool", &settings)["UserPool"]["Id"]);
    let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let client = json!({"UserPoolId": pool, "ClientName": "app", "ExplicitAuthFlows": flows});
    let client =
        administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    let outbox = server.data().join("outbox");
    // Of this pool alone: the outbox is one for all.
    let address = format!("grace@hopper-{}.example", pool.to_lowercase().replace('_', "-"));
    (
        server,
        json!({
            "pool": pool, "client": client, "outbox": outbox, "region": REGION, "address": address,
        }),
    )
}

#[test]
fn a_password_is_changed_forgotten_and_locked_after_five_wrong_ones() {
    if !clients::installed() {
        return;
    }
    let (server, context) = pool_that_mails();
    let told = clients::run(&server, "python/passwords.py", &context);
    let code = |key: &str| text(&told[key]["code"]);
    assert_eq!(code("weak"), "InvalidPasswordException");
    assert_eq!(code("unconfirmed"), "UserNotConfirmedException");
    assert_eq!(code("twice"), "UsernameExistsException");
    assert_eq!(code("again"), "NotAuthorizedException");
    assert_eq!(told["again"]["message"], "User cannot be confirmed. Current status is CONFIRMED");
    assert_eq!(code("old"), "NotAuthorizedException");
    assert_eq!(told["sent_to"], "g***@h***");
    assert!(["ExpiredCodeException", "CodeMismatchException"].contains(&code("reused").as_str()), "{told}");
    assert_eq!(told["revoked"]["message"], "Access Token has been revoked");
    assert_eq!(told["locked"], "Password attempts exceeded");
    assert_eq!(told["right_while_locked"], "Password attempts exceeded");
    assert_eq!(told["mails"], 3);
}

#[test]
fn an_invited_person_chooses_a_password_of_her_own_and_is_found_in_every_list() {
    if !clients::installed() {
        return;
    }
    let (server, context) = pool_that_mails();
    let told = clients::run(&server, "python/invited.py", &context);
    assert_eq!(told["status_when_made"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(told["challenge"], "NEW_PASSWORD_REQUIRED");
    assert_eq!((&told["signed_in"], &told["status"]), (&json!(true), &json!("CONFIRMED")));
    assert_eq!(told["replayed"]["code"], "NotAuthorizedException");
    assert_eq!((&told["found"], &told["not_found"]), (&json!(["hedy"]), &json!([])));
    assert!(told["pools"].as_array().is_some_and(|pools| pools.contains(&context["pool"])), "{told}");
    assert_eq!(told["clients"], json!(["app"]));
}
