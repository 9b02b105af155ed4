//! The list of operations that are not built yet is true, and only shrinks.

use std::{collections::BTreeSet, path::Path};

/// Every operation of the models that has no entry in the front, one a line.
const LIST: &str = "../../tests/not_yet.txt";

#[test]
fn what_is_not_built_stands_in_the_list_and_nothing_else_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST);
    let listed = std::fs::read_to_string(path).unwrap();
    let listed: BTreeSet<String> = listed.lines().map(ToOwned::to_owned).collect();
    let built: BTreeSet<String> = http_front::built().into_iter().collect();
    let all: BTreeSet<String> = wire::services()
        .iter()
        .flat_map(|service| service.operations.iter().map(|o| format!("{}:{}", service.name, o.name)))
        .collect();
    assert_eq!(all.len(), 249);
    let missing: BTreeSet<_> = all.difference(&built).cloned().collect();
    let forgotten: Vec<_> = missing.difference(&listed).collect();
    let built_since: Vec<_> = listed.difference(&missing).collect();
    assert!(forgotten.is_empty(), "not built, and not in the list: {forgotten:?}");
    assert!(
        built_since.is_empty(),
        "built (or no operation at all), take it out of the list: {built_since:?}"
    );
}
