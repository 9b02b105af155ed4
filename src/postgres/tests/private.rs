//! A private Postgres through its whole life, on real processes. As root, Postgres runs as another user; the same
//! tests run as an ordinary user (the last one starts them again that way).

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use private_postgres::{Endpoint, KEYS_DATABASE, LOG_DATABASE, Private, PrivateFault, Settings};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, Executor, PgConnection};

/// A folder for one test, gone with it.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        Self::below(&std::env::temp_dir())
    }

    fn below(parent: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("private-postgres-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = parent.join(name);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    fn dir(&self) -> PathBuf {
        self.0.join("postgres")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn connect(endpoint: &Endpoint, database: &str) -> PgConnection {
    PgConnection::connect_with(&endpoint.options(database)).await.expect("a connection")
}

async fn value(endpoint: &Endpoint, query: &'static str) -> String {
    let mut connection = connect(endpoint, LOG_DATABASE).await;
    sqlx::query_scalar(query).fetch_one(&mut connection).await.expect("one value")
}

/// Commits a row that later starts must still have.
async fn leave_a_row(endpoint: &Endpoint) {
    let mut connection = connect(endpoint, LOG_DATABASE).await;
    connection.execute("CREATE TABLE left_here AS SELECT 'kept' AS word").await.expect("a table");
}

fn postmaster(dir: &Path) -> u32 {
    let text = fs::read_to_string(dir.join("cluster/postmaster.pid")).expect("a pid file");
    text.lines().next().and_then(|line| line.parse().ok()).expect("a pid")
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0)
}

/// Kills as the operating system would: without a word to the process.
fn kill(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).expect("a process id");
    kill_process(pid, Signal::KILL).expect("a process to kill");
}

fn is_alive(pid: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited in vain until {what}");
}

#[tokio::test]
async fn the_first_start_makes_both_databases_behind_a_closed_socket() {
    let place = Place::new();
    let private = Private::start(&place.dir()).await.unwrap();
    let endpoint = private.endpoint();
    for database in [LOG_DATABASE, KEYS_DATABASE] {
        let mut connection = connect(endpoint, database).await;
        let name: String =
            sqlx::query_scalar("SELECT current_database()::text").fetch_one(&mut connection).await.unwrap();
        assert_eq!(name, database);
    }
    assert_eq!(value(endpoint, "SELECT current_setting('listen_addresses')").await, "");
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let mut connection = connect(endpoint, LOG_DATABASE).await;
        let on: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(on, "on", "{setting}");
    }
    assert_eq!(value(endpoint, "SELECT current_setting('server_encoding')").await, "UTF8");
    assert_eq!(
        value(endpoint, "SELECT datcollate FROM pg_database WHERE datname = current_database()").await,
        "C"
    );
    for closed in ["", "cluster", "socket"] {
        let found = fs::metadata(place.dir().join(closed)).unwrap();
        assert_eq!(found.mode() & 0o777, 0o700, "{closed:?}");
        assert_ne!(found.uid(), 0, "{closed:?} belongs to root");
    }
    private.stop().await.unwrap();
}

#[tokio::test]
async fn an_url_leads_to_the_same_database() {
    let place = Place::new();
    let private = Private::start(&place.dir()).await.unwrap();
    let mut connection = PgConnection::connect(&private.endpoint().url(KEYS_DATABASE)).await.unwrap();
    let name: String =
        sqlx::query_scalar("SELECT current_database()::text").fetch_one(&mut connection).await.unwrap();
    assert_eq!(name, KEYS_DATABASE);
    drop(connection);
    assert_eq!(Endpoint::of_running(&place.dir()).as_ref(), Some(private.endpoint()));
    private.stop().await.unwrap();
    assert_eq!(Endpoint::of_running(&place.dir()), None);
}

#[tokio::test]
async fn a_second_start_finds_the_old_data() {
    let place = Place::new();
    let private = Private::start(&place.dir()).await.unwrap();
    leave_a_row(private.endpoint()).await;
    let pid = postmaster(&place.dir());
    private.stop().await.unwrap();
    assert!(!is_alive(pid));
    let private = Private::start(&place.dir()).await.unwrap();
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    let pid = postmaster(&place.dir());
    drop(private);
    assert!(!is_alive(pid), "dropping stops it too");
}

