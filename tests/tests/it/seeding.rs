//! A server that begins with a seed: started, cut off, started again, exported into another.
#![cfg(debug_assertions)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tests::{
    api::Administrator,
    clients,
    programs::{self, Output},
    server::Recognito,
};

const POOL: &str = "us-east-1_Shop00001";
const IDENTITY_POOL: &str = "us-east-1:12345678-90ab-4cde-8f01-234567890abc";

/// The example of the guide.
fn example() -> String {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/seeding.md");
    let guide = fs::read_to_string(guide).unwrap();
    guide.split_once("```yaml\n").unwrap().1.split_once("```").unwrap().0.to_owned()
}

/// A server with a seed file that holds nothing yet.
struct House {
    server: Recognito,
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = folder.path().join("seed.yaml");
        fs::write(&seed, "").unwrap();
        let server = Recognito::start_with(&["--seed", seed.to_str().unwrap()]);
        Self { server, folder }
    }

    fn seed(&self) -> PathBuf {
        self.folder.path().join("seed.yaml")
    }

    /// Starts the stopped server, which dies behind an append of an operation.
    fn start_until(&self, operation: &str) {
        let crash = self.folder.path().join("crash");
        fs::write(&crash, format!("{operation} 1")).unwrap();
        let mut start = recognito("serve", &self.server.data());
        start
            .args(["--listen", "127.0.0.1:0", "--seed"])
            .arg(self.seed())
            .env("RECOGNITO_CRASH_FILE", &crash);
        let ended = programs::run(&mut start);
        assert!(!ended.success && !crash.exists(), "{operation}: {}", ended.stderr);
    }

    /// Where each ledger ends.
    fn ledgers(&self) -> Vec<(String, u64)> {
        let said = programs::replay(&self.server.data(), &["--json", "ledgers"]).expect_success();
        let ledgers: Vec<Value> = serde_json::from_str(&said).unwrap();
        let end = |ledger: &Value| (ledger["ledger"].to_string(), ledger["events"].as_u64().unwrap());
        ledgers.iter().map(end).collect()
    }
}

fn recognito(verb: &str, data: &Path) -> Command {
    let mut command = Command::new(programs::path("recognito"));
    command.arg(verb).arg("--data").arg(data);
    command
}

fn export(server: &Recognito) -> Output {
    programs::run(&mut recognito("export-seed", &server.data()))
}

/// What is configured, without dates and secrets.
fn described(server: &Recognito) -> Value {
    let administrator = Administrator::of(server);
    let mut all = json!({
        "pool": administrator.user_pools("DescribeUserPool", &json!({"UserPoolId": POOL}))["UserPool"],
        "mfa": administrator.user_pools("GetUserPoolMfaConfig", &json!({"UserPoolId": POOL})),
        "identities": administrator.identity_pools("DescribeIdentityPool", &json!({"IdentityPoolId": IDENTITY_POOL})),
        "roles": administrator.identity_pools("GetIdentityPoolRoles", &json!({"IdentityPoolId": IDENTITY_POOL})),
    });
    for client in ["shopweb", "shopserver"] {
        let named = json!({"UserPoolId": POOL, "ClientId": client});
        all[client] = administrator.user_pools("DescribeUserPoolClient", &named)["UserPoolClient"].clone();
    }
    for part in all.as_object_mut().unwrap().values_mut() {
        // Users and secrets are not exported.
        let is_compared = |name: &str| {
            !name.ends_with("Date") && !["ClientSecret", "EstimatedNumberOfUsers"].contains(&name)
        };
        part.as_object_mut().unwrap().retain(|name, _| is_compared(name));
    }
    all
}

#[test]
fn a_seed_is_sown_whole_however_often_its_start_is_cut_off_and_never_twice() {
    let mut house = House::new();
    assert!(house.server.stop());
    fs::write(house.seed(), example()).unwrap();
    for operation in ["iam:CreateRole", "cognito-idp:CreateUserPoolClient", "cognito-idp:AdminCreateUser"] {
        house.start_until(operation);
    }
    house.server.start_again();
    if clients::installed() {
        let context =
            json!({"pool": POOL, "client": "shopweb", "username": "ada", "password": "countess1815"});
        let told = clients::run(&house.server, "python/seeded.py", &context);
        assert_eq!(told, json!({"username": "ada", "groups": ["editors"]}));
    }
    assert!(house.server.stop());
    // After the sign-in, and what was left for reactions to do.
    let before = house.ledgers();
    house.server.start_again();
    assert!(house.server.stop());
    assert_eq!(house.ledgers(), before);
    let history =
        programs::replay(&house.server.data(), &["--json", "history", &format!("{POOL}/user_pool-{POOL}")]);
    assert!(history.expect_success().contains("arn:aws:iam::123456789012:user/seed"));
    programs::verify(&house.server.data());
}

#[test]
fn an_empty_server_that_takes_an_exported_seed_is_configured_alike() {
    let mut house = House::new();
    assert!(house.server.stop());
    fs::write(house.seed(), example()).unwrap();
    house.server.start_again();
    let running = export(&house.server);
    let before = described(&house.server);
    assert!(house.server.stop());
    let stopped = export(&house.server).expect_success();
    assert_eq!(running.expect_success(), stopped, "whether the server runs makes no difference");
    let file = house.folder.path().join("exported.json");
    fs::write(&file, &stopped).unwrap();
    let other = Recognito::start_with(&["--seed", file.to_str().unwrap()]);
    assert_eq!(described(&other), before);
}

#[test]
fn a_seed_with_mistakes_is_refused_before_a_database_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("seed.yaml");
    fs::write(&seed, example().replace("Password: countess1815", "Pasword: countess1815")).unwrap();
    let data = folder.path().join("data");
    let mut start = recognito("serve", &data);
    start.args(["--listen", "127.0.0.1:0", "--seed"]).arg(&seed);
    let refused = programs::run(&mut start);
    assert!(!refused.success && !data.join("postgres").exists());
    assert!(
        refused.stderr.contains("\n  UserPools[0].Users[0].Pasword: is not known here"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains("countess1815"));
}

#[test]
fn where_no_server_was_ever_started_there_is_nothing_to_export() {
    let folder = tempfile::tempdir().unwrap();
    let refused = programs::run(&mut recognito("export-seed", folder.path()));
    assert!(!refused.success && refused.stderr.contains("master.key"), "{}", refused.stderr);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}
