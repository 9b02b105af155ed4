//! Rounds of random faults: a handful, and at night many. The program `rounds` plays any number, from any seed.

use tests::rounds::{Plan, play};

#[test]
fn whatever_happens_under_load_nothing_acknowledged_is_lost_stale_or_decided_twice() {
    hold(&Plan { rounds_each: 3, ..Plan::new(3, 11) });
}

#[test]
#[ignore = "takes long: ./dev night"]
fn in_a_hundred_rounds_too() {
    hold(&Plan::new(100, 1));
}

fn hold(plan: &Plan) {
    let outcome = play(plan);
    assert!(outcome.acknowledged > 0 && outcome.reads > 0, "{outcome:?}");
    assert!(outcome.violations.is_empty(), "{:?}", outcome.violations);
}
