//! For tests: the process dies right behind a chosen append, before any caller gets an answer. Builds with debug assertions alone know of
//! it.
//!
//! The file that [`FILE`] names says behind which: `cognito-idp:CreateUserPool 2` is the second append of that operation from now on. It
//! counts down there, and is gone once the process has died. Where there is no file nothing happens.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
};

use ledger::{Batch, Feed, Record};
use serde_json::Value;

/// The variable of the environment that names the file.
const FILE: &str = "RECOGNITO_CRASH_FILE";

/// Listens to what is appended, if a test has set the variable.
pub(crate) fn listen(feed: &Feed) {
    if let Some(file) = env::var_os(FILE).map(PathBuf::from) {
        feed.listen(move |batch| count(&file, batch));
    }
}

fn count(file: &Path, batch: &Batch) {
    let Some((operation, left)) = chosen(file) else { return };
    let is_of_it = |record: &Record| {
        serde_json::from_slice::<Value>(&record.meta).is_ok_and(|moment| moment["operation"] == operation)
    };
    if !batch.records.iter().any(is_of_it) {
        return;
    }
    if left > 1 {
        // A test whose file cannot be written fails by itself: nothing dies.
        let _ = fs::write(file, format!("{operation} {}", left - 1));
        return;
    }
    let _ = fs::remove_file(file);
    process::abort();
}

fn chosen(file: &Path) -> Option<(String, u32)> {
    let text = fs::read_to_string(file).ok()?;
    let (operation, left) = text.trim().split_once(' ')?;
    Some((operation.to_owned(), left.parse().ok()?))
}
