//! An attacker with all rights in the database changes it behind the server's back; `replay` tells where.

use serde_json::json;
use tests::api::{self, Administrator};
use tests::{database::Cluster, database::LOG, http::Connection, http::Request, programs, server::Recognito};

/// A server with a pool and three people in it; gives the pool's id.
fn some_people() -> (Recognito, String) {
    let server = Recognito::start();
    let (pool, client) = api::user_pool(&Administrator::of(&server));
    for name in ["ada", "grace", "hedy"] {
        let body = json!({"ClientId": client, "Username": name, "Password": "Passw0rd!x"});
        let request = Request::json(&format!("{}.SignUp", api::USER_POOLS), body.to_string());
        let mut connection = Connection::open(server.authority()).expect("a running server");
        api::succeeded(&connection.exchange(&request).expect("an answer"));
    }
    // The list shows every user: the read models have caught up.
    let listed = Administrator::of(&server).user_pools("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(listed["Users"].as_array().map(Vec::len), Some(3));
    (server, pool)
}

#[test]
fn a_changed_row_of_the_log_is_named_by_verify() {
    let (server, pool) = some_people();
    programs::verify(&server.data());
    // A space after the JSON: nothing reads differently, and yet it is not what was written.
    let change = format!(
        "set session_replication_role = replica;
         update event set meta = meta || '\\x20'::bytea where ledger = '{pool}' and position = 3 returning 'changed'"
    );
    let changed = Cluster::of(&server.data()).execute(LOG, &change);
    assert!(changed.contains("changed"), "the test changed nothing: {changed}");
    let output = programs::replay(&server.data(), &["verify"]);
    let said = output.stdout + &output.stderr;
    assert!(!output.success, "a changed row was not noticed: {said}");
    assert!(said.contains(&pool) && said.contains('3'), "the row is not named: {said}");
}

#[test]
fn even_the_owner_of_the_database_cannot_change_the_log_by_accident() {
    let (server, pool) = some_people();
    let cluster = Cluster::of(&server.data());
    for sql in [
        format!("update event set kind = 'user.deleted' where ledger = '{pool}'"),
        format!("delete from event where ledger = '{pool}'"),
        "truncate event".to_owned(),
    ] {
        let refused = cluster.try_execute(LOG, &sql);
        assert!(!refused.success, "{sql} was let through");
    }
    programs::verify(&server.data());
}

#[test]
fn a_changed_read_model_is_noticed_and_made_right_by_rebuild() {
    let (server, pool) = some_people();
    let cluster = Cluster::of(&server.data());
    let schema = cluster.execute(LOG, "select nspname from pg_namespace where nspname like 'users\\_v%'");
    let spoil = format!(
        "delete from {}.item where ledger = '{pool}' and body ->> 'username' = 'grace' returning id",
        schema.trim()
    );
    assert!(!cluster.execute(LOG, &spoil).trim().is_empty(), "the test spoiled nothing");
    assert!(!programs::replay(&server.data(), &["verify"]).success, "a missing row was not noticed");
    assert!(!programs::replay(&server.data(), &["rebuild"]).success, "a rebuild that differs must say so");
    programs::verify(&server.data());
    let listed = Administrator::of(&server).user_pools("ListUsers", &json!({"UserPoolId": pool}));
    assert_eq!(listed["Users"].as_array().map(Vec::len), Some(3));
}

#[test]
fn replay_needs_no_running_server() {
    let (mut server, pool) = some_people();
    assert!(server.stop(), "the server did not end well: {}", server.log());
    programs::verify(&server.data());
    let history = programs::replay(&server.data(), &["history", &format!("{pool}/ada")]).expect_success();
    assert!(history.contains("user.signed_up"), "{history}");
    server.start_again();
    programs::verify(&server.data());
}
