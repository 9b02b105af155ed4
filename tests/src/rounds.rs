//! Rounds of random harm under load: in each, an installation suffers some faults while clients use it, recovers by itself, and is
//! asked for everything that it has acknowledged.
//!
//! All that is random follows from the seed, but for the machine's own timing.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use crate::{
    external::External,
    faults::Fault,
    installation::Installation,
    knowledge::Knowledge,
    load::{EVERYTHING, Mix, Site},
    random::Random,
};

/// The longest that an answer may take: the server's own bound, and what a loaded machine adds to it.
pub const ANSWER_MAX: Duration = Duration::from_secs(30);
/// Faults in a round, at the most.
const FAULTS_MAX: usize = 3;
/// The clients work so long before the first fault, between two, and after the last.
const CALM: Duration = Duration::from_millis(400);

/// What is run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many rounds.
    pub rounds: usize,
    /// What all that is random follows from.
    pub seed: u64,
    /// How many clients.
    pub clients: usize,
    /// After so many rounds everything is made anew, in another form.
    pub rounds_each: usize,
    /// What the clients do.
    pub mix: Mix,
}

impl Plan {
    /// So many rounds with everything else as usual.
    pub fn new(rounds: usize, seed: u64) -> Self {
        Self { rounds, seed, clients: 12, rounds_each: 5, mix: EVERYTHING }
    }
}

/// The outcome of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Rounds that came to their end.
    pub rounds: usize,
    /// Writes that were acknowledged, all of which were asked for afterwards.
    pub acknowledged: u64,
    /// Reads that were held against what was known.
    pub reads: u64,
    /// All violations; none in a good run.
    pub violations: Vec<String>,
}

/// Plays the rounds, and reports each on standard error.
pub fn play(plan: &Plan) -> Outcome {
    let mut random = Random::new(plan.seed);
    let mut outcome = Outcome::default();
    let mut begun = 0;
    while begun < plan.rounds {
        let rounds = plan.rounds_each.min(plan.rounds - begun);
        let mut random = random.branch();
        begun += rounds;
        let knowledge = Knowledge::new(crate::load::COUNTERS);
        let played = catch_unwind(AssertUnwindSafe(|| {
            play_one(plan, rounds, &knowledge, &mut random, &mut outcome.rounds);
        }));
        if played.is_err() {
            outcome
                .violations
                .push(format!("not recovered: round {} did not come to its end", outcome.rounds));
        }
        outcome.violations.extend(knowledge.violations());
        outcome.acknowledged += knowledge.tally.acknowledged.load(Ordering::Relaxed);
        outcome.reads += knowledge.tally.reads.load(Ordering::Relaxed);
    }
    outcome
}

/// Plays some rounds on one installation.
fn play_one(plan: &Plan, rounds: usize, knowledge: &Knowledge, random: &mut Random, played: &mut usize) {
    let (mut installation, form) = some_installation(random);
    let site = Site::build(&installation.nodes[0], installation.authorities(), ANSWER_MAX);
    for last in (0..rounds).rev() {
        let (began, number) = (Instant::now(), *played);
        let faults = some_faults(&installation, random);
        let mut harm = random.branch();
        site.under_load(knowledge, plan.clients, plan.mix, random, || {
            thread::sleep(CALM);
            for fault in &faults {
                fault.strike(&mut installation, &mut harm);
                thread::sleep(CALM);
            }
        });
        let recovered = installation.recovers();
        if last == 0 {
            // Also what was acknowledged in earlier rounds.
            knowledge.uncheck();
        }
        site.check(knowledge);
        installation.verify();
        eprintln!(
            "round {number} ({form}): {faults:?}; ready after {} ms; {} violations; so far {}; {} s",
            recovered.as_millis(),
            knowledge.violations().len(),
            knowledge.tally.line(),
            began.elapsed().as_secs(),
        );
        *played += 1;
    }
}

fn some_installation(random: &mut Random) -> (Installation, String) {
    let nodes = 1 + random.below(3);
    match random.below(4) {
        0 => (Installation::private(), "a private Postgres".to_owned()),
        1 => match External::on_a_small_disk() {
            Some(external) => (Installation::on(external, nodes), format!("{nodes} nodes, small disk")),
            None => (Installation::external(nodes), format!("{nodes} nodes")),
        },
        _ => (Installation::external(nodes), format!("{nodes} nodes")),
    }
}

fn some_faults(installation: &Installation, random: &mut Random) -> Vec<Fault> {
    let possible = Fault::possible(installation);
    (0..=random.below(FAULTS_MAX)).map(|_| random.one_of(&possible)).collect()
}
