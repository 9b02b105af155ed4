//! Every operation that is built has a file with a good call, and every file is one of an operation that is built.

use std::{collections::BTreeSet, fs, path::Path};

use crate::desk::SNAPSHOTS;

/// The names of all files, and of those that hold a good call.
fn files() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut all, mut good) = (BTreeSet::new(), BTreeSet::new());
    for service in wire::services() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOTS).join(service.name);
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(path.extension().unwrap(), "snap", "{} is no accepted snapshot", path.display());
            // A further scenario has its name behind the operation's.
            let operation = path.file_stem().unwrap().to_str().unwrap().split('_').next().unwrap();
            let name = format!("{}:{operation}", service.name);
            if fs::read_to_string(&path).unwrap().lines().any(|line| line == "200") {
                good.insert(name.clone());
            }
            all.insert(name);
        }
    }
    (all, good)
}

#[test]
fn every_operation_that_is_built_has_a_snapshot_of_a_good_call() {
    let (all, good) = files();
    let built: BTreeSet<String> = http_front::built().into_iter().collect();
    let missing: Vec<_> = built.difference(&good).collect();
    assert!(missing.is_empty(), "no snapshot of a good call: {missing:?}");
    let surplus: Vec<_> = all.difference(&built).collect();
    assert!(surplus.is_empty(), "snapshots of what is not built: {surplus:?}");
}
