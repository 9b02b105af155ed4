//! Long runs: rounds of random faults, and reads by the million that must not be stale. Ends with code 1 if anything was wrong.
//!
//! ```text
//! rounds [--rounds 100] [--seed 1] [--clients 12] [--rounds-each 5]
//! rounds --reads 1000000 [--nodes 3] [--seed 1] [--clients 12]
//! ```

use std::{collections::HashMap, env, process::ExitCode};

use tests::{
    reads,
    rounds::{Plan, play},
};

const USAGE: &str =
    "rounds [--rounds N] [--seed N] [--clients N] [--rounds-each N] | rounds --reads N [--nodes N] ...";

fn main() -> ExitCode {
    let Some(given) = arguments(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let number = |name: &str, usual: u64| given.get(name).copied().unwrap_or(usual);
    let small = |name: &str, usual: usize| {
        given.get(name).map_or(usual, |number| usize::try_from(*number).unwrap_or(usize::MAX))
    };
    let seed = number("--seed", 1);
    let mut plan = Plan::new(small("--rounds", 100), seed);
    plan.clients = small("--clients", plan.clients);
    plan.rounds_each = small("--rounds-each", plan.rounds_each).max(1);
    let violations = if given.contains_key("--reads") {
        let read = reads::play(number("--reads", 0), small("--nodes", 3), plan.clients, seed);
        report(&format!("{} reads, {} writes between them", read.reads, read.acknowledged), &read.violations)
    } else {
        let played = play(&plan);
        let what = format!(
            "{} rounds, {} writes acknowledged, {} reads",
            played.rounds, played.acknowledged, played.reads
        );
        report(&what, &played.violations)
    };
    if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `--name number` pairs.
fn arguments(words: impl Iterator<Item = String>) -> Option<HashMap<String, u64>> {
    let words: Vec<String> = words.collect();
    let pair = |pair: &[String]| match pair {
        [name, number] if USAGE.contains(&format!("{name} ")) => Some((name.clone(), number.parse().ok()?)),
        _ => None,
    };
    words.chunks(2).map(pair).collect()
}

#[expect(clippy::print_stdout, reason = "it is what the program is for")]
fn report(what: &str, violations: &[String]) -> usize {
    let of = |kind: &str| violations.iter().filter(|violation| violation.starts_with(kind)).count();
    println!(
        "{what}: {} acknowledged lost, {} stale answers, {} double decisions, {} other violations",
        of("lost"),
        of("stale"),
        of("decided twice"),
        violations.len() - of("lost") - of("stale") - of("decided twice"),
    );
    for violation in violations {
        println!("  {violation}");
    }
    violations.len()
}
