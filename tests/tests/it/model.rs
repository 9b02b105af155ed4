//! A pool held against a small model of it: random sequences of operations on a few users, groups, addresses, sessions and authenticator
//! apps. Each answer must be the model's, and so must all that can be read at the end, and the log must verify.
//!
//! A sequence follows from its seed, and its steps refer to places (the second user, the newest session but one), so that any part of a
//! sequence is one too: of a sequence that fails, the shortest part that was found to fail is shown.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop where it is, and codes of an app follow from the real time"
)]

mod app;
mod known;
mod sessions;
mod site;
mod step;

use std::panic::{AssertUnwindSafe, catch_unwind};

use tests::{programs, random::Random, server::Recognito};

use site::Site;
use step::{BEGINNING, Step};

/// Steps of a sequence behind its beginning.
const STEPS: usize = 60;
/// Parts of a failing sequence that are tried.
const PARTS_MAX: usize = 200;

#[test]
fn whatever_is_done_in_whatever_order_a_pool_is_what_its_model_is() {
    hold(1..=4);
}

#[test]
#[ignore = "takes long: ./dev night"]
fn in_five_hundred_sequences_too() {
    hold(100..=600);
}

fn hold(seeds: impl Iterator<Item = u64>) {
    let server = Recognito::start();
    let (mut sequences, mut sessions) = (0, 0);
    for seed in seeds {
        let mut random = Random::new(seed);
        let any = (0..STEPS).map(|_| Step::any(&mut random));
        let steps: Vec<Step> = BEGINNING.into_iter().chain(any).collect();
        match play(&server, &steps) {
            Ok(opened) => (sequences, sessions) = (sequences + 1, sessions + opened),
            Err(why) => {
                let (steps, why) = shortest(&server, steps, why);
                panic!("the sequence of seed {seed}: {why}\n{steps:#?}");
            }
        }
        programs::verify(&server.data());
    }
    eprintln!("{sequences} sequences, {sessions} sessions");
    assert!(sessions >= sequences, "sequences in which nobody signs in show little");
}

/// How many sessions a sequence opens in a fresh pool, or why it fails.
fn play(server: &Recognito, steps: &[Step]) -> Result<usize, String> {
    let run = AssertUnwindSafe(|| {
        let mut site = Site::new(server);
        for step in steps {
            site.take(*step);
        }
        site.compare()
    });
    catch_unwind(run).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
    })
}

/// Leaves steps out, long runs of them first, as long as what remains fails.
fn shortest(server: &Recognito, mut steps: Vec<Step>, mut why: String) -> (Vec<Step>, String) {
    let (mut length, mut tried) = (steps.len() / 2, 0);
    while length > 0 && tried < PARTS_MAX {
        let mut at = 0;
        while at < steps.len() && tried < PARTS_MAX {
            tried += 1;
            let end = (at + length).min(steps.len());
            let rest = [&steps[..at], &steps[end..]].concat();
            match play(server, &rest) {
                Err(failed) => (steps, why) = (rest, failed),
                Ok(_) => at += length,
            }
        }
        length /= 2;
    }
    (steps, why)
}
