//! Which module of a crate names which, read from its source. A small reader: it knows `crate::`, `self::` and `super::` paths, in `use`
//! and anywhere else, and what a module re-exports. It leaves out tests, comments and text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The names from the crate's root to a module.
pub(super) type ModulePath = Vec<String>;

/// A re-export may name a re-export; so often that is followed.
const REEXPORTS_MAX: usize = 4;

/// The modules of a crate.
pub(super) struct Modules {
    files: BTreeMap<ModulePath, Vec<String>>,
    /// Names that a module gives to what lies elsewhere.
    reexports: BTreeMap<ModulePath, BTreeMap<String, ModulePath>>,
}

impl Modules {
    /// Of the crate whose source lies in this folder.
    pub(super) fn read(source: &Path) -> Self {
        let mut files = BTreeMap::new();
        for file in rust_files(source) {
            let text = fs::read_to_string(&file).unwrap();
            files.insert(module_path(file.strip_prefix(source).unwrap()), words(without_tests(&text)));
        }
        let mut modules = Self { files, reexports: BTreeMap::new() };
        modules.reexports =
            modules.files.keys().map(|module| (module.clone(), modules.reexports_of(module))).collect();
        modules
    }

    /// The modules of another crate that this one names, or what else stands there in a path.
    pub(super) fn named_of(&self, other: &str) -> BTreeSet<String> {
        let paths = self.files.values().flat_map(|words| paths_from(words, &[other]));
        paths.filter_map(|path| path.into_iter().nth(1)).collect()
    }

    /// Sets of modules of one parent that name each other in a circle, each as `parent: one, other`.
    pub(super) fn circles(&self) -> BTreeSet<String> {
        let mut arrows: BTreeMap<ModulePath, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for from in self.files.keys() {
            for to in self.named_by(from) {
                let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
                if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
                    let siblings = arrows.entry(from[..shared].to_vec()).or_default();
                    siblings.entry(one.clone()).or_default().insert(other.clone());
                }
            }
        }
        arrows.iter().flat_map(|(parent, arrows)| circles_among(&parent.join("::"), arrows)).collect()
    }

    /// The modules that a module names.
    fn named_by(&self, module: &ModulePath) -> BTreeSet<ModulePath> {
        let paths = paths_in(&self.files[module]);
        paths.iter().filter_map(|path| self.resolve(module, path, REEXPORTS_MAX)).collect()
    }

    /// The module that a path leads into.
    fn resolve(&self, from: &ModulePath, path: &[String], reexports: usize) -> Option<ModulePath> {
        let mut at = match path.first()?.as_str() {
            "crate" => ModulePath::new(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            _ => from.clone(),
        };
        for (index, name) in path.iter().enumerate().skip(1) {
            let below = [&at[..], std::slice::from_ref(name)].concat();
            if name == "super" {
                at.pop()?;
            } else if self.files.contains_key(&below) {
                at = below;
            } else if let Some(real) = self.reexports.get(&at).and_then(|names| names.get(name)) {
                let real = [&real[..], &path[index + 1..]].concat();
                return self.resolve(&at, &real, reexports.checked_sub(1)?);
            } else {
                break;
            }
        }
        Some(at)
    }

    /// What `pub use` and its like give other names to in a module; paths that begin with a child of it are made to begin with `self`.
    fn reexports_of(&self, module: &ModulePath) -> BTreeMap<String, ModulePath> {
        let words = &self.files[module];
        let starts = words
            .iter()
            .enumerate()
            .filter(|(at, word)| *word == "use" && *at > 0 && ["pub", ")"].contains(&words[at - 1].as_str()));
        let mut paths = Vec::new();
        for (at, _) in starts {
            tree(words, at + 1, &Vec::new(), &mut paths);
        }
        let within = |mut path: ModulePath| {
            if !["crate", "self", "super"].contains(&path[0].as_str()) {
                path.insert(0, "self".to_owned());
            }
            Some((path.last()?.clone(), path))
        };
        paths.into_iter().filter_map(within).collect()
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
    let below =
        folders.iter().filter(|folder| !folder.ends_with("tests")).flat_map(|folder| rust_files(folder));
    let here = files.into_iter().filter(|file| {
        file.extension().is_some_and(|extension| extension == "rs") && !file.ends_with("tests.rs")
    });
    here.chain(below).collect()
}

fn module_path(file: &Path) -> ModulePath {
    let mut path: ModulePath =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let last = path.last().cloned().unwrap_or_default();
    if last == "mod" || path.len() == 1 && ["lib", "main"].contains(&last.as_str()) {
        path.pop();
    }
    path
}

/// The source up to its module of tests, which stands at the end.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at])
}

