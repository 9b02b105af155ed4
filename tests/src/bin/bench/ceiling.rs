//! How often a piece of pure work can be done in a second by all cores together.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::timing::count;

const FOR: Duration = Duration::from_secs(2);

/// Runs `work` on every core for a while; gives how often per second it was done in all.
pub(crate) fn per_second(cores: usize, work: impl Fn() + Sync) -> f64 {
    let done: usize = thread::scope(|scope| {
        let runs: Vec<_> = (0..cores).map(|_| scope.spawn(|| repeat(&work))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    count(done) / FOR.as_secs_f64()
}

fn repeat(work: &impl Fn()) -> usize {
    let begun = Instant::now();
    let mut done = 0;
    while begun.elapsed() < FOR {
        work();
        done += 1;
    }
    done
}
