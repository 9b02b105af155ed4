//! An operator changes the signing keys of a pool, while its server runs and while it does not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::process::Command;

use serde_json::{Value, json};
use tests::{
    api::text,
    clients,
    estate::Estate,
    http::{Connection, Request},
    programs::{self, Output},
    server::Recognito,
};

const ANNOUNCED: &str = "user_pool.signing_keys_announced";

fn rotating(estate: &Estate<Recognito>, pool: &str) -> Command {
    let mut command = Command::new(programs::path("recognito"));
    command.args(["rotate-keys", "--pool", pool, "--data"]).arg(estate.server.data());
    command
}

fn rotate(estate: &Estate<Recognito>, pool: &str) -> Output {
    programs::run(&mut rotating(estate, pool))
}

fn published(estate: &Estate<Recognito>) -> Vec<Value> {
    published_by(estate, &estate.pool)
}

fn published_by(estate: &Estate<Recognito>, pool: &str) -> Vec<Value> {
    let keys = Request::get(&format!("/{pool}/.well-known/jwks.json"));
    let answer = Connection::open(estate.server.authority()).unwrap().exchange(&keys).unwrap();
    answer.json()["keys"].as_array().unwrap().clone()
}

#[test]
fn an_operator_changes_the_keys_of_a_pool_and_the_server_refuses_no_token() {
    let mut estate = Estate::build_on(Recognito::start());
    estate.make_user(&estate.pool, "ada");
    let tokens = estate.sign_in(&estate.client, "ada");
    let first = published(&estate);

    let said = rotate(&estate, &estate.pool).expect_success();
    assert!(said.starts_with(&estate.pool), "{said}");
    let both = published(&estate);
    assert_eq!((both.len(), &both[..2]), (4, &first[..]));
    assert!(estate.server.stop(), "{}", estate.server.log());
    assert_eq!(rotate(&estate, &estate.pool).expect_success(), said, "the next keys wait already");
    let missing = rotate(&estate, "us-east-1_000000000");
    assert!(!missing.success && missing.stderr.contains("us-east-1_000000000"), "{missing:?}");
    estate.server.start_again();
    assert_eq!(published(&estate), both);

    are_good(&estate, &tokens);
    let history = history(&estate, &estate.pool);
    assert_eq!(history.matches(ANNOUNCED).count(), 1, "{history}");
    assert!(history.contains("system rotate-keys"), "{history}");
    programs::verify(&estate.server.data());
}

/// The server takes Ada's tokens, and so does a stock verifier by the keys that are published.
fn are_good(estate: &Estate<Recognito>, tokens: &Value) {
    let user = estate.user_pools("GetUser", &json!({"AccessToken": tokens["AccessToken"]}));
    assert_eq!(text(&user.json()["Username"]), "ada");
    if clients::installed() {
        let context = json!({"pool": estate.pool, "client": estate.client, "tokens": tokens});
        let verified = clients::run(&estate.server, "node/verify.mjs", &context);
        assert_eq!(verified["access"]["username"], "ada");
    }
}

fn history(estate: &Estate<Recognito>, pool: &str) -> String {
    let stream = format!("{pool}/user_pool-{pool}");
    programs::replay(&estate.server.data(), &["--json", "history", &stream]).expect_success()
}

#[test]
#[cfg(debug_assertions)]
fn a_rotation_that_is_killed_has_happened_or_has_not_and_no_token_is_refused() {
    let mut estate = Estate::build_on(Recognito::start());
    let (other, _) = tests::api::user_pool(&estate.administrator);
    estate.make_user(&estate.pool, "ada");
    let tokens = estate.sign_in(&estate.client, "ada");
    let (first, first_of_other) = (published(&estate), published_by(&estate, &other));

    // Behind its append, before it says so, and the server with it.
    let folder = tempfile::tempdir().unwrap();
    let crash = folder.path().join("crash");
    std::fs::write(&crash, "system:rotate-keys 1").unwrap();
    let died = programs::run(rotating(&estate, &estate.pool).env("RECOGNITO_CRASH_FILE", &crash));
    assert!(!died.success && !crash.exists(), "{died:?}");
    // And another, wherever it may be, with the database under it.
    let mut cut_off = rotating(&estate, &other).spawn().unwrap();
    estate.server.kill();
    cut_off.kill().unwrap();
    cut_off.wait().unwrap();
    estate.server.start_again();

    let both = published(&estate);
    assert_eq!((both.len(), &both[..2]), (4, &first[..]));
    are_good(&estate, &tokens);
    are_good(&estate, &estate.sign_in(&estate.client, "ada"));
    for pool in [&estate.pool, &other] {
        rotate(&estate, pool).expect_success();
        assert_eq!(history(&estate, pool).matches(ANNOUNCED).count(), 1);
    }
    assert_eq!(published(&estate), both, "the next keys wait already");
    let both = published_by(&estate, &other);
    assert_eq!((both.len(), &both[..2]), (4, &first_of_other[..]));
    programs::verify(&estate.server.data());
}
