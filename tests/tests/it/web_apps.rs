//! Web apps with a server and a secret of their own, by the libraries that they are made with: by way of the sign-in pages, through a refresh, and
//! out again.

use serde_json::json;
use tests::clients;
use tests::strangers::Strangers;

#[test]
fn a_person_signs_in_to_an_app_of_express_and_passport() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    let mut context = world.context("ada");
    context["prefix"] = json!(world.make_domain());
    let told = clients::run(&world.server, "node/passport.mjs", &context);
    let user = told["me"]["user"].as_str().unwrap_or_default();
    assert!(!user.is_empty(), "{told}");
    let expected = json!({
        "after": "/me",
        "me": {"user": user},
        "refreshed": {"access": true, "id": true},
        // What was sent back once is good for no second time, and in no other browser.
        "again": "/failed",
        "stranger": "/failed",
        "left": "https://app.example/bye",
        "asked": true,
        "signedOut": {"user": null},
    });
    assert_eq!(told, expected);
}

#[test]
fn a_person_signs_in_to_an_app_of_auth_js() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    let (callback, bye) = ("https://app.example/auth/callback/cognito", "https://app.example/bye");
    let app = world.make_client(&json!({"GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email", "profile"],
        "SupportedIdentityProviders": ["COGNITO"], "CallbackURLs": [callback], "LogoutURLs": [bye]}));
    let mut context = world.context("ada");
    context["prefix"] = json!(world.make_domain());
    context["app"] = json!({"id": app["ClientId"], "secret": app["ClientSecret"]});
    context["bye"] = json!(bye);
    let expected = json!({
        "checks": ["state", "code_challenge", "nonce"],
        "after": "https://app.example",
        "user": world.email("ada"),
        "refreshed": true,
        "signedOut": null,
        "left": bye,
        "asked": true,
    });
    assert_eq!(clients::run(&world.server, "node/auth_js.mjs", &context), expected);
}