#[tokio::test]
async fn after_a_kill_of_postgres_the_next_start_recovers() {
    let place = Place::new();
    let private = Private::start(&place.dir()).await.unwrap();
    leave_a_row(private.endpoint()).await;
    let mut busy = connect(private.endpoint(), LOG_DATABASE).await;
    let running = tokio::spawn(async move { busy.execute("SELECT pg_sleep(30)").await.is_err() });
    kill(postmaster(&place.dir()));
    drop(private);
    let private = Private::start(&place.dir()).await.unwrap();
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    assert!(running.await.unwrap(), "the old connection is broken");
    private.stop().await.unwrap();
}

#[tokio::test]
async fn a_postgres_that_was_killed_is_started_again_in_its_place() {
    let place = Place::new();
    let mut private = Private::start(&place.dir()).await.unwrap();
    leave_a_row(private.endpoint()).await;
    assert!(private.ended().is_none());
    private.start_again().await.unwrap();
    let first = postmaster(&place.dir());
    kill(first);
    until("Postgres has ended", || private.ended().is_some()).await;
    private.start_again().await.unwrap();
    assert!(private.ended().is_none() && postmaster(&place.dir()) != first);
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    private.stop().await.unwrap();
}

#[tokio::test]
async fn a_pid_file_with_the_number_of_a_stranger_is_no_obstacle() {
    let place = Place::new();
    Private::start(&place.dir()).await.unwrap().stop().await.unwrap();
    let mut stranger = Command::new("sleep").arg("60").spawn().unwrap();
    let pid_file = place.dir().join("cluster/postmaster.pid");
    fs::write(&pid_file, format!("{}\n/nowhere\n1\n5432\n/nowhere\n\n  1 1\nready\n", stranger.id()))
        .unwrap();
    let private = Private::start(&place.dir()).await.unwrap();
    private.stop().await.unwrap();
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger lives on");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[tokio::test]
async fn a_half_made_cluster_is_made_again() {
    let place = Place::new();
    fs::create_dir_all(place.dir().join("cluster.new/base")).unwrap();
    fs::write(place.dir().join("cluster.new/PG_VERSION"), "15\n").unwrap();
    let private = Private::start(&place.dir()).await.unwrap();
    assert!(!place.dir().join("cluster.new").exists());
    private.stop().await.unwrap();
}

#[tokio::test]
async fn an_occupied_folder_is_refused_and_left_alone() {
    let place = Place::new();
    fs::create_dir(place.dir()).unwrap();
    fs::write(place.dir().join("thesis.txt"), "mine").unwrap();
    let fault = Private::start(&place.dir()).await.unwrap_err();
    assert!(matches!(&fault, PrivateFault::Occupied { entry, .. } if entry == "thesis.txt"), "{fault}");
    let left: Vec<_> = fs::read_dir(place.dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["thesis.txt"]);
}

#[tokio::test]
async fn two_servers_cannot_share_a_folder() {
    let place = Place::new();
    let first = Private::start(&place.dir()).await.unwrap();
    let fault = Private::start(&place.dir()).await.unwrap_err();
    assert!(matches!(fault, PrivateFault::InUse { .. }), "{fault}");
    assert_eq!(value(first.endpoint(), "SELECT 'unharmed'").await, "unharmed");
    first.stop().await.unwrap();
    Private::start(&place.dir()).await.unwrap().stop().await.unwrap();
}

/// Only an ordinary user can be refused: root reaches everything, and this runs as one in the last test.
#[tokio::test]
async fn a_folder_of_somebody_else_is_refused() {
    if is_root() {
        return;
    }
    for dir in ["/private-postgres-nobody-may-make-this/postgres", "/root"] {
        let fault = Private::start(Path::new(dir)).await.unwrap_err();
        assert!(matches!(fault, PrivateFault::NoPermission { .. }), "{dir}: {fault:?}");
        assert!(fault.to_string().contains("another data folder"), "{fault}");
    }
}

#[tokio::test]
async fn missing_binaries_are_named() {
    let place = Place::new();
    let settings = Settings { path: Some(place.0.clone().into()), only_path: true };
    let fault = Private::start_with(&place.dir(), settings).await.unwrap_err();
    assert!(matches!(fault, PrivateFault::NoBinaries { .. }), "{fault}");
    assert!(fault.to_string().contains(place.0.to_str().unwrap()), "{fault}");
}

#[tokio::test]
async fn data_of_another_major_version_is_refused() {
    let place = Place::new();
    Private::start(&place.dir()).await.unwrap().stop().await.unwrap();
    fs::write(place.dir().join("cluster/PG_VERSION"), "9\n").unwrap();
    let fault = Private::start(&place.dir()).await.unwrap_err();
    assert!(matches!(&fault, PrivateFault::WrongMajor { data, .. } if data == "9"), "{fault}");
}

#[tokio::test]
async fn a_postgres_that_cannot_start_says_why() {
    let place = Place::new();
    Private::start(&place.dir()).await.unwrap().stop().await.unwrap();
    fs::write(place.dir().join("cluster/postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let fault = Private::start(&place.dir()).await.unwrap_err();
    assert!(matches!(fault, PrivateFault::NotStarted { .. }), "{fault}");
    assert!(fault.to_string().contains("no_such_setting"), "{fault}");
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_is_worked_around() {
    let place = Place::new();
    let dir = place.0.join("x".repeat(90)).join("postgres");
    let private = Private::start(&dir).await.unwrap();
    assert_eq!(value(private.endpoint(), "SELECT 'reached'").await, "reached");
    assert_eq!(Endpoint::of_running(&dir).as_ref(), Some(private.endpoint()));
    private.stop().await.unwrap();
}

fn socket_folder(endpoint: &Endpoint) -> PathBuf {
    endpoint.options(LOG_DATABASE).get_socket().expect("a private Postgres has a socket").clone()
}

#[tokio::test]
async fn a_folder_below_one_that_others_may_not_enter_works_too() {
    let place = Place::new();
    let closed = place.0.join("closed");
    fs::DirBuilder::new().mode(0o700).create(&closed).unwrap();
    let dir = closed.join("postgres");
    let private = Private::start(&dir).await.unwrap();
    leave_a_row(private.endpoint()).await;
    let socket = socket_folder(private.endpoint());
    let is_root = rustix::process::geteuid().is_root();
    assert!(socket.exists() && socket.starts_with(&closed) != is_root, "{socket:?}");
    private.stop().await.unwrap();
    assert_ne!(socket.exists(), is_root, "nothing stays in the system's temporary folder");
    let private = Private::start(&dir).await.unwrap();
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    kill(postmaster(&dir));
    drop(private);
    let private = Private::start(&dir).await.unwrap();
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    private.stop().await.unwrap();
}

/// Set for the helper below by the test that kills it.
const HOLD: &str = "PRIVATE_POSTGRES_HOLD";

/// Not a rule by itself: the process that the next test kills.
#[tokio::test]
async fn holds_a_server_until_killed() {
    let Ok(dir) = std::env::var(HOLD) else { return };
    let private = Private::start(Path::new(&dir)).await.unwrap();
    leave_a_row(private.endpoint()).await;
    fs::write(Path::new(&dir).with_extension("ready"), "").unwrap();
    tokio::time::sleep(Duration::from_mins(1)).await;
}

#[tokio::test]
async fn when_the_server_is_killed_postgres_ends_and_the_next_start_finds_the_data() {
    let place = Place::new();
    let mut server = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "holds_a_server_until_killed"])
        .env(HOLD, place.dir())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("it is ready", || place.dir().with_extension("ready").exists()).await;
    let pid = postmaster(&place.dir());
    assert!(is_alive(pid));
    server.kill().unwrap();
    server.wait().unwrap();
    // At once, while the old Postgres may still be writing its last checkpoint.
    let private = Private::start(&place.dir()).await.unwrap();
    assert_ne!(postmaster(&place.dir()), pid);
    assert!(!is_alive(pid));
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    private.stop().await.unwrap();
}

#[tokio::test]
async fn a_postgres_that_outlived_its_server_is_ended_and_its_data_used() {
    let place = Place::new();
    let private = Private::start(&place.dir()).await.unwrap();
    leave_a_row(private.endpoint()).await;
    private.stop().await.unwrap();
    // The same cluster, started by hand, as if our process had died without Postgres noticing.
    let config =
        Command::new("pg_config").arg("--bindir").output().ok().filter(|output| output.status.success());
    let bindir = config.map_or("/usr/lib/postgresql/15/bin".into(), |output| {
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    });
    let owner = fs::metadata(place.dir()).unwrap();
    let mut command = Command::new(format!("{bindir}/postgres"));
    std::os::unix::process::CommandExt::uid(&mut command, owner.uid());
    std::os::unix::process::CommandExt::gid(&mut command, owner.gid());
    let mut left = command
        .arg("-D")
        .arg(place.dir().join("cluster"))
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!("unix_socket_directories={}", place.dir().join("socket").display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("it is ready", || Endpoint::of_running(&place.dir()).is_some()).await;
    let reaper = std::thread::spawn(move || left.wait());
    let private = Private::start(&place.dir()).await.unwrap();
    assert!(reaper.join().unwrap().unwrap().success());
    assert_eq!(value(private.endpoint(), "SELECT word FROM left_here").await, "kept");
    private.stop().await.unwrap();
}

#[tokio::test]
async fn each_test_gets_a_database_of_its_own() {
    let one = private_postgres::testing::database().await;
    let other = private_postgres::testing::database().await;
    assert_ne!(one.url(), other.url());
    let mut connection = PgConnection::connect_with(&one.options()).await.unwrap();
    connection.execute("CREATE TABLE only_here (a int)").await.unwrap();
    let mut elsewhere = PgConnection::connect(&other.url()).await.unwrap();
    assert!(elsewhere.execute("SELECT * FROM only_here").await.is_err());
    let url = one.url();
    drop(one);
    assert!(PgConnection::connect(&url).await.is_err(), "it went with its value");
}

#[tokio::test]
async fn a_durable_database_waits_for_the_disk() {
    if std::env::var_os("TEST_DATABASE_URL").is_some() {
        return;
    }
    for (database, expected) in [
        (private_postgres::testing::database().await, "off"),
        (private_postgres::testing::durable_database().await, "on"),
    ] {
        let mut connection = PgConnection::connect_with(&database.options()).await.unwrap();
        let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(&mut connection).await.unwrap();
        assert_eq!(fsync, expected);
    }
}

/// Set where the tests run a second time, as an ordinary user.
const AGAIN: &str = "PRIVATE_POSTGRES_AS_NOBODY";

#[test]
fn an_ordinary_user_gets_the_same() {
    again_as_an_ordinary_user(&[
        "--exact",
        "the_first_start_makes_both_databases_behind_a_closed_socket",
        "after_a_kill_of_postgres_the_next_start_recovers",
        "a_folder_of_somebody_else_is_refused",
    ]);
}

#[test]
#[ignore = "takes long: ./dev night"]
fn an_ordinary_user_gets_the_same_in_every_test() {
    again_as_an_ordinary_user(&[]);
}

fn again_as_an_ordinary_user(tests: &[&str]) {
    if !is_root() || std::env::var_os(AGAIN).is_some() {
        return;
    }
    let place = Place::new();
    // A copy: the target folder may lie where an ordinary user cannot reach it.
    let program = place.0.join("private");
    fs::copy(std::env::current_exe().expect("this program"), &program).expect("a copy of it");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program for others");
    let temporary = place.0.join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    fs::set_permissions(&temporary, fs::Permissions::from_mode(0o777)).expect("a folder for others");
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
        .arg(&program)
        .args(["--test-threads=2"])
        .args(tests)
        .env(AGAIN, "1")
        .env("TMPDIR", &temporary)
        .current_dir("/")
        .output()
        .expect("setpriv");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}
