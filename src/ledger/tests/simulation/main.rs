//! Several nodes on one log in a storm, played on one thread from a seed: the same seed is the same story.
//!
//! Time is the runtime's, paused: it passes when every task waits. `RECOGNITO_SEED=17` plays one seed, and tells its story when a rule is
//! broken; `RECOGNITO_SEEDS=5000` plays so many.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[path = "../chance/mod.rs"]
mod chance;
mod check;
mod desk;
mod names;
mod node;
mod story;
mod wire;
mod world;

use std::{env, sync::Arc};

use world::World;

/// Seeds played unless the environment says otherwise.
const SEEDS: u64 = 30;

/// What some story must contain: a storm in which nothing happens would keep every rule.
const HAPPENINGS: [&str; 8] = [
    "dies",
    "Unknown",
    "Refused(NameTaken)",
    "Refused(Occupied)",
    "Number(",
    "late: 250",
    "snapshot kept",
    "is held by Some",
];

/// Runs on a runtime of its own: nothing happens but by the seed.
fn alone<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().unwrap().block_on(work)
}

/// Plays a seed and checks it; the broken rule with the story before it.
fn play(seed: u64) -> Result<Arc<World>, String> {
    alone(async {
        let world = World::play(seed).await;
        match check::check(&world).await {
            Ok(()) => Ok(world),
            Err(broken) => Err(format!(
                "{}\nseed {seed}: {broken}\nplay it again: RECOGNITO_SEED={seed} cargo nextest run -p recognito-ledger --test simulation",
                world.story.lines()
            )),
        }
    })
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|value| value.parse().unwrap())
}

#[test]
fn every_story_keeps_the_rules() {
    if let Some(seed) = number("RECOGNITO_SEED") {
        play(seed).unwrap_or_else(|broken| panic!("{broken}"));
        return;
    }
    let mut never: Vec<&str> = HAPPENINGS.to_vec();
    for seed in 1..=number("RECOGNITO_SEEDS").unwrap_or(SEEDS) {
        let world = play(seed).unwrap_or_else(|broken| panic!("{broken}"));
        let story = world.story.lines();
        never.retain(|word| !story.contains(word));
    }
    assert!(never.is_empty(), "in none of the stories: {never:?}");
}

#[test]
fn a_seed_tells_the_same_story_again() {
    let (once, again) = (play(7).unwrap().story.lines(), play(7).unwrap().story.lines());
    assert_eq!(once, again);
    assert_ne!(once, play(8).unwrap().story.lines());
}
