//! SAML identity providers, by unmodified libraries that real ones are built with.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{api::text, clients, programs, strangers::Strangers};

const CALLBACK: &str = "https://app.example/callback";

/// A pool with a domain, and a client that has no provider yet.
fn context(world: &Strangers) -> Value {
    let prefix: String =
        world.pool.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let domain = json!({"UserPoolId": world.pool, "Domain": prefix});
    world.administrator.user_pools("CreateUserPoolDomain", &domain);
    let app = world.make_client(&json!({}));
    json!({"pool": world.pool, "app": app["ClientId"], "prefix": prefix, "callback": CALLBACK, "bye": "https://app.example/bye"})
}

fn user(name: &str) -> Value {
    json!({"username": format!("School_{name}"), "email": format!("{name}@school.example"), "state": "s1"})
}

fn refused(why: &str) -> Value {
    json!({"error": "server_error", "description": format!("Invalid SAML response received: {why}.")})
}

/// The reasons for which sign-ins at the provider `School` were refused, as its history tells them.
fn reasons(world: &Strangers) -> BTreeSet<String> {
    let of = format!("{}/School", world.pool);
    let told = programs::replay(&world.server.data(), &["--json", "history", &of]).expect_success();
    let told: Vec<Value> = serde_json::from_str(&told).expect("a list of events");
    let refused = told.iter().filter(|line| line["kind"] == "federation.refused");
    refused.map(|line| text(&line["data"]["reason"])).collect()
}

#[test]
fn samlify_signs_users_in_and_out_and_what_it_has_not_signed_is_refused() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    let told = clients::run(&world.server, "node/saml_sign_in.mjs", &context(&world));
    let no_request =
        json!({"status": 400, "text": "Invalid samlResponse or relayState from identity provider"});
    let expected = json!({
        "address": "http://127.0.0.1:9/saml/sso",
        "assertionSigned": user("dave"),
        "messageSigned": user("dave"),
        "bothSigned": user("dave"),
        "another": user("erin"),
        "otherAudience": refused("Audience restriction was not met"),
        "failed": refused("SAML response status is not success"),
        "altered": refused("SAML Assertion signature is invalid"),
        "unknownState": no_request,
        "otherBrowser": {"status": 400, "text": "An error was encountered with the requested page."},
        "replayed": {"error": "invalid_request", "description": told["replayed"]["description"]},
        "unsignedFarewell": null,
        "left": "https://app.example/bye",
        "signedOut": {"name": "dave", "session": "_s1"},
        "encrypted": user("dave"),
        "encryptedThenSigned": user("dave"),
        "inTheClear": refused("SAML Assertion must be encrypted"),
    });
    assert_eq!(told, expected, "{told:#}");
    let known = ["audience", "in_the_clear", "other_browser", "provider_error", "signature", "used_before"];
    assert_eq!(reasons(&world), known.map(str::to_owned).into());
}

#[test]
fn pysaml2_signs_users_in_and_what_it_has_not_signed_is_refused() {
    if !clients::installed_with("xmlsec1") {
        return;
    }
    let world = Strangers::start("ENABLED");
    let told = clients::run(&world.server, "python/saml_sign_in.py", &context(&world));
    let refused = |why: &str| format!("Invalid SAML response received: {why}.");
    let expected = json!({
        "assertion_signed": "s1",
        "response_signed": "s1",
        "both_signed": "s1",
        "unsigned": refused("SAML Assertion is not signed"),
        "altered": refused("SAML Assertion signature is invalid"),
        "users": 1,
        "emails": ["erin@school.example"],
        "triple_des": refused("SAML Assertion could not be decrypted"),
        "in_the_clear": refused("SAML Assertion must be encrypted"),
    });
    assert_eq!(told, expected, "{told:#}");
}
