//! `docs/deviations.md` lists the members that are refused and those that are shown without effect, as the tables have them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use super::{Harmless, tables};

const FILE: &str = "../../docs/deviations.md";
/// Set to write the lists instead of comparing them.
const WRITE: &str = "RECOGNITO_WRITE_DOCS";

/// Operations by the first two columns of their row: a member and what is to be said of it.
type Rows = BTreeMap<(&'static str, String), BTreeSet<&'static str>>;

fn operation(name: &'static str) -> &'static str {
    name.split_once(':').map_or(name, |(_, operation)| operation)
}

fn refused() -> Rows {
    let mut rows = Rows::new();
    for members in tables() {
        for (path, harmless) in members.refused {
            rows.entry((*path, passes(*harmless))).or_default().insert(operation(members.operation));
        }
    }
    rows
}

fn told() -> Rows {
    let mut rows = Rows::new();
    for members in tables() {
        for (path, why) in members.told {
            rows.entry((*path, (*why).to_owned())).or_default().insert(operation(members.operation));
        }
    }
    rows
}

/// The values with which a refused member passes.
fn passes(harmless: Harmless) -> String {
    match harmless {
        Harmless::None => String::new(),
        Harmless::Empty => "nothing in it".to_owned(),
        Harmless::Zero => "0".to_owned(),
        Harmless::False => "`false`".to_owned(),
        Harmless::OneOf(texts) => texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", "),
        Harmless::With(member, text) => format!("`{member}` `{text}`"),
    }
}

/// A table between its marks.
fn block(name: &str, heading: &str, rows: &Rows) -> String {
    let mut text = format!("{}\n| member | of | {heading} |\n|---|---|---|\n", mark("begin", name));
    for ((path, said), operations) in rows {
        let operations = operations.iter().copied().collect::<Vec<_>>().join(", ");
        let said = if said.is_empty() { String::new() } else { format!("{said} ") };
        writeln!(text, "| `{path}` | {operations} | {said}|").unwrap();
    }
    text + &mark("end", name)
}

fn mark(end: &str, name: &str) -> String {
    format!("<!-- {end}: {name} -->")
}

/// The text with the block that lies between the marks replaced.
fn replaced(text: &str, name: &str, block: &str) -> String {
    let (before, rest) = text.split_once(&mark("begin", name)).unwrap();
    let (_, after) = rest.split_once(&mark("end", name)).unwrap();
    format!("{before}{block}{after}")
}

#[test]
fn the_list_of_deviations_is_what_the_tables_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let found = fs::read_to_string(&path).unwrap();
    let expected = replaced(&found, "refused", &block("refused", "passes", &refused()));
    let expected = replaced(&expected, "told", &block("told", "why it has no effect", &told()));
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, expected).unwrap();
    } else {
        assert!(found == expected, "docs/deviations.md is older than the tables: {WRITE}=1 writes it anew");
    }
}
