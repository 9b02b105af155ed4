//! Databases for tests: one fresh database per test, in one cluster that all test processes of a run share.
//!
//! The first test that asks starts the cluster under `target/test-postgres` (about a second); it stays until no test
//! has used it for a minute, and is made anew at the next start. With `TEST_DATABASE_URL` set, databases are made on
//! that server instead; its user needs CREATEDB.
//!
//! ```no_run
//! # async fn a_test() -> Result<(), sqlx::Error> {
//! let database = private_postgres::testing::database().await;
//! let pool = sqlx::PgPool::connect_with(database.options()).await?;
//! # Ok(()) }
//! ```
//! Functions here panic when there is no Postgres to be had, with the words of [`PrivateFault`]: a test cannot go on.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};

use crate::endpoint::Endpoint;
use crate::folder::Folder;
use crate::launch::{Launcher, NOT_DURABLE};
use crate::{PrivateFault, binaries, left_over};

/// A server to use instead of a cluster of our own.
const URL_VARIABLE: &str = "TEST_DATABASE_URL";
const UNTIL_IDLE: &str = include_str!("until_idle.sh");
/// How long the cluster may take to accept connections.
const START_LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(20);
/// Postgres' code for a database that exists already.
const DUPLICATE_DATABASE: &str = "42P04";

/// A database for one test alone; dropped with this value, which must outlive the test's connections.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    server: PgConnectOptions,
    /// The shared lock that keeps the cluster running.
    _in_use: Option<File>,
}

/// A fresh database on a cluster that does not wait for the disk: for everything except tests of durability.
pub async fn database() -> TestDatabase {
    TestDatabase::new(Durability::None).await.unwrap_or_else(|fault| panic!("no test database: {fault}"))
}

/// A fresh database on a cluster with the durability settings of production: for what is measured, or killed.
pub async fn durable_database() -> TestDatabase {
    TestDatabase::new(Durability::Full).await.unwrap_or_else(|fault| panic!("no test database: {fault}"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    None,
    Full,
}

impl TestDatabase {
    /// Options to connect with.
    pub fn options(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
    }

    /// The same as an URL.
    pub fn url(&self) -> String {
        self.options().to_url_lossy().to_string()
    }

    async fn new(durability: Durability) -> Result<Self, PrivateFault> {
        let (server, in_use) = match std::env::var(URL_VARIABLE) {
            Ok(url) => (url.parse()?, None),
            Err(_) => shared(durability).await.map(|(server, users)| (server, Some(users)))?,
        };
        let mut connection = PgConnection::connect_with(&server).await?;
        loop {
            let name = next_name();
            match connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await {
                Ok(_) => {
                    connection.close().await?;
                    return Ok(Self { name, server, _in_use: in_use });
                }
                // An earlier process of the same number left one behind.
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(DUPLICATE_DATABASE) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let server = self.server.clone();
        // On a thread of its own: the test's runtime may be this thread's, and may be ending. What cannot be dropped
        // goes with the cluster.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect_with(&server).await.ok()?;
                connection.execute(AssertSqlSafe(drop_it)).await.ok()?;
                connection.close().await.ok()
            })
        });
        drop(dropping.join());
    }
}

fn next_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Options for the shared cluster, started if it does not run, and the lock that keeps it running.
async fn shared(durability: Durability) -> Result<(PgConnectOptions, File), PrivateFault> {
    let home = home().join(if durability == Durability::Full { "durable" } else { "fast" });
    let (starting, users) = {
        let home = home.clone();
        let locks = tokio::task::spawn_blocking(move || locks(&home)).await;
        locks.map_err(std::io::Error::other).map_err(PrivateFault::io("locking", Path::new("start")))??
    };
    let server = match running(&home.join("postgres")).await {
        Some(server) => server,
        None => start(&home, durability).await?,
    };
    drop(starting);
    Ok((server, users))
}

/// Takes the lock on starting and stopping, then the shared one on using.
fn locks(home: &Path) -> Result<(File, File), PrivateFault> {
    fs::create_dir_all(home).map_err(PrivateFault::io("making", home))?;
    let open = |name: &str| {
        let path = home.join(name);
        let file = File::options().create(true).write(true).truncate(false).open(&path);
        file.map_err(PrivateFault::io("opening", &path))
    };
    let (starting, mut users) = (open("start")?, open("users")?);
    starting.lock().map_err(PrivateFault::io("locking", home))?;
    users.lock_shared().map_err(PrivateFault::io("locking", home))?;
    // The time of the last write is the time of the last use.
    let touched = users.seek(SeekFrom::Start(0)).and_then(|_| users.write_all(b"\n"));
    touched.map_err(PrivateFault::io("touching", home))?;
    Ok((starting, users))
}

async fn running(dir: &Path) -> Option<PgConnectOptions> {
    let server = Endpoint::of_running(dir)?.options("postgres");
    let connection = PgConnection::connect_with(&server).await.ok()?;
    connection.close().await.ok()?;
    Some(server)
}

async fn start(home: &Path, durability: Durability) -> Result<PgConnectOptions, PrivateFault> {
    let dir = home.join("postgres");
    spawn(home, &dir, durability)?;
    let began = Instant::now();
    loop {
        if let Some(server) = running(&dir).await {
            return Ok(server);
        }
        if began.elapsed() > START_LIMIT {
            let log = home.join("server.log");
            let tail = crate::launch::last_lines(&fs::read_to_string(&log).unwrap_or_default());
            return Err(PrivateFault::NotStarted { what: "not ready in time".into(), log, tail });
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Makes a new cluster and starts it under a shell that ends it when it is idle, outside of our process group.
fn spawn(home: &Path, dir: &Path, durability: Durability) -> Result<(), PrivateFault> {
    if dir.exists() {
        let canonical = dir.canonicalize().map_err(PrivateFault::io("resolving", dir))?;
        left_over::clear(&canonical, &canonical.join("cluster"))?;
        fs::remove_dir_all(dir).map_err(PrivateFault::io("removing", dir))?;
    }
    let folder = Folder::open(dir)?;
    let launcher = Launcher::new(binaries::find(None, true, None)?, &folder)?;
    launcher.init(&folder, durability == Durability::Full)?;
    let settings: &[&str] = if durability == Durability::Full { &[] } else { &NOT_DURABLE };
    let server = launcher.serve(&folder, &folder.socket()?, settings);
    let log = home.join("server.log");
    let output = File::create(&log).map_err(PrivateFault::io("making", &log))?;
    let errors = output.try_clone().map_err(PrivateFault::io("opening", &log))?;
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(UNTIL_IDLE)
        .arg("until-idle")
        .arg(home)
        .arg(server.get_program())
        .args(server.get_args());
    shell.current_dir("/").env("LC_ALL", "C").process_group(0);
    shell.stdin(Stdio::null()).stdout(output).stderr(errors);
    shell.spawn().map(drop).map_err(PrivateFault::io("starting", Path::new("sh")))
}

/// `target/test-postgres` of the build this test belongs to, or a folder of this user's in the temporary one.
fn home() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let temporary = || {
        let uid = rustix::process::geteuid().as_raw();
        std::env::temp_dir().join(format!("recognito-tests-{uid}"))
    };
    target.map_or_else(temporary, |target| target.join("test-postgres"))
}
