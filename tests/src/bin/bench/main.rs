//! `./dev bench`: how fast the main things are, each beside the most that this machine could do, measured in the same
//! run: a number alone tells more about the machine than about the service.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a bench that cannot go on should stop where it is, and it measures real time"
)]

mod append;
mod ceiling;
mod disk;
mod sign_in;
mod srp;
mod timing;

use std::{env, path::Path};

fn main() {
    if cfg!(debug_assertions) {
        println!(
            "NOTE: built without optimisation; run it by ./dev bench (release) for numbers that mean something."
        );
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{cores} cores; clients, server and Postgres share them.");
    let here = env::current_exe().unwrap();
    disk::show(here.parent().unwrap_or_else(|| Path::new(".")));
    println!();
    append::run();
    sign_in::run(cores);
}
