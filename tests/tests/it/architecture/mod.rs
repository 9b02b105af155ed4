//! The house as README draws it: which crate may use which, and that modules of a crate do not name each other in a circle.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tests::programs;

use crates::{AGGREGATES, CIRCLES, Floor, HOUSE};
use modules::Modules;

mod crates;
mod links;
mod modules;
mod sizes;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The packages of the workspace as cargo reads them, by folder.
fn packages() -> BTreeMap<String, Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let told: Value = serde_json::from_str(&programs::run(&mut cargo).expect_success()).unwrap();
    let by_folder = |package: &Value| {
        let manifest = package["manifest_path"].as_str().unwrap();
        let folder = Path::new(manifest).parent().unwrap().strip_prefix(root()).unwrap();
        (folder.to_str().unwrap().to_owned(), package.clone())
    };
    told["packages"].as_array().unwrap().iter().map(by_folder).collect()
}

/// What a package depends on when it is not tested.
fn dependencies(package: &Value) -> BTreeSet<&str> {
    let all = package["dependencies"].as_array().unwrap().iter();
    all.filter(|dependency| dependency["kind"].is_null()).map(|one| one["name"].as_str().unwrap()).collect()
}

/// The name of a package of ours by its folder's last part.
fn package_of(floor: &str) -> String {
    format!("recognito-{floor}")
}

#[test]
fn every_crate_depends_only_on_what_lies_below_it() {
    let packages = packages();
    for folder in packages.keys() {
        assert!(HOUSE.iter().any(|floor| floor.folder == folder), "{folder} has no row in the table");
    }
    let floors = HOUSE.iter().filter_map(|floor| Some((floor, packages.get(floor.folder)?)));
    let wrong: Vec<String> = floors.flat_map(|(floor, package)| wrong_in(floor, package)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn wrong_in(floor: &Floor, package: &Value) -> Vec<String> {
    let may_use: BTreeSet<String> = floor.may_use.iter().map(|name| package_of(name)).collect();
    let is_wrong =
        |name: &str| name.starts_with("recognito-") && !may_use.contains(name) || floor.never.contains(&name);
    let wrong = dependencies(package).into_iter().filter(|name| is_wrong(name));
    wrong.map(|name| format!("{} uses {name}", floor.folder)).collect()
}

#[test]
fn a_crate_of_the_table_may_use_only_those_above_it_in_the_table() {
    for (at, floor) in HOUSE.iter().enumerate() {
        for used in floor.may_use {
            let below = HOUSE[..at].iter().any(|lower| lower.folder == format!("src/{used}"));
            assert!(below, "{} may use {used}, which is not below it", floor.folder);
        }
    }
}

#[test]
fn the_log_and_the_hosts_of_aggregates_name_none() {
    for folder in ["src/ledger/src", "src/host/src"] {
        let named = Modules::read(&root().join(folder)).named_of("domain");
        let aggregates: Vec<_> = named.iter().filter(|name| AGGREGATES.contains(&name.as_str())).collect();
        assert!(aggregates.is_empty(), "{folder} names {aggregates:?}");
    }
}

#[test]
fn no_modules_of_a_crate_name_each_other_in_a_circle() {
    let packages = packages();
    let found: BTreeSet<String> = packages.keys().flat_map(|folder| circles_of(folder)).collect();
    let known: BTreeSet<String> = CIRCLES.iter().map(|circle| (*circle).to_owned()).collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "new circles: {new:#?}");
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(gone.is_empty(), "take these out of the list of known circles: {gone:#?}");
}

fn circles_of(folder: &str) -> Vec<String> {
    let circles = Modules::read(&root().join(folder).join("src")).circles();
    circles.into_iter().map(|circle| format!("{folder} {circle}")).collect()
}
