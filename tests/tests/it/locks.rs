//! "Why could she not sign in?" has an answer in the log: the lock, and what was refused because of it.

use serde_json::{Value, json};
use tests::programs;
use tests::server::Recognito;
use tests::strangers::{PASSWORD, Strangers, assert_refused};

const WRONG: &str = "Wrong-Engine-1843";

#[test]
fn tries_inside_a_lock_are_one_fact_in_which_the_right_password_is_told_apart() {
    let mut world = Strangers::on(Recognito::start(), "ENABLED");
    world.confirmed("ada");
    // From the fifth on, each doubles the lock: the last one's, of eight seconds, is longer than this test needs.
    let mut refused = 0;
    while refused < 8 {
        let answer = world.sign_in("ada", WRONG).json();
        refused += usize::from(answer["message"] == "Incorrect username or password.");
    }
    for password in [WRONG, PASSWORD, WRONG] {
        let answer = world.sign_in("ada", password);
        assert_refused(&answer, "NotAuthorizedException", "Password attempts exceeded");
    }
    assert!(world.server.stop());
    let said = programs::replay(&world.server.data(), &["--json", "history", &format!("{}/ada", world.pool)]);
    let history: Vec<Value> = serde_json::from_str(&said.expect_success()).unwrap();
    let of = |kind: &str| history.iter().filter(|event| event["kind"] == kind).collect::<Vec<_>>();
    let locks: Vec<&Value> =
        of("user.password_refused").iter().map(|event| &event["data"]["locked_until"]).collect();
    let facts = of("user.refused_while_locked");
    let last = facts.iter().find(|fact| fact["data"]["locked_until"] == **locks.last().unwrap()).unwrap();
    assert_eq!((&last["data"]["tries"], &last["data"]["right"]), (&json!(3), &json!(1)), "{last}");
    assert!(last["data"]["last_from"].to_string().contains("127.0.0.1"), "{last}");
    // No lock has more than one fact, and each fact has a lock.
    for fact in &facts {
        let until = &fact["data"]["locked_until"];
        assert!(
            locks.contains(&until)
                && facts.iter().filter(|f| f["data"]["locked_until"] == *until).count() == 1
        );
    }
    assert_eq!(of("user.signed_in").len(), 0);
    let table = programs::replay(&world.server.data(), &["history", &format!("{}/ada", world.pool)]);
    assert!(table.expect_success().contains("user.refused_while_locked"));
    programs::verify(&world.server.data());
}
