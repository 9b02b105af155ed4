//! A Postgres that is not the server's: made, started, killed, stopped, held still and started again by a test, as an operator's
//! own database would be.
//!
//! It keeps Postgres' usual durability, listens on a socket in its own folder, and runs as `postgres` where the test is root.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    database::{KEYS, LOG},
    process,
    programs::{self, Output},
};

/// How long Postgres may take until it takes connections; after a crash it first recovers.
const START_TIMEOUT: Duration = Duration::from_mins(2);
/// Room for a cluster, its log of a few thousand events, and little more.
const SMALL_DISK: &str = "size=192m";

/// A cluster of one's own. Ends with this value.
pub struct External {
    folder: tempfile::TempDir,
    /// A file system that is so small that it can be filled.
    small_disk: bool,
    process: Option<Child>,
}

impl External {
    /// A cluster with both databases, empty.
    pub fn start() -> Self {
        Self::make(false)
    }

    /// The same on a disk that can be filled; `None` where the test may not make one (it takes root).
    pub fn on_a_small_disk() -> Option<Self> {
        programs::run(Command::new("sh").args(["-c", "test $(id -u) = 0 && command -v mount"])).success.then(
            || {
                let made = std::panic::catch_unwind(|| Self::make(true));
                made.ok()
            },
        )?
    }

    fn make(small_disk: bool) -> Self {
        let folder = crate::server::fresh_folder();
        let mut external = Self { folder, small_disk, process: None };
        let disk = external.disk();
        fs::create_dir(&disk).unwrap();
        if small_disk {
            let mut mount = Command::new("mount");
            mount.args(["-t", "tmpfs", "-o", SMALL_DISK, "tmpfs"]).arg(&disk);
            programs::run(&mut mount).expect_success();
        }
        if let Some((user, group)) = account() {
            chown(&disk, Some(user), Some(group)).unwrap();
            chown(external.folder.path(), Some(user), Some(group)).unwrap();
        }
        let mut initdb = external.command("initdb");
        initdb.args(["--username=recognito", "--encoding=UTF8", "--locale=C", "--auth=trust", "-D"]);
        programs::run(initdb.arg(external.cluster())).expect_success();
        external.start_again();
        for database in [LOG, KEYS] {
            external.execute("postgres", &format!("create database {database}"));
        }
        external
    }

    fn disk(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn cluster(&self) -> PathBuf {
        self.disk().join("cluster")
    }

    /// The folder of its socket.
    pub fn socket_folder(&self) -> &Path {
        self.folder.path()
    }

    /// The socket itself.
    pub fn socket(&self) -> PathBuf {
        self.socket_folder().join(".s.PGSQL.5432")
    }

    /// Where a database of it is, in the form of `DATABASE_URL`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://recognito@localhost:5432/{database}?host={}", self.socket_folder().display())
    }

    /// Starts it, however it ended, and waits until it takes connections.
    pub fn start_again(&mut self) {
        let deadline = Instant::now() + START_TIMEOUT;
        while !self.answers() {
            if self.process.as_mut().is_none_or(|process| process.try_wait().unwrap().is_some()) {
                // The first try may find processes of the last run that have not let go yet.
                self.process = Some(self.spawn());
            }
            assert!(Instant::now() < deadline, "Postgres does not start:\n{}", self.log());
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn spawn(&self) -> Child {
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.cluster());
        for setting in [
            "listen_addresses=",
            &format!("unix_socket_directories={}", self.folder.path().display()),
            "max_connections=200",
            "min_wal_size=32MB",
            "max_wal_size=64MB",
        ] {
            command.args(["-c", setting]);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
    }

    /// Whether it takes connections.
    pub fn answers(&self) -> bool {
        self.process.is_some() && self.try_execute("postgres", "select 1").success
    }

    /// SIGKILL to the postmaster: its children notice and end.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Holds it still: no connection ends, and none is answered.
    pub fn pause(&self) {
        process::signal_family(self.pid(), "STOP");
    }

    /// Lets it continue.
    pub fn resume(&self) {
        process::signal_family(self.pid(), "CONT");
    }

    fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// Whether its disk can be filled.
    pub fn has_small_disk(&self) -> bool {
        self.small_disk
    }

    /// Fills the small disk to the last byte.
    pub fn fill_disk(&self) {
        assert!(self.small_disk, "this disk is everybody's");
        let mut filler = File::create(self.disk().join("filler")).unwrap();
        for bytes in [1 << 20, 4 << 10, 1] {
            while filler.write_all(&vec![0; bytes]).is_ok() {}
        }
    }

    /// Makes room again.
    pub fn free_disk(&self) {
        fs::remove_file(self.disk().join("filler")).unwrap();
    }

    /// Whether it has given up, as it may when the disk is full.
    pub fn has_ended(&mut self) -> bool {
        self.process.as_mut().is_none_or(|process| process.try_wait().unwrap().is_some())
    }

    /// Runs statements as the superuser; they must succeed. Gives what they returned.
    #[track_caller]
    pub fn execute(&self, database: &str, sql: &str) -> String {
        self.try_execute(database, sql).expect_success()
    }

    /// Runs statements as the superuser.
    pub fn try_execute(&self, database: &str, sql: &str) -> Output {
        let mut psql = Command::new("psql");
        psql.arg("-h").arg(self.socket_folder()).args(["-U", "recognito", "-d", database]);
        programs::run(psql.args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql]))
    }

    /// What it has said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// A program of the installation, run as the user that may run it.
    fn command(&self, program: &str) -> Command {
        let folder = programs::run(Command::new("pg_config").arg("--bindir")).expect_success();
        let path = Path::new(folder.trim()).join(program);
        let mut command = match account() {
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={user}"), format!("--regid={group}")]);
                command.arg("--clear-groups").arg(path);
                command
            }
            None => Command::new(path),
        };
        command.current_dir(self.folder.path()).env("LC_ALL", "C");
        command
    }
}

impl Drop for External {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process::signal_family(process.id(), "CONT");
            // An immediate shutdown: its data is not needed any more.
            process::signal(process.id(), "QUIT");
            let _ = process.wait();
        }
        if thread::panicking() {
            eprintln!("--- Postgres' log ---\n{}", self.log());
        }
        if self.small_disk {
            programs::run(Command::new("umount").arg("-l").arg(self.disk()));
        }
    }
}

/// The user that Postgres runs as where we are root, as which it refuses to run.
fn account() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        programs::run(Command::new("id").args(arguments)).stdout.trim().parse::<u32>().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?))
}
