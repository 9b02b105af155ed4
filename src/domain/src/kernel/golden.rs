//! Holds every kind of event to what was once written: `golden/<kind>.<shape>.json` has payloads of that kind in that shape, and is kept
//! for ever. Every payload must read as today's fact; one in today's shape must be written back just as it stands.
//!
//! A new kind, or a new shape, gets a file of its own, with a payload for each form that it can take; a file that was
//! ever part of a release is never changed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{Aggregate, Claim, Event, Kind};

/// What the tests ask of the events of one aggregate.
struct Facts {
    kinds: &'static [Kind],
    check: fn(&Kind, u16, &Value) -> Result<(), String>,
}

fn facts_of<A: Aggregate>() -> Facts {
    Facts { kinds: A::Event::KINDS, check: check::<A> }
}

/// Every aggregate in the catalogue. One that is missing there is found by its `events.rs`.
fn all() -> Vec<Facts> {
    macro_rules! facts {
        ($($aggregate:ty),+) => { vec![$(facts_of::<$aggregate>()),+] };
    }
    crate::for_each_aggregate!(facts)
}

/// Reads a payload as today's fact and, where the shape is today's, writes it back.
fn check<A: Aggregate>(kind: &Kind, shape: u16, payload: &Value) -> Result<(), String> {
    let lifted = A::Event::upcast(kind.name, shape, payload.clone());
    let event: A::Event =
        serde_json::from_value(json!({ "type": kind.name, "data": lifted })).map_err(|e| e.to_string())?;
    let again = serde_json::to_value(&event).map_err(|e| e.to_string())?;
    if event.kind() != *kind {
        return Err(format!("reads as {:?}", event.kind()));
    }
    let gives_back = A::claims(&event).iter().any(|claim| !matches!(claim, Claim::Take { .. }));
    if gives_back && !A::GIVE_NAMES_BACK.contains(&kind.name) {
        return Err("gives names back, and is not among GIVE_NAMES_BACK".to_owned());
    }
    if shape == kind.shape && again["data"] != *payload {
        return Err(format!("is written back as {}", again["data"]));
    }
    Ok(())
}

#[test]
fn every_kind_in_every_shape_it_ever_had_still_reads_and_todays_is_written_back_as_it_was() {
    for facts in all() {
        for kind in facts.kinds {
            for shape in 1..=kind.shape {
                let path = folder("golden").join(file_name(kind.name, shape));
                let text = fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: write it for the new kind: {error}", path.display()));
                let payloads: Vec<Value> = serde_json::from_str(&text).unwrap();
                assert!(!payloads.is_empty(), "{}", path.display());
                for payload in payloads {
                    (facts.check)(kind, shape, &payload)
                        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                }
            }
        }
    }
}

#[test]
fn every_kind_that_the_sources_declare_is_held() {
    let declared = declared_kinds(&folder("src"));
    let held = all().into_iter().flat_map(|facts| facts.kinds).map(|kind| kind.name.to_owned());
    assert_eq!(declared, held.collect::<BTreeSet<_>>(), "put the aggregate into the catalogue");
}

#[test]
fn every_kind_is_one_aggregates_alone() {
    let names = all().into_iter().flat_map(|facts| facts.kinds).map(|kind| kind.name).collect::<Vec<_>>();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn no_file_is_without_a_kind() {
    let shapes = |kind: &Kind| (1..=kind.shape).map(|shape| file_name(kind.name, shape)).collect::<Vec<_>>();
    let expected = all().into_iter().flat_map(|facts| facts.kinds).flat_map(shapes).collect::<BTreeSet<_>>();
    let files = fs::read_dir(folder("golden")).unwrap();
    let found = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>();
    assert_eq!(found, expected, "a kind that was ever written is never given up");
}

/// The kinds in every file below a folder: lines of the form `"kind" shape => Variant,` in an `events.rs`, and those with
/// `Kind::new("kind", shape)` anywhere.
fn declared_kinds(sources: &Path) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for entry in fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            kinds.extend(declared_kinds(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let is_list = path.ends_with("events.rs");
            kinds.extend(text.lines().filter_map(named_kind));
            kinds.extend(text.lines().filter(|_| is_list).filter_map(declared_kind));
        }
    }
    kinds
}

fn declared_kind(line: &str) -> Option<String> {
    let (kind, rest) = line.trim().strip_prefix('"')?.split_once("\" ")?;
    rest.contains(" => ").then(|| kind.to_owned())
}

fn named_kind(line: &str) -> Option<String> {
    let (_, rest) = line.trim().strip_prefix("const ")?.split_once("Kind::new(\"")?;
    rest.split_once('"').map(|(kind, _)| kind.to_owned())
}

fn file_name(kind: &str, shape: u16) -> String {
    format!("{kind}.{shape}.json")
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