/// Names and signs, without comments and text. `::` is one sign.
fn words(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("\\\"", "").replace("'\"'", "");
    // Between quotation marks lies every second part.
    let code: String = code.split('"').step_by(2).collect();
    let mut words: Vec<String> = Vec::new();
    let mut after_name = false;
    for letter in code.chars() {
        let of_name = letter.is_alphanumeric() || letter == '_';
        match words.last_mut() {
            Some(word) if of_name && after_name => word.push(letter),
            Some(word) if letter == ':' && word == ":" => word.push(letter),
            _ if letter.is_whitespace() => {}
            _ => words.push(letter.to_string()),
        }
        after_name = of_name;
    }
    words
}

/// Every path that begins at the crate's root, here or above.
fn paths_in(words: &[String]) -> Vec<ModulePath> {
    paths_from(words, &["crate", "self", "super"])
}

/// Every path that begins with one of these names.
fn paths_from(words: &[String], starts: &[&str]) -> Vec<ModulePath> {
    let mut paths = Vec::new();
    for at in 0..words.len() {
        let begins = starts.contains(&words[at].as_str());
        let goes_on = words.get(at + 1).is_some_and(|next| next == "::");
        if begins && goes_on && (at == 0 || words[at - 1] != "::") {
            tree(words, at, &Vec::new(), &mut paths);
        }
    }
    paths
}

/// Reads a path, or a tree of them in braces, below `prefix`. Gives where the text goes on.
fn tree(words: &[String], mut at: usize, prefix: &ModulePath, paths: &mut Vec<ModulePath>) -> usize {
    let mut path = prefix.clone();
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "{" => return branches(words, at + 1, &path, paths),
            name if name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') => {
                path.push(name.to_owned());
            }
            _ => {}
        }
        at += 1;
        if words.get(at).is_none_or(|next| next != "::") {
            break;
        }
        at += 1;
    }
    if !path.is_empty() {
        paths.push(path);
    }
    at
}

fn branches(words: &[String], mut at: usize, prefix: &ModulePath, paths: &mut Vec<ModulePath>) -> usize {
    while words.get(at).is_some_and(|word| word != "}") {
        at = tree(words, at, prefix, paths);
        // What is left of a branch: a comma, or another name for it.
        while words.get(at).is_some_and(|word| word != "," && word != "}") {
            at += 1;
        }
        at += usize::from(words.get(at).is_some_and(|word| word == ","));
    }
    at + 1
}

/// Sets of names that can be reached from each other.
fn circles_among(parent: &str, arrows: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|name| (name, reachable(name, arrows))).collect();
    let circle = |name: &String| {
        let there = &reached[name];
        let back = there.iter().filter(|other| reached.get(**other).is_some_and(|from| from.contains(name)));
        let members: Vec<&str> = back.map(|other| other.as_str()).collect();
        (members.len() > 1).then(|| format!("{parent}: {}", members.join(", ")))
    };
    arrows.keys().filter_map(circle).collect()
}

fn reachable<'a>(name: &str, arrows: &'a BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = arrows[name].iter().collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(arrows.get(next).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        paths_in(&words(text)).iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn paths_are_found_in_use_and_in_code_and_nowhere_else() {
        let text = "
            // crate::comment
            use crate::{a::{B, c::D}, e};
            use super::f as g;
            use serde::crate_like;
            pub(crate) fn h() -> self::I { \"crate::text\"; crate::j::k::<u8>() }
        ";
        let found = ["crate::a::B", "crate::a::c::D", "crate::e", "super::f", "self::I", "crate::j::k"];
        assert_eq!(read(text), found);
    }

    #[test]
    fn a_circle_by_way_of_a_third_and_a_reexport_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("lib.rs", "mod a; mod b; mod c; mod d; pub use a::Thing;");
        write("a.rs", "use crate::b::X; pub struct Thing;");
        write("b.rs", "fn x() { crate::c::y() }");
        write("c.rs", "use crate::Thing;");
        write("d.rs", "use crate::{a, b, c};");
        assert_eq!(Modules::read(folder.path()).circles(), BTreeSet::from([": a, b, c".to_owned()]));
        write("c.rs", "#[cfg(test)]\nmod tests { use crate::Thing; }");
        assert_eq!(Modules::read(folder.path()).circles(), BTreeSet::new());
    }
}
