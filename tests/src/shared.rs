//! One server for all tests of a run that do it no harm: pools are apart, so that none sees another's.
//!
//! The first test that asks starts it, whichever process it runs in, and every process that uses it holds a lock which the kernel
//! takes back however the process ends. A shell beside the server stops it when the lock has been free for a while. A program that was
//! built anew gets a server of its own.
//!
//! A test that stops, kills, configures or fills its server, or that looks at everything the server keeps, starts a
//! [`Recognito`](crate::server::Recognito) instead.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    ops::Deref,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use crate::{
    launch::{START_TIMEOUT, endpoint_in},
    programs,
    server::{self, Server},
};

const UNTIL_UNUSED: &str = include_str!("until_unused.sh");
/// So long the server waits for a next test. Longer than any pause between two tests of a run, as far as that can be known: a server
/// that ended too early costs a start.
const UNUSED_MAX: Duration = Duration::from_secs(20);

/// The use of the shared server by a test.
pub struct Shared {
    server: &'static Server,
    /// The length of the server's log when the test began.
    log_from: u64,
}

impl Shared {
    /// What the server has said since this test began.
    pub fn log(&self) -> String {
        let mut said = Vec::new();
        let read = File::open(self.server.log_file()).and_then(|mut log| {
            log.seek(SeekFrom::Start(self.log_from))?;
            log.read_to_end(&mut said)
        });
        read.map_or_else(|error| error.to_string(), |_| String::from_utf8_lossy(&said).into_owned())
    }
}

impl Deref for Shared {
    type Target = Server;

    fn deref(&self) -> &Server {
        self.server
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("--- the shared server's log since this test began ---\n{}", self.log());
        }
    }
}

/// The shared server, started if it does not run. This process holds it until its own end.
pub fn server() -> Shared {
    static LEASE: OnceLock<Lease> = OnceLock::new();
    let server = &LEASE.get_or_init(|| Lease::take(&locks(), UNUSED_MAX)).server;
    let log_from = fs::metadata(server.log_file()).map_or(0, |log| log.len());
    Shared { server, log_from }
}

/// The folder of the locks: beside the program that is tested.
fn locks() -> PathBuf {
    programs::path("recognito").with_file_name("shared-server")
}

/// The right to use a shared server. The server stays until all are given back.
pub struct Lease {
    /// The server.
    pub server: Server,
    _users: File,
}

impl Lease {
    /// For the server of this folder of locks. It ends when it was not used for so long.
    pub fn take(locks: &Path, unused_max: Duration) -> Self {
        fs::create_dir_all(locks).unwrap();
        let open = |name| File::options().create(true).append(true).open(locks.join(name)).unwrap();
        let (starting, users) = (open("start"), open("users"));
        starting.lock().unwrap();
        users.lock_shared().unwrap();
        let server = running(locks).unwrap_or_else(|| start(locks, unused_max));
        Self { server, _users: users }
    }
}

/// The server that runs, if it is of the program as it is now.
fn running(locks: &Path) -> Option<Server> {
    let noted = fs::read_to_string(locks.join("running")).ok()?;
    let (program, rest) = noted.split_once('\n')?;
    let (endpoint, folder) = rest.split_once('\n')?;
    let server = Server { endpoint: endpoint.to_owned(), folder: folder.into(), key: None };
    (program == fingerprint() && server.is_ready()).then_some(server)
}

/// Distinguishes one build of the program from the next.
fn fingerprint() -> String {
    let file = fs::metadata(programs::path("recognito")).unwrap();
    format!("{} bytes, {}.{:09} s", file.len(), file.mtime(), file.mtime_nsec())
}

/// Starts a server outside of the process group of this test, and notes where it is.
fn start(locks: &Path, unused_max: Duration) -> Server {
    let folder = server::fresh_folder().keep();
    let said = folder.join("said");
    let mut shell = Command::new("sh");
    shell.args(["-c", UNTIL_UNUSED, "until-unused"]).args([locks, &folder]);
    shell.arg(unused_max.as_secs().to_string()).arg(programs::path("recognito"));
    shell.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("data"));
    let log = File::create(folder.join("server.log")).unwrap();
    shell.stdin(Stdio::null()).stdout(File::create(&said).unwrap()).stderr(log);
    // No process waits for the shell: it outlives this one.
    shell.current_dir("/").process_group(0).spawn().map(drop).unwrap();
    let server = Server { endpoint: endpoint(&said), folder, key: None };
    server.recovers_within(START_TIMEOUT);
    let noted = format!("{}\n{}\n{}", fingerprint(), server.endpoint, server.folder.display());
    fs::write(locks.join("running"), noted).unwrap();
    server
}

/// Waits until the server has said where it listens.
fn endpoint(said: &Path) -> String {
    let deadline = Instant::now() + START_TIMEOUT;
    loop {
        let text = fs::read_to_string(said).unwrap_or_default();
        // A line that is not ended may be half an address.
        let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        if let Some(endpoint) = lines.find_map(endpoint_in) {
            return endpoint;
        }
        assert!(
            Instant::now() < deadline,
            "the shared server did not say where it listens: {}",
            said.display()
        );
        thread::sleep(Duration::from_millis(20));
    }
}
