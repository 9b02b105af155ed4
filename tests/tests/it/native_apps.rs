//! Apps of phones, which have no secret and are called back by a scheme of their own.

use serde_json::json;
use tests::clients;
use tests::strangers::Strangers;

#[test]
fn a_person_signs_in_to_an_app_as_app_auth_does() {
    if !clients::installed() {
        return;
    }
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    let (callback, bye) = ("com.example.app:/oauth2redirect", "com.example.app:/bye");
    let app =
        world.make_client(&json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email"], "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": [callback], "LogoutURLs": [bye]}));
    let mut context = world.context("ada");
    context["prefix"] = json!(world.make_domain());
    context["app"] = json!({"id": app["ClientId"]});
    context["callback"] = json!(callback);
    context["bye"] = json!(bye);
    let expected = json!({
        "missing": [],
        "scheme": callback,
        "state": true,
        "nonce": true,
        "fresh": true,
        "token_type": "Bearer",
        "refreshed": true,
        "left": bye,
        "kept": true,
        "known": "login_required",
    });
    assert_eq!(clients::run(&world.server, "node/app_auth.mjs", &context), expected);
}
