//! The OAuth endpoints of a pool's domain, by unmodified clients and as a browser calls them.

use serde_json::{Value, json};
use tests::api::{self, text};
use tests::clients;
use tests::http::{Connection, Request};
use tests::strangers::{PASSWORD, Strangers};

/// A pool with a domain and an API, and what a script has to know of them: a program, and a person who has signed in.
fn world() -> (Strangers, Value) {
    let world = Strangers::start("ENABLED");
    let prefix = world.make_domain();
    let server = json!({"UserPoolId": world.pool, "Identifier": "api", "Name": "API",
        "Scopes": [{"ScopeName": "read", "ScopeDescription": "May read"}]});
    world.administrator.user_pools("CreateResourceServer", &server);
    let program = world.make_client(&json!({"GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["api/read"]}));
    world.confirmed("ada");
    let tokens = api::succeeded(&world.sign_in("ada", PASSWORD))["AuthenticationResult"].clone();
    let mut context = world.context("ada");
    context["prefix"] = json!(prefix);
    context["program"] = json!({"id": program["ClientId"], "secret": program["ClientSecret"]});
    context["tokens"] = tokens;
    (world, context)
}

#[test]
fn openid_client_gets_refreshes_and_revokes_tokens() {
    if !clients::installed() {
        return;
    }
    let (world, context) = world();
    let expected = json!({
        "scopes": {"ClientSecretBasic": "api/read", "ClientSecretPost": "api/read"},
        "refused": "invalid_client: invalid_client_secret",
        "username": "ada",
        "expires_in": 3600,
        "told": "OAUTH_RESPONSE_IS_NOT_CONFORM",
        "ended": "invalid_grant",
    });
    assert_eq!(clients::run(&world.server, "node/openid_client.mjs", &context), expected);
}

#[test]
fn openid_client_leads_a_person_through_the_pages() {
    if !clients::installed() {
        return;
    }
    let (world, mut context) = world();
    for is_confidential in [false, true] {
        redirect(&world, &mut context, is_confidential);
        let mut told = clients::run(&world.server, "node/openid_code.mjs", &context);
        let user = told["told"].take();
        assert_eq!((&user["username"], user["sub"].is_string()), (&json!("ada"), true));
        let expected = json!({
            "username": "ada",
            "told": null,
            "refreshed": true,
            "again": "invalid_grant",
            "ended": "invalid_grant",
            "known": true,
            "left": "https://app.example/bye",
            "refused": "login_required",
        });
        assert_eq!(told, expected);
    }
}

/// Makes a client that sends its users to the pages, for a script.
fn redirect(world: &Strangers, context: &mut Value, is_confidential: bool) {
    let (callback, bye) = ("https://app.example/callback", "https://app.example/bye");
    let app = world.make_client(&json!({"GenerateSecret": is_confidential, "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"], "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": [callback], "LogoutURLs": [bye]}));
    context["app"] = json!({"id": app["ClientId"], "secret": app["ClientSecret"]});
    context["callback"] = json!(callback);
    context["bye"] = json!(bye);
}

#[test]
fn authlib_leads_a_person_through_the_pages() {
    if !clients::installed() {
        return;
    }
    let (world, mut context) = world();
    for is_confidential in [false, true] {
        redirect(&world, &mut context, is_confidential);
        let expected = json!({
            "username": "ada",
            "told": true,
            "hash": true,
            "refreshed": true,
            "left": "https://app.example/bye",
            "after": "login_required",
            "state": true,
        });
        assert_eq!(clients::run(&world.server, "python/authlib_code.py", &context), expected);
    }
}

#[test]
fn authlib_gets_refreshes_and_revokes_tokens() {
    if !clients::installed() {
        return;
    }
    let (world, context) = world();
    let expected = json!({
        "kinds": {"client_secret_basic": "Bearer", "client_secret_post": "Bearer"},
        "identified": true,
        "revoked": 200,
        "ended": "invalid_grant",
    });
    assert_eq!(clients::run(&world.server, "python/authlib_client.py", &context), expected);
}

#[test]
fn a_script_of_any_origin_reads_tokens_and_errors() {
    let (world, context) = world();
    let path = format!("/d/{}/oauth2/token", text(&context["prefix"]));
    let mut connection = Connection::open(world.server.authority()).unwrap();
    let preflight = Request { method: "OPTIONS", ..Request::get(&path) }
        .with("Origin", "https://app.example")
        .with("Access-Control-Request-Method", "POST")
        .with("Access-Control-Request-Headers", "content-type");
    let preflight = connection.exchange(&preflight).unwrap();
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (200, Some("*")));
    let mut ask = |token: &str| {
        let form = format!("grant_type=refresh_token&client_id={}&refresh_token={token}", world.client);
        let request = Request { path: path.clone(), ..Request::query(&form) };
        connection.exchange(&request.with("Origin", "https://app.example")).unwrap()
    };
    let answers = [ask(&text(&context["tokens"]["RefreshToken"])), ask("none")];
    assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 400]);
    for answer in answers {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(
            (answer.header("cache-control"), answer.header("pragma")),
            (Some("no-store"), Some("no-cache"))
        );
        assert!(answer.header("x-amz-cognito-request-id").is_some());
    }
}
