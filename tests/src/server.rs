//! A running server, and one of a test's own: started on a free port and a fresh data folder, killed, started again, stopped at the end.

use std::{
    fs::{self, Permissions},
    ops::Deref,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Child,
    thread,
    time::{Duration, Instant},
};

use crate::database::{self, Cluster};
use crate::launch::{START_TIMEOUT, Settings, launch};
use crate::{http, process};

pub use crate::launch::AccessKey;

/// How long a server may think about whether it is ready.
const READY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may take to end after SIGTERM.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// Where a running server is and what it keeps: all that a test needs which does no harm to it.
pub struct Server {
    pub(crate) endpoint: String,
    /// Holds its data folder and its log.
    pub(crate) folder: PathBuf,
    /// The administrator's key, where the server was given one.
    pub(crate) key: Option<AccessKey>,
}

impl Server {
    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `127.0.0.1:PORT`.
    pub fn authority(&self) -> &str {
        self.endpoint.trim_start_matches("http://")
    }

    /// The server's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What the server has said since its (last) start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The administrator's key: the one that the server was given, or that its first start made.
    pub fn administrator(&self) -> AccessKey {
        if let Some(key) = &self.key {
            return key.clone();
        }
        let text = fs::read_to_string(self.data().join("credentials")).unwrap();
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
            line.unwrap_or_else(|| panic!("no {key} in the credentials file")).trim().to_owned()
        };
        let (id, secret) = (value("aws_access_key_id"), value("aws_secret_access_key"));
        AccessKey { id, secret }
    }

    /// The postmaster of its private Postgres.
    pub fn postmaster(&self) -> u32 {
        Cluster::of(&self.data()).postmaster()
    }

    /// Whether it says that it can serve, now.
    pub fn is_ready(&self) -> bool {
        http::Connection::open_within(self.authority(), READY_TIMEOUT)
            .and_then(|mut connection| connection.exchange(&http::Request::get("/health/ready")))
            .is_ok_and(|answer| answer.status == 200)
    }

    /// What it wants its operator to look at.
    pub fn alarms(&self) -> Vec<String> {
        let mut connection = http::Connection::open(self.authority()).unwrap();
        let answer = connection.exchange(&http::Request::get("/health/ready")).unwrap();
        let alarms = answer.json()["alarms"].as_array().cloned().unwrap_or_default();
        alarms.iter().map(ToString::to_string).collect()
    }

    /// The same, once there is something.
    #[track_caller]
    pub fn alarms_within(&self, limit: Duration) -> Vec<String> {
        let began = Instant::now();
        loop {
            let alarms = self.alarms();
            if !alarms.is_empty() || began.elapsed() > limit {
                return alarms;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until it is ready again, without help. Gives how long that took.
    #[track_caller]
    pub fn recovers_within(&self, limit: Duration) -> Duration {
        let began = Instant::now();
        while !self.is_ready() {
            assert!(began.elapsed() < limit, "not ready after {limit:?}; its log:\n{}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
        began.elapsed()
    }
}

/// A server of a test's own. Ends with this value, its data folder too.
pub struct Recognito {
    server: Server,
    settings: Settings,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Deref for Recognito {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Recognito {
    /// Starts a server with a private Postgres of its own.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same, with more flags.
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::start_in(fresh_folder(), Settings::new(arguments, &[]))
    }

    /// The same, with variables of the environment too.
    pub fn start_configured(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_in(fresh_folder(), Settings::new(arguments, environment))
    }

    /// Starts a server under a umask, in octal: what it makes must not depend on it.
    pub fn start_under_umask(umask: &str) -> Self {
        Self::start_in(fresh_folder(), Settings { umask: Some(umask.to_owned()), ..Settings::default() })
    }

    /// Starts a server on a data folder that was filled before.
    pub fn start_filled(fill: impl FnOnce(&Path)) -> Self {
        let folder = fresh_folder();
        fill(&folder.path().join("data"));
        Self::start_in(folder, Settings::default())
    }

    /// Starts another node on this server's database. It has a data folder of its own, with the same master key; as any
    /// node does, it knows of other nodes by the database alone.
    #[must_use]
    pub fn another_node(&self) -> Self {
        let cluster = Cluster::of(&self.data());
        self.another_node_on(&cluster.url(database::LOG), &cluster.url(database::KEYS), &[])
    }

    /// The same by another way to the database, with more flags.
    #[must_use]
    pub fn another_node_on(&self, log: &str, keys: &str, more: &[&str]) -> Self {
        let folder = fresh_folder();
        fs::create_dir(folder.path().join("data")).unwrap();
        for file in ["master.key", "credentials"] {
            fs::copy(self.data().join(file), folder.path().join("data").join(file)).unwrap();
        }
        Self::start_in(folder, Settings::on(log, keys, more))
    }

    /// Starts the first node of a database that is not its own.
    pub fn start_on(log: &str, keys: &str, more: &[&str]) -> Self {
        Self::start_in(fresh_folder(), Settings::on(log, keys, more))
    }

    fn start_in(folder: tempfile::TempDir, settings: Settings) -> Self {
        let (process, endpoint) = launch(folder.path(), &settings, "127.0.0.1:0");
        let server = Server { endpoint, folder: folder.path().to_owned(), key: settings.key() };
        server.recovers_within(START_TIMEOUT);
        Self { server, settings, process, _folder: folder }
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// SIGKILL: no drain, no goodbye.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts again on the same data and the same port.
    pub fn start_again(&mut self) {
        let authority = self.authority().to_owned();
        (self.process, self.server.endpoint) = launch(&self.server.folder, &self.settings, &authority);
        self.server.recovers_within(START_TIMEOUT);
    }

    /// Holds it still: it answers nothing and ends nothing.
    pub fn pause(&self) {
        process::signal(self.pid(), "STOP");
    }

    /// Lets it continue.
    pub fn resume(&self) {
        process::signal(self.pid(), "CONT");
    }

    /// SIGTERM, and waits for the end. Gives whether the server ended by itself and well.
    pub fn stop(&mut self) -> bool {
        if let Ok(Some(status)) = self.process.try_wait() {
            return status.success();
        }
        // A paused process does not react to SIGTERM.
        self.resume();
        process::signal(self.pid(), "TERM");
        let deadline = Instant::now() + STOP_TIMEOUT;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.process.try_wait() {
                return status.success();
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.kill();
        false
    }
}

impl Drop for Recognito {
    fn drop(&mut self) {
        self.stop();
        if thread::panicking() {
            eprintln!("--- the server's log ---\n{}", self.log());
        }
    }
}

pub(crate) fn fresh_folder() -> tempfile::TempDir {
    // The private Postgres of a root's server runs as another user, who must be able to enter the folder.
    let open = Permissions::from_mode(0o755);
    tempfile::Builder::new().prefix("recognito-").permissions(open).tempdir().unwrap()
}
