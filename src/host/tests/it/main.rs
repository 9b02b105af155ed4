//! Entities under harm and in crowds, and the storm of the ledger's simulation with entities and directories in it: nodes on one log,
//! played on one thread from a seed.
//!
//! `RECOGNITO_SEED=17` plays one seed, and tells its story when a rule is broken; `RECOGNITO_SEEDS=5000` plays so many.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[path = "../../../ledger/tests/chance/mod.rs"]
mod chance;
#[path = "../../../ledger/tests/simulation/check.rs"]
mod check;
mod crowds;
#[path = "../../../ledger/tests/simulation/desk.rs"]
mod desk;
mod harm;
#[path = "../../../ledger/tests/simulation/names.rs"]
mod names;
mod node;
#[path = "../../../ledger/tests/simulation/story.rs"]
mod story;
#[path = "../../../ledger/tests/simulation/wire.rs"]
mod wire;
#[path = "../../../ledger/tests/simulation/world.rs"]
mod world;

use std::env;

use world::World;

/// Seeds played unless the environment says otherwise.
const SEEDS: u64 = 15;

/// Actors and all on this thread, with its time paused.
fn alone<T>(work: impl Future<Output = T>) -> T {
    let runtime = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_time().start_paused(true).build().unwrap()
    };
    actix::System::with_tokio_rt(runtime).block_on(work)
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|value| value.parse().unwrap())
}

#[test]
fn every_story_keeps_the_rules() {
    let seeds = match number("RECOGNITO_SEED") {
        Some(seed) => seed..=seed,
        None => 1..=number("RECOGNITO_SEEDS").unwrap_or(SEEDS),
    };
    for seed in seeds {
        alone(async {
            let world = World::play(seed).await;
            if let Err(broken) = check::check(&world).await {
                let again = "cargo nextest run -p recognito-host every_story";
                panic!(
                    "{}\nseed {seed}: {broken}\nplay it again: RECOGNITO_SEED={seed} {again}",
                    world.story.lines()
                );
            }
        });
    }
}
