//! A function fits a screen and a file is one thing: the longest of each, counted in lines of rustfmt's form.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::root;

/// Lines of a function, from its name to its last brace. Tests may be longer: theirs are rows of tables.
const FUNCTION_LINES_MAX: usize = 60;
/// Lines of a file, its tests included.
const FILE_LINES_MAX: usize = 300;

/// The sources of a crate or of a folder of crates.
const SOURCES: [&str; 2] = ["src", "replay/src"];

#[test]
fn no_file_is_longer_than_three_hundred_lines() {
    let lines = |(path, text): (PathBuf, String)| (text.lines().count(), path.display().to_string());
    let too_long: Vec<_> =
        sources().map(lines).filter(|(lines, _)| *lines > FILE_LINES_MAX).map(told).collect();
    assert!(too_long.is_empty(), "longer than {FILE_LINES_MAX} lines: {too_long:#?}");
}

#[test]
fn no_function_is_longer_than_sixty_lines() {
    let of_no_test = |(path, _): &(PathBuf, String)| !is_test(path);
    let functions = sources().filter(of_no_test).flat_map(|(path, text)| {
        let named = |(lines, name): (usize, String)| (lines, format!("{}: {name}", path.display()));
        functions(without_tests(&text)).into_iter().map(named).collect::<Vec<_>>()
    });
    let too_long: Vec<_> = functions.filter(|(lines, _)| *lines > FUNCTION_LINES_MAX).map(told).collect();
    assert!(too_long.is_empty(), "longer than {FUNCTION_LINES_MAX} lines: {too_long:#?}");
}

fn told((lines, what): (usize, String)) -> String {
    format!("{what}: {lines}")
}

/// Every source file, by its path from the root, with its text. What only tests, builds or shows a crate lies beside its `src`.
fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    let files = SOURCES.iter().flat_map(|folder| rust_files(&root().join(folder)));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(root()).unwrap().to_owned(), text)
    };
    let is_of_crate = |(path, _): &(PathBuf, String)| path.starts_with("replay") || lies_in_src(path);
    files.map(read).filter(is_of_crate)
}

/// `src/<crate>/src/...`
fn lies_in_src(path: &Path) -> bool {
    path.components().nth(2).is_some_and(|folder| folder.as_os_str() == "src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => rust_files(&path),
        Some(extension) if extension == "rs" => vec![path],
        _ => Vec::new(),
    };
    entries.flat_map(files).collect()
}

/// A file of tests alone: `tests.rs`, `risk_tests.rs`, or what lies in a folder `tests`.
fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    stem == "tests" || stem.ends_with("_tests") || path.iter().any(|part| part == "tests")
}

/// The source up to its module of tests, which stands at the end.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at])
}

/// The functions of a source in rustfmt's form, where the last brace stands below the beginning of the first line: lines and name of each.
fn functions(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = lines.iter().enumerate().filter_map(|(at, line)| Some((at, function_name(line)?)));
    let counted = |(at, name): (usize, &str)| {
        let inner = format!("{} ", &lines[at][..lines[at].len() - lines[at].trim_start().len()]);
        let is_end = |line: &&str| line.ends_with(['}', ';']) && !line.starts_with(&inner);
        Some((lines[at..].iter().position(is_end)? + 1, name.to_owned()))
    };
    begins.filter_map(counted).collect()
}

/// The name of the function that a line begins.
fn function_name(line: &str) -> Option<&str> {
    let code = line.trim_start();
    let (before, after) = code.split_once("fn ")?;
    let is_qualifier = |word: &str| ["async", "const", "unsafe", "pub"].contains(&word);
    let visible = before.split_once(") ").map_or(before, |(_, rest)| rest);
    let qualified = visible.split_whitespace().all(is_qualifier) && !before.contains(['/', '"', '|']);
    let name = after.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()?;
    (qualified && !name.is_empty()).then_some(name)
}

#[test]
fn functions_are_found_with_their_lengths() {
    let text = "\
/// fn not_this() {
pub(in super::super) async fn one(
    given: u8,
) -> u8 {
    let two = || {
        fn_like();
    };
    given
}

trait Three {
    fn four(&self);
    const fn five() {}

    fn six(
        &self,
    );
}
";
    let found = functions(text);
    let named: Vec<_> = found.iter().map(|(lines, name)| (*lines, name.as_str())).collect();
    assert_eq!(named, [(8, "one"), (1, "four"), (1, "five"), (3, "six")]);
}
