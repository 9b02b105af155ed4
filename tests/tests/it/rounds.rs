//! A handful of rounds of random faults. A long run is `cargo run -p recognito-tests --bin rounds -- --rounds 100 --seed 1`.

use tests::rounds::{Plan, play};

#[test]
fn whatever_happens_under_load_nothing_acknowledged_is_lost_stale_or_decided_twice() {
    let mut plan = Plan::new(4, 11);
    plan.rounds_each = plan.rounds;
    let outcome = play(&plan);
    assert!(outcome.acknowledged > 0 && outcome.reads > 0, "{outcome:?}");
    assert!(outcome.violations.is_empty(), "{:?}", outcome.violations);
}
