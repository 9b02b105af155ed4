//! Where the Postgres server is installed. Debian keeps it off PATH, so the usual folders are looked into as well.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::PrivateFault;

/// Folders with one folder per version in them, and where in those the binaries are.
const VERSIONED: [(&str, &str); 3] =
    [("/usr/lib/postgresql", "bin"), ("/usr/lib64/pgsql", "bin"), ("/opt/homebrew/opt", "bin")];

/// The binaries of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binaries {
    pub(crate) initdb: PathBuf,
    pub(crate) postgres: PathBuf,
    /// As in `PG_VERSION`: `15`.
    pub(crate) major: String,
}

/// Finds the binaries for data of version `needed`, or the best there are for new data: those on `path` first, then
/// what `pg_config` names, then the usual folders, newest first.
pub(crate) fn find(
    path: Option<&OsStr>,
    usual: bool,
    needed: Option<(&Path, String)>,
) -> Result<Binaries, PrivateFault> {
    let folders = folders(path, usual);
    let mut found = folders.iter().filter_map(|folder| Binaries::in_folder(folder)).peekable();
    if found.peek().is_none() {
        return Err(PrivateFault::NoBinaries { searched: folders });
    }
    let Some((dir, data)) = needed else {
        return found.next().ok_or(PrivateFault::NoBinaries { searched: Vec::new() });
    };
    let found: Vec<Binaries> = found.collect();
    let versions = || found.iter().map(|one| one.major.clone()).collect();
    found.iter().find(|one| one.major == data).cloned().ok_or_else(|| PrivateFault::WrongMajor {
        dir: dir.to_owned(),
        data,
        found: versions(),
    })
}

fn folders(path: Option<&OsStr>, usual: bool) -> Vec<PathBuf> {
    let path = path.map_or_else(|| std::env::var_os("PATH").unwrap_or_default(), OsString::from);
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect();
    let configured = on_path.iter().find_map(|folder| pg_config(&folder.join("pg_config")));
    let mut folders = on_path;
    folders.extend(configured);
    if usual {
        folders.extend(VERSIONED.iter().flat_map(|(parent, below)| versions(Path::new(parent), below)));
    }
    let mut seen = std::collections::BTreeSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

/// What an installed `pg_config` says; the client libraries alone bring one too, so it may name an empty folder.
fn pg_config(program: &Path) -> Option<PathBuf> {
    let output = program.is_file().then(|| Command::new(program).arg("--bindir").output().ok())??;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim())).filter(|folder| folder.is_absolute())
}

/// The folders of single versions below `parent`, newest first.
fn versions(parent: &Path, below: &str) -> Vec<PathBuf> {
    let digits = |name: &OsStr| {
        let digits: String = name.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap_or(0)
    };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter(|entry| {
            parent != Path::new("/opt/homebrew/opt")
                || entry.file_name().to_string_lossy().contains("postgresql")
        })
        .map(|entry| (digits(&entry.file_name()), entry.path().join(below)))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

impl Binaries {
    fn in_folder(folder: &Path) -> Option<Self> {
        let (initdb, postgres) = (folder.join("initdb"), folder.join("postgres"));
        if !initdb.is_file() || !postgres.is_file() {
            return None;
        }
        let output = Command::new(&postgres).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        Some(Self { initdb, postgres, major: major(&text)? })
    }
}

/// `15` of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` and of `... 18beta1`.
fn major(version: &str) -> Option<String> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n").as_deref(), Some("15"));
        assert_eq!(major("postgres (PostgreSQL) 18beta1").as_deref(), Some("18"));
        assert_eq!(major("something else"), None);
    }

    #[test]
    fn no_binaries_says_where_it_looked() {
        let fault = find(Some(OsStr::new("/nowhere/bin")), false, None).unwrap_err();
        assert!(fault.to_string().contains("/nowhere/bin"), "{fault}");
        assert!(fault.to_string().contains("apt-get install postgresql"), "{fault}");
    }
}
