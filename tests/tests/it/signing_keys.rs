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

fn rotate(estate: &Estate<Recognito>, pool: &str) -> Output {
    let mut command = Command::new(programs::path("recognito"));
    programs::run(command.args(["rotate-keys", "--pool", pool, "--data"]).arg(estate.server.data()))
}

fn published(estate: &Estate<Recognito>) -> Vec<Value> {
    let keys = Request::get(&format!("/{}/.well-known/jwks.json", estate.pool));
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

    let user = estate.user_pools("GetUser", &json!({"AccessToken": tokens["AccessToken"]}));
    assert_eq!(text(&user.json()["Username"]), "ada");
    if clients::installed() {
        let context = json!({"pool": estate.pool, "client": estate.client, "tokens": tokens});
        let verified = clients::run(&estate.server, "node/verify.mjs", &context);
        assert_eq!(verified["access"]["username"], "ada");
    }
    let stream = format!("{}/user_pool-{}", estate.pool, estate.pool);
    let history = programs::replay(&estate.server.data(), &["--json", "history", &stream]).expect_success();
    assert_eq!(history.matches("user_pool.signing_keys_announced").count(), 1, "{history}");
    assert!(history.contains("system rotate-keys"), "{history}");
    programs::verify(&estate.server.data());
}
