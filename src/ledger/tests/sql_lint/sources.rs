//! The texts that are linted: SQL files whole, and every string of the Rust sources that speak SQL.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A text and where it stands.
#[derive(Debug)]
pub(crate) struct Text {
    /// From the workspace's root.
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) sql: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Everything that is linted.
pub(crate) fn sql_texts() -> Vec<Text> {
    let mut texts = Vec::new();
    for folder in ["schema/ledger", "schema/projections"] {
        texts.extend(files(folder, "sql").iter().map(|file| sql_file(file)));
    }
    for folder in ["src/ledger/src", "src/projections/src"] {
        for file in files(folder, "rs") {
            texts.extend(rust_strings(&file, &fs::read_to_string(root().join(&file)).unwrap()));
        }
    }
    texts
}

/// A file of SQL.
pub(crate) fn sql_file(file: &str) -> Text {
    Text { file: file.to_owned(), line: 1, sql: fs::read_to_string(root().join(file)).unwrap() }
}

/// The files of a folder and of those inside it, by ending.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&name, ending));
        } else if Path::new(&name).extension().is_some_and(|e| e == ending) {
            found.push(name);
        }
    }
    found.sort();
    found
}

/// The string literals of a Rust source, as written, without those in comments.
pub(crate) fn rust_strings(file: &str, source: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let (skipped, string) = token(rest);
        if let Some(sql) = string {
            let line = source[..source.len() - rest.len()].matches('\n').count() + 1;
            found.push(Text { file: file.to_owned(), line, sql: sql.to_owned() });
        }
        rest = &rest[skipped..];
    }
    found
}

/// How long the next piece of source is, and what it says if it is a string.
fn token(rest: &str) -> (usize, Option<&str>) {
    if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), None)
    } else if rest.starts_with("/*") {
        (block_comment(rest), None)
    } else if let Some(quoted) = rest.strip_prefix('"') {
        let end = quote_end(quoted, '"');
        (end + 2, Some(&quoted[..end]))
    } else if let Some(hashes) = raw(rest) {
        let body = &rest[hashes + 2..];
        let end = body.find(&format!("\"{}", "#".repeat(hashes))).unwrap();
        (hashes * 2 + end + 3, Some(&body[..end]))
    } else if let Some(quoted) = rest.strip_prefix('\'') {
        (1 + character(quoted), None)
    } else {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        // The b of b"bytes" ends before its quote; the r of a raw string begins it.
        (word.max(rest.chars().next().map_or(1, char::len_utf8)), None)
    }
}

/// The number of hashes, where a raw string begins.
fn raw(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    hashes[count..].starts_with('"').then_some(count)
}

/// How long a character literal is behind its first quote; a lifetime has no second.
fn character(quoted: &str) -> usize {
    let mut chars = quoted.chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => quote_end(quoted, '\'') + 1,
        (Some(one), Some('\'')) => one.len_utf8() + 1,
        _ => 0,
    }
}

/// Where the closing quote stands.
fn quote_end(quoted: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = quoted.find(|c| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    });
    end.unwrap()
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    loop {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += rest[at..].chars().next().unwrap().len_utf8();
        }
        if depth == 0 {
            return at;
        }
    }
}
