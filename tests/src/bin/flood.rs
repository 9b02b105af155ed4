//! Floods a server of its own with unauthorised requests, and reports what they leave behind. Ends with code 1 if it is more than allowed.
//!
//! ```text
//! flood [REQUESTS [STALLED [CLIENTS [SEED]]]]     200000 1000 64 1 unless given
//! ```

use std::{env, process::ExitCode};

use tests::{
    flood::{Flood, flood},
    server::Recognito,
};

/// Memory that may stay in use after the flood, in bytes.
const MEMORY_MAX: u64 = 100 << 20;
/// What the databases may have grown by, in bytes.
const DATABASE_MAX: u64 = 16 << 20;

#[expect(clippy::print_stdout, reason = "it is what the program is for")]
fn main() -> ExitCode {
    let given: Vec<usize> = env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let number = |n: usize, usual| given.get(n).copied().unwrap_or(usual);
    let asked = Flood {
        requests: number(0, 200_000),
        stalled: number(1, 1_000),
        clients: number(2, 64).max(1),
        seed: number(3, 1) as u64,
    };
    let left = flood(&Recognito::start(), asked);
    let memory = left.memory.1.saturating_sub(left.memory.0);
    let database = left.database.1.saturating_sub(left.database.0);
    println!(
        "{} of {} requests answered, {} by a failure; {} of {} stalled connections ended; memory {} + {} KiB, databases + {} KiB",
        left.answered,
        asked.requests,
        left.failed,
        left.ended,
        asked.stalled,
        left.memory.0 >> 10,
        memory >> 10,
        database >> 10
    );
    let well =
        memory <= MEMORY_MAX && database <= DATABASE_MAX && left.failed == 0 && left.ended == asked.stalled;
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
