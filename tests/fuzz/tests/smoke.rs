//! Keeps the fuzz targets honest: every one takes its seeds and some hundred mutations of them, the same on every run.
//!
//! `RECOGNITO_FUZZ_RUNS` makes it more than the usual number for each target.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::{Duration, Instant},
};

use fuzz::{TARGETS, Target, mutate::Mutator, seeds};

/// Mutations for each target, unless the environment says otherwise.
const RUNS: usize = 400;
/// No single input may take longer, unoptimised and on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);

fn runs() -> usize {
    std::env::var("RECOGNITO_FUZZ_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(RUNS)
}

/// The first input that breaks a rule of the target, if any does.
fn first_finding(target: Target, seeds: &[Vec<u8>], runs: usize) -> Option<Vec<u8>> {
    let mut mutator = Mutator::new(0x5eed);
    let mutations = std::iter::from_fn(|| Some(mutator.next(seeds))).take(runs);
    seeds.iter().cloned().chain(mutations).find(|input| {
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
        outcome.is_err() || began.elapsed() > LONGEST
    })
}

fn holds(name: &str) {
    let target = TARGETS.into_iter().find(|target| target.name == name).expect("a target");
    let seeds = seeds::of(name);
    assert!(!seeds.is_empty(), "{name} has no seeds");
    if let Some(input) = first_finding(target, &seeds, runs()) {
        panic!("{name} breaks a rule or takes too long on {:?}", String::from_utf8_lossy(&input));
    }
}

macro_rules! every_target_holds {
    ($($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                holds(stringify!($name));
            }
        )+

        #[test]
        fn every_target_is_smoked() {
            assert_eq!(TARGETS.map(|target| target.name), [$(stringify!($name)),+]);
        }
    };
}

every_target_holds! {
    json_body rest_request query_string answer sigv4 jwt session srp policy wildcard event record filter fingerprint css import_file
    attribute note passkey merkle xml saml
}

#[test]
fn a_broken_rule_is_found() {
    fn no_stars(data: &[u8]) {
        assert!(!data.contains(&b'*'));
    }
    let target = Target { name: "no stars", run: no_stars };
    assert!(first_finding(target, &[b"arn:aws:s3:::bucket".to_vec()], RUNS).is_some());
    assert!(first_finding(target, &[b"arn:aws:s3:::bucket".to_vec()], 0).is_none());
}

#[test]
fn every_target_has_its_program_for_libfuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("libfuzzer/fuzz_targets");
    for target in TARGETS {
        let program = fs::read_to_string(folder.join(format!("{}.rs", target.name))).unwrap();
        assert!(program.contains(&format!("fuzz::run(\"{}\", data)", target.name)), "{}", target.name);
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), TARGETS.len());
}
