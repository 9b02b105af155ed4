//! "Why could she not sign in?" has an answer in the log: the lock, and what was refused because of it.

use std::ops::Deref;

use serde_json::{Value, json};
use tests::http::Answer;
use tests::server::{Recognito, Server};
use tests::strangers::{PASSWORD, Strangers, assert_refused};
use tests::{api, programs};

const WRONG: &str = "Wrong-Engine-1843";

/// Wrong passwords until the user is locked out. From the fifth on, each doubles the lock: the last one's, of eight seconds, is longer
/// than what follows needs.
fn lock_out<S: Deref<Target = Server>>(world: &Strangers<S>, name: &str) {
    let mut refused = 0;
    while refused < 8 {
        let answer = world.sign_in(name, WRONG).json();
        refused += usize::from(answer["message"] == "Incorrect username or password.");
    }
}

#[track_caller]
fn assert_locked(answer: &Answer) {
    assert_refused(answer, "NotAuthorizedException", "Password attempts exceeded");
}

#[test]
fn a_lock_holds_for_srp_too_and_for_a_name_that_no_user_has() {
    let world = Strangers::start("ENABLED");
    world.confirmed("ada");
    let open = api::succeeded(&world.srp("ada"))["ChallengeParameters"].clone();
    lock_out(&world, "ada");
    // No challenge is made, and an answer to an earlier one is refused without saying whether it is right.
    assert_locked(&world.srp("ada"));
    assert_locked(&world.answer_srp(&open));
    lock_out(&world, "nobody");
    assert_locked(&world.srp("nobody"));
}

/// Facts of a kind among what the log has of a user.
fn facts<'a>(history: &'a [Value], kind: &str) -> Vec<&'a Value> {
    history.iter().filter(|event| event["kind"] == kind).map(|event| &event["data"]).collect()
}

fn history(world: &Strangers<Recognito>, name: &str) -> Vec<Value> {
    let said =
        programs::replay(&world.server.data(), &["--json", "history", &format!("{}/{name}", world.pool)]);
    serde_json::from_str(&said.expect_success()).expect("JSON")
}

#[test]
fn of_a_flood_inside_a_lock_most_are_not_checked_and_the_log_says_how_many() {
    const FLOOD: u64 = 40;
    let mut world = Strangers::on(Recognito::start(), "ENABLED");
    world.confirmed("ada");
    lock_out(&world, "ada");
    (0..FLOOD).for_each(|_| assert_locked(&world.sign_in("ada", WRONG)));
    lock_out(&world, "nobody");
    (0..FLOOD).for_each(|_| assert_locked(&world.sign_in("nobody", WRONG)));
    assert!(world.server.stop());
    let history = history(&world, "ada");
    let last = facts(&history, "user.refused_while_locked").pop().unwrap();
    let unchecked = last["unchecked"].as_u64().unwrap();
    assert_eq!((&last["tries"], &last["right"]), (&json!(FLOOD), &json!(0)), "{last}");
    // The first four are checked, and four a second after them.
    assert!((1..=FLOOD - 4).contains(&unchecked), "{last}");
}

#[test]
fn tries_inside_a_lock_are_one_fact_in_which_the_right_password_is_told_apart() {
    let mut world = Strangers::on(Recognito::start(), "ENABLED");
    world.confirmed("ada");
    lock_out(&world, "ada");
    for password in [WRONG, PASSWORD, WRONG] {
        assert_locked(&world.sign_in("ada", password));
    }
    assert_locked(&world.srp("ada"));
    assert!(world.server.stop());
    let history = history(&world, "ada");
    let locks: Vec<&Value> =
        facts(&history, "user.password_refused").iter().map(|wrong| &wrong["locked_until"]).collect();
    let refused = facts(&history, "user.refused_while_locked");
    let last = refused.iter().find(|fact| fact["locked_until"] == **locks.last().unwrap()).unwrap();
    assert_eq!((&last["tries"], &last["right"]), (&json!(4), &json!(1)), "{last}");
    assert!(last["last_from"].to_string().contains("127.0.0.1"), "{last}");
    // No lock has more than one fact, and each fact has a lock.
    for fact in &refused {
        let until = &fact["locked_until"];
        assert!(
            locks.contains(&until) && refused.iter().filter(|f| f["locked_until"] == *until).count() == 1
        );
    }
    assert_eq!(facts(&history, "user.signed_in").len(), 0);
    let table = programs::replay(&world.server.data(), &["history", &format!("{}/ada", world.pool)]);
    assert!(table.expect_success().contains("user.refused_while_locked"));
    programs::verify(&world.server.data());
}
