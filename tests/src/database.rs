//! Looks into the server's private Postgres as a thief of it would: all tables, all bytes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::programs;

/// The role that a private cluster is made with.
const ROLE: &str = "recognito";

/// The database of the log and the read models.
pub const LOG: &str = "recognito";

/// The database of the subject keys.
pub const KEYS: &str = "recognito_keys";

/// A running private cluster.
pub struct Cluster {
    postmaster: u32,
    socket_folder: String,
    port: String,
}

impl Cluster {
    /// The one of this data folder; its server must be running.
    pub fn of(data: &Path) -> Self {
        let pid_file = find(&data.join("postgres"), "postmaster.pid").expect("a running private Postgres");
        let text = fs::read_to_string(&pid_file).unwrap();
        // The file's lines are documented in Postgres' pidfile.h: pid, data folder, start time, port, socket folder.
        let line = |n: usize| text.lines().nth(n).unwrap_or_default().trim().to_owned();
        Self { postmaster: line(0).parse().expect("a process id"), socket_folder: line(4), port: line(3) }
    }

    /// The process that all others of the cluster are children of.
    pub fn postmaster(&self) -> u32 {
        self.postmaster
    }

    /// Where a database of it is, in the form of `DATABASE_URL`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ROLE}@localhost:{}/{database}?host={}", self.port, self.socket_folder)
    }

    /// The names of its databases.
    pub fn databases(&self) -> Vec<String> {
        let query = "select datname from pg_database where not datistemplate and datname <> 'postgres'";
        let mut command = self.command("psql");
        let names = programs::run(command.args(["-d", "postgres", "-AtXc", query])).expect_success();
        names.lines().map(str::to_owned).collect()
    }

    /// Runs statements as the cluster's superuser; they must succeed. Gives what they returned.
    #[track_caller]
    pub fn execute(&self, database: &str, sql: &str) -> String {
        self.try_execute(database, sql).expect_success()
    }

    /// Runs statements as the cluster's superuser.
    pub fn try_execute(&self, database: &str, sql: &str) -> programs::Output {
        let mut command = self.command("psql");
        programs::run(command.args(["-d", database, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql]))
    }

    /// Every value of every table of a database, but for the schemas of these names; bytes are decoded.
    pub fn values(&self, database: &str, without_schemas: &[&str]) -> Vec<Vec<u8>> {
        let mut command = self.command("pg_dump");
        command.args(["--data-only", "-d", database]);
        for schema in without_schemas {
            command.args(["--exclude-schema", schema]);
        }
        let dump = programs::run(&mut command).expect_success();
        dump.split(['\t', '\n']).map(value).collect()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(["-h", &self.socket_folder, "-p", &self.port, "-U", ROLE]);
        command
    }
}

/// A field of COPY's text form; `\\x` begins bytes in hexadecimal.
fn value(field: &str) -> Vec<u8> {
    let digits = field.strip_prefix("\\\\x").filter(|digits| digits.len() % 2 == 0);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes = digits.and_then(|digits| digits.as_bytes().chunks(2).map(byte).collect());
    bytes.unwrap_or_else(|| field.as_bytes().to_vec())
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let here = files.into_iter().find(|file| file.file_name().is_some_and(|file| file == name));
    here.or_else(|| folders.iter().find_map(|folder| find(folder, name)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_of_a_dump_are_read_as_bytes() {
        assert_eq!(super::value("\\\\x616461"), b"ada");
        assert_eq!(super::value("plain"), b"plain");
    }
}
