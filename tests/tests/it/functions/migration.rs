//! A function brings users of another pool, whose installation it asks by an SDK.

use serde_json::json;
use tests::{
    api::{REGION, text},
    clients,
    server::Recognito,
    strangers::{PASSWORD, Strangers},
};

use super::{
    host::{Host, arn},
    signed_by_key,
};

const FUNCTION: [&str; 1] = ["user_migration=migration.user_migration"];

/// Starts functions, whose environment tells them more.
type Start = fn(&[&str], &[(&str, &str)]) -> Host;

/// A pool of another installation, whose users are Ada, who knows her password, and Bob, who does not.
struct Old {
    pool: Strangers,
    client: String,
}

impl Old {
    fn make() -> Self {
        let pool = Strangers::start("ENABLED");
        let client = json!({"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]});
        let client = text(&pool.make_client(&client)["ClientId"]);
        pool.confirmed("ada");
        pool.confirmed("bob");
        Self { pool, client }
    }

    /// Starts the program of the function, which may sign for this installation.
    fn known_to(&self, start: Start) -> Host {
        let key = self.pool.server.administrator();
        let environment = [
            ("OLD_POOL", &*self.pool.pool),
            ("OLD_CLIENT", &self.client),
            ("AWS_ENDPOINT_URL", self.pool.server.endpoint()),
            ("AWS_REGION", REGION),
            ("AWS_DEFAULT_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", &key.id),
            ("AWS_SECRET_ACCESS_KEY", &key.secret),
        ];
        start(&FUNCTION, &environment)
    }
}

/// What a client sees that signs both in to a new installation, and what the function is asked for it.
fn brings(old: &Old, host: &Host, script: &str) {
    let server = Recognito::start_configured(&["--lambda-endpoint", &host.url()], &signed_by_key());
    let new = Strangers::on(&*server, "ENABLED");
    let functions = json!({
        "UserPoolId": new.pool,
        "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": {"UserMigration": arn("user_migration")},
    });
    new.administrator.user_pools("UpdateUserPool", &functions);
    let mut context = new.context("ada");
    context["forgetful"] = json!("bob");
    context["forgetful_email"] = json!(old.pool.email("bob"));
    let expected = json!({
        "unknown": "NotAuthorizedException",
        "wrong": "NotAuthorizedException",
        "email": old.pool.email("ada"),
        "by_srp": "ada",
        "reset": "bob",
    });
    assert_eq!(clients::run(&server, script, &context), expected);
    // A wrong password, and the right one. By SRP it is not asked, nor for those who are there.
    let asked =
        ["UserMigration_Authentication", "UserMigration_Authentication", "UserMigration_ForgotPassword"];
    assert_eq!(host.asked(), json!(asked));
    assert!(!server.log().contains(PASSWORD));
}

#[test]
fn a_python_function_brings_users_by_password_once_who_sign_in_by_srp_afterwards() {
    if clients::installed() {
        let old = Old::make();
        brings(&old, &old.known_to(Host::python_of), "python/migration.py");
    }
}

#[test]
fn a_node_function_brings_users_by_password_once_who_sign_in_by_srp_afterwards() {
    if clients::installed() {
        let old = Old::make();
        brings(&old, &old.known_to(Host::node_of), "node/migration_idjs.cjs");
    }
}
