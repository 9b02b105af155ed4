//! `./dev bench`: how fast the main things are, each beside the most that this machine could do, measured in the same
//! run: a number alone tells more about the machine than about the service.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a bench that cannot go on should stop where it is, and it measures real time"
)]

mod append;
mod by_app;
mod by_code;
mod by_device;
mod by_srp;
mod ceiling;
mod cpu;
mod directory;
mod disk;
mod guesses;
mod history;
mod identities;
mod idle;
mod lag;
mod load;
mod pages;
mod place;
mod post;
mod raw;
mod report;
mod sign_in;
mod site;
mod srp;
mod timing;

use std::{env, path::Path};

use report::Report;

/// The server's own: what runs in this process is measured as it runs there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What can be measured, by the names that choose it.
const PARTS: [&str; 9] =
    ["append", "ledgers", "sign-in", "pages", "guesses", "directory", "identities", "history", "idle"];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [first, workers] = arguments.as_slice()
        && first == directory::ECHO
    {
        return directory::echo(workers.parse().unwrap());
    }
    let Some(asked) = Asked::of(&arguments) else {
        eprintln!("usage: bench [--json FILE] [--plot FILE] [{}]...", PARTS.join("|"));
        std::process::exit(64);
    };
    if cfg!(debug_assertions) {
        println!(
            "NOTE: built without optimisation; run it by ./dev bench (release) for numbers that mean something."
        );
    }
    let report = measure(&asked.parts);
    if let Some(path) = asked.json {
        report.write_json(Path::new(&path));
    }
    if let Some(path) = asked.plot {
        report.write_plot(Path::new(&path));
    }
}

/// What the caller wants.
#[derive(Default)]
struct Asked {
    json: Option<String>,
    plot: Option<String>,
    parts: Vec<String>,
}

impl Asked {
    fn of(arguments: &[String]) -> Option<Self> {
        let mut asked = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => asked.json = Some(arguments.next()?.clone()),
                "--plot" => asked.plot = Some(arguments.next()?.clone()),
                part if PARTS.contains(&part) => asked.parts.push(part.to_owned()),
                _ => return None,
            }
        }
        Some(asked)
    }
}

fn measure(parts: &[String]) -> Report {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let here = env::current_exe().unwrap();
    let mut report = Report::new(cores, disk::fdatasync(here.parent().unwrap_or_else(|| Path::new("."))));
    let wants = |part: &str| parts.is_empty() || parts.iter().any(|asked| asked == part);
    if wants("append") {
        append::run(&mut report);
    }
    if wants("ledgers") {
        append::over_ledgers(&mut report);
    }
    if wants("sign-in") {
        sign_in::run(&mut report, cores);
    }
    if wants("pages") {
        pages::run(&mut report, cores);
    }
    if wants("guesses") {
        guesses::run(&mut report);
    }
    if wants("directory") {
        directory::run(&mut report, cores);
    }
    if wants("identities") {
        identities::run(&mut report);
    }
    if wants("history") {
        history::run(&mut report);
    }
    if wants("idle") {
        idle::run(&mut report);
    }
    report
}
