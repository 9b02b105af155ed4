//! The sign-in pages of a running server, in a real browser: a person's life on them.

use serde_json::{Value, json};
use tests::{api::text, clients, saml, shared, strangers::Strangers};

/// Which pages there are, and whether their script runs.
struct Way {
    version: u8,
    script: bool,
}

/// Has a script of `tests/clients` live on the pages of a pool of its own, which has these settings; gives what it tells, and the host of the
/// pages.
fn lived(script: &str, prefix: &str, way: &Way, settings: &Value) -> (Value, String) {
    let world = Strangers::on(shared::server(), "ENABLED");
    let schema = json!([{"Name": "email", "Required": true, "Mutable": true}]);
    let mut pool = json!({"PoolName": prefix, "AutoVerifiedAttributes": ["email"], "Schema": schema});
    pool.as_object_mut().expect("a pool").extend(settings.as_object().cloned().unwrap_or_default());
    let pool = text(&world.administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
    let tail: String = pool.chars().rev().take(6).collect::<String>().to_lowercase();
    let name = format!("{prefix}-{tail}");
    let domain = json!({"UserPoolId": pool, "Domain": name, "ManagedLoginVersion": way.version});
    world.administrator.user_pools("CreateUserPoolDomain", &domain);
    let host = format!("{name}.localhost");
    if settings.is_object() {
        let passkeys = json!({"UserPoolId": pool, "WebAuthnConfiguration": {"RelyingPartyId": host}});
        world.administrator.user_pools("SetUserPoolMfaConfig", &passkeys);
    }
    let endpoint = world.server.endpoint().to_owned();
    let port = endpoint.rsplit(':').next().expect("a port");
    let context = json!({
        "pool": pool,
        "domain": format!("http://{host}:{port}"),
        "backchannel": format!("{endpoint}/d/{name}"),
        "outbox": world.server.data().join("outbox"),
        "username": format!("ada-{tail}-{}-{}", way.version, way.script),
        "managed": way.version == 2,
        "script": way.script,
        "metadata": saml::metadata("school"),
    });
    let told = clients::run(&world.server, script, &context).to_string();
    (told.replace(&text(&context["username"]), "ada").parse().expect("JSON"), host)
}

#[test]
fn a_person_lives_on_classic_and_managed_pages_with_and_without_scripts() {
    if !clients::installed_with_browser() {
        return;
    }
    let pages = ["/challenge", "/confirm", "/confirmforgotPassword", "/forgotPassword", "/login", "/signup"];
    let expected = json!({
        "refused": true,
        "username": "ada",
        "known": true,
        "later": true,
        "pages": pages,
        "wrong": [],
    });
    for (prefix, version, script) in [("classic", 1, true), ("managed", 2, true), ("without", 1, false)] {
        let (told, _) = lived("node/pages_life.cjs", prefix, &Way { version, script }, &Value::Null);
        assert_eq!(told, expected, "{prefix}");
    }
}

#[test]
fn the_domain_of_an_address_leads_to_the_provider_with_and_without_scripts() {
    if !clients::installed_with_browser() {
        return;
    }
    let expected = json!({
        "buttons": 0,
        "refused": true,
        "kept": "ada@nowhere.example",
        "asked": true,
        "pages": ["/login"],
        "wrong": [],
    });
    for (prefix, script) in [("domain", true), ("plain", false)] {
        let (told, _) = lived("node/pages_domain.cjs", prefix, &Way { version: 1, script }, &Value::Null);
        assert_eq!(told, expected, "{prefix}");
    }
}

/// What a pool's users may sign in by.
fn by_passkey() -> Value {
    json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}})
}

#[test]
fn a_passkey_is_offered_after_the_sign_up_and_chosen_among_the_suggestions_for_the_name() {
    if !clients::installed_with_browser() {
        return;
    }
    let way = Way { version: 2, script: true };
    let (told, host) = lived("node/pages_passkeys.cjs", "passkeys", &way, &by_passkey());
    let expected = json!({
        "made": "ada",
        "kept": [host],
        "chosen": "ada",
        "back": ["state"],
        "pages": ["/confirm", "/login", "/passkeys/add", "/signup"],
        "wrong": [],
    });
    assert_eq!(told, expected);
}

#[test]
fn without_scripts_a_person_leaves_the_passkey_and_goes_on() {
    if !clients::installed_with_browser() {
        return;
    }
    let way = Way { version: 2, script: false };
    let (told, _) = lived("node/pages_passkeys.cjs", "noscript", &way, &by_passkey());
    let pages = ["/confirm", "/login", "/passkeys/add", "/signup"];
    assert_eq!(told, json!({"says": true, "left": "ada", "pages": pages, "wrong": []}));
}
