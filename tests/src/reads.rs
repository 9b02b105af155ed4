//! Reads at any node while any node writes: what one node has answered, all nodes show.

use std::{sync::atomic::Ordering, thread, time::Duration};

use crate::{
    installation::Installation,
    knowledge::Knowledge,
    load::{COUNTERS, READS, Site},
    random::Random,
    rounds::{ANSWER_MAX, Outcome},
};

/// How often it is looked whether there have been enough.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// A line is written after so many reads.
const TOLD_EVERY: u64 = 50_000;

/// So many reads, by so many clients, at so many nodes on one database.
pub fn play(reads: u64, nodes: usize, clients: usize, seed: u64) -> Outcome {
    let installation = Installation::external(nodes);
    let site = Site::build(&installation.nodes[0], installation.authorities(), ANSWER_MAX);
    let knowledge = Knowledge::new(COUNTERS);
    site.under_load(&knowledge, clients, READS, &mut Random::new(seed), || {
        let mut told = 0;
        loop {
            let so_far = knowledge.tally.reads.load(Ordering::Relaxed);
            if so_far >= told + TOLD_EVERY {
                told = so_far;
                eprintln!("{} violations; {}", knowledge.violations().len(), knowledge.tally.line());
            }
            if so_far >= reads {
                break;
            }
            thread::sleep(LOOK_EVERY);
        }
    });
    site.check(&knowledge);
    installation.verify();
    Outcome {
        rounds: 1,
        acknowledged: knowledge.tally.acknowledged.load(Ordering::Relaxed),
        reads: knowledge.tally.reads.load(Ordering::Relaxed),
        violations: knowledge.violations(),
    }
}
