//! The sign-in pages of a running server, in a real browser: a person's life on them.

use serde_json::{Value, json};
use tests::{api::text, clients, shared, strangers::Strangers};

/// Which pages there are, and whether their script runs.
struct Way {
    version: u8,
    script: bool,
}

/// Lives a life on the pages of a pool of its own; gives what the script in `tests/clients` tells.
fn lived(prefix: &str, Way { version, script }: &Way) -> Value {
    let world = Strangers::on(shared::server(), "ENABLED");
    let schema = json!([{"Name": "email", "Required": true, "Mutable": true}]);
    let pool = json!({"PoolName": prefix, "AutoVerifiedAttributes": ["email"], "Schema": schema});
    let pool = text(&world.administrator.user_pools("CreateUserPool", &pool)["UserPool"]["Id"]);
    let tail: String = pool.chars().rev().take(6).collect::<String>().to_lowercase();
    let name = format!("{prefix}-{tail}");
    let domain = json!({"UserPoolId": pool, "Domain": name, "ManagedLoginVersion": version});
    world.administrator.user_pools("CreateUserPoolDomain", &domain);
    let endpoint = world.server.endpoint().to_owned();
    let port = endpoint.rsplit(':').next().expect("a port");
    let context = json!({
        "pool": pool,
        "domain": format!("http://{name}.localhost:{port}"),
        "backchannel": format!("{endpoint}/d/{name}"),
        "outbox": world.server.data().join("outbox"),
        "username": format!("ada-{tail}-{version}-{script}"),
        "managed": *version == 2,
        "script": script,
    });
    let mut told = clients::run(&world.server, "node/pages_life.cjs", &context);
    assert_eq!(told["username"], context["username"]);
    told.as_object_mut().expect("what the script tells").remove("username");
    told
}

fn expected() -> Value {
    json!({
        "refused": true,
        "known": true,
        "later": true,
        "pages": ["/challenge", "/confirm", "/confirmforgotPassword", "/forgotPassword", "/login", "/signup"],
        "wrong": [],
    })
}

#[test]
fn a_person_lives_on_classic_and_managed_pages_with_and_without_scripts() {
    if !clients::installed_with_browser() {
        return;
    }
    assert_eq!(lived("classic", &Way { version: 1, script: true }), expected());
    assert_eq!(lived("managed", &Way { version: 2, script: true }), expected());
    assert_eq!(lived("without", &Way { version: 1, script: false }), expected());
}
