//! What AWS answers where a client's secret hash is missing, wrong or superfluous, and where a client may not use a flow.

use serde_json::{Value, json};
use tests::api::{succeeded, text};
use tests::http::Answer;
use tests::strangers::{PASSWORD, SRP_A, Strangers, assert_refused};

/// Every public operation that takes a hash, called for ada with that hash or without one.
fn calls(world: &Strangers, client: &str, hash: Option<&str>) -> Vec<Answer> {
    let with = |mut body: Value| {
        body["ClientId"] = json!(client);
        body["Username"] = json!("ada");
        if let Some(hash) = hash {
            body["SecretHash"] = json!(hash);
        }
        body
    };
    let flow = |name: &str, mut parameters: Value| {
        if let Some(hash) = hash {
            parameters["SECRET_HASH"] = json!(hash);
        }
        json!({"ClientId": client, "AuthFlow": name, "AuthParameters": parameters})
    };
    let by_password = flow("USER_PASSWORD_AUTH", json!({"USERNAME": "ada", "PASSWORD": PASSWORD}));
    let by_srp = flow("USER_SRP_AUTH", json!({"USERNAME": "ada", "SRP_A": SRP_A}));
    let code = json!({"ConfirmationCode": "000000"});
    let reset = json!({"ConfirmationCode": "000000", "Password": PASSWORD});
    vec![
        world.ask("InitiateAuth", by_password),
        world.ask("InitiateAuth", by_srp),
        world.ask("SignUp", with(json!({"Password": PASSWORD}))),
        world.ask("ConfirmSignUp", with(code)),
        world.ask("ResendConfirmationCode", with(json!({}))),
        world.ask("ForgotPassword", with(json!({}))),
        world.ask("ConfirmForgotPassword", with(reset)),
    ]
}

#[test]
fn a_hash_that_is_missing_wrong_or_superfluous_is_told_before_anything_else() {
    let world = Strangers::start("LEGACY");
    world.confirmed("ada");
    let secret = text(&world.make_client(&json!({"GenerateSecret": true}))["ClientId"]);
    let missing = format!("Client {secret} is configured with secret but SECRET_HASH was not received");
    for answer in calls(&world, &secret, None) {
        assert_refused(&answer, "NotAuthorizedException", &missing);
    }
    let wrong = format!("Unable to verify secret hash for client {secret}");
    for answer in calls(&world, &secret, Some("d3Jvbmc=")) {
        assert_refused(&answer, "NotAuthorizedException", &wrong);
    }
    let client = &world.client;
    let superfluous =
        format!("App client {client} is not configured for secret but secret hash was received");
    for answer in calls(&world, client, Some("d3Jvbmc=")) {
        assert_refused(&answer, "InvalidParameterException", &superfluous);
    }
}

#[test]
fn a_superfluous_hash_is_ignored_at_a_refresh_where_a_bad_token_is_told_before_a_missing_hash() {
    let world = Strangers::start("LEGACY");
    world.confirmed("ada");
    let tokens = succeeded(&world.sign_in("ada", PASSWORD))["AuthenticationResult"].clone();
    let refresh = |client: &str, token: &Value| {
        let parameters = json!({"REFRESH_TOKEN": token, "SECRET_HASH": "d3Jvbmc=", "USERNAME": "eve"});
        let body =
            json!({"ClientId": client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters});
        world.ask("InitiateAuth", body)
    };
    succeeded(&refresh(&world.client, &tokens["RefreshToken"]));
    let secret = text(&world.make_client(&json!({"GenerateSecret": true}))["ClientId"]);
    assert_refused(&refresh(&secret, &json!("garbage")), "NotAuthorizedException", "Invalid Refresh Token");
}

#[test]
fn a_flow_that_the_client_may_not_use_is_refused_by_its_own_text() {
    let world = Strangers::start("LEGACY");
    let flow = |client: &str, name: &str| {
        let parameters =
            json!({"USERNAME": "ada", "PASSWORD": PASSWORD, "SRP_A": SRP_A, "REFRESH_TOKEN": "x"});
        world.ask("InitiateAuth", json!({"ClientId": client, "AuthFlow": name, "AuthParameters": parameters}))
    };
    let client = |flow: &str| text(&world.make_client(&json!({"ExplicitAuthFlows": [flow]}))["ClientId"]);
    let (admin, refresh) = (client("ALLOW_ADMIN_USER_PASSWORD_AUTH"), client("ALLOW_REFRESH_TOKEN_AUTH"));
    for (client, name, message) in [
        (&refresh, "USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
        (&refresh, "USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."),
        (&refresh, "CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."),
        (&admin, "REFRESH_TOKEN_AUTH", "Auth flow not enabled for this client"),
        (&admin, "ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
    ] {
        assert_refused(&flow(client, name), "InvalidParameterException", message);
    }
    // The old names never took SRP, custom challenges or refreshing away.
    let old = client("ADMIN_NO_SRP_AUTH");
    for (name, kind) in [
        ("USER_SRP_AUTH", "UserNotFoundException"),
        ("CUSTOM_AUTH", "UserNotFoundException"),
        ("REFRESH_TOKEN_AUTH", "NotAuthorizedException"),
    ] {
        assert_eq!(tests::strangers::refusal(&flow(&old, name)).0, kind);
    }
}
