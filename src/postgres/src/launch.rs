//! The command lines that make and start a cluster as the right user. Builds commands; runs only `initdb`.

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::PrivateFault;
use crate::account::Account;
use crate::binaries::Binaries;
use crate::endpoint::{PORT, ROLE};
use crate::folder::Folder;

/// Opens the data directory while still allowed to, then runs the rest. So Postgres gets into a folder whose
/// parents it may not pass (`/root/...`): by the open directory instead of the path.
const BY_OPEN_DIRECTORY: &str = r#"exec 9<"$1"; shift; exec "$@""#;
const OPEN_DIRECTORY: &str = "/proc/self/fd/9";
/// Lines of output that a message quotes.
const QUOTED_LINES: usize = 15;

/// Set on every start; overrides the cluster's own configuration.
const SETTINGS: [&str; 17] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "shared_buffers=256MB",
    "wal_buffers=16MB",
    "min_wal_size=256MB",
    "max_wal_size=2GB",
    "checkpoint_timeout=15min",
    "random_page_cost=1.1",
    "max_connections=200",
    "logging_collector=off",
    "log_destination=stderr",
    // A statement's text and the values of a violated key can hold personal data: they stay out of the log.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length_on_error=0",
];

/// For clusters that are thrown away: an order of magnitude faster, and lost with the machine.
#[cfg(feature = "testing")]
pub(crate) const NOT_DURABLE: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// How programs of one installation are run on one folder.
#[derive(Debug)]
pub(crate) struct Launcher {
    binaries: Binaries,
    account: Option<Account>,
    setpriv: Option<PathBuf>,
    reachable: bool,
}

impl Launcher {
    pub(crate) fn new(binaries: Binaries, folder: &Folder) -> Result<Self, PrivateFault> {
        let (account, reachable) = (folder.account, folder.is_reachable());
        let setpriv = setpriv();
        if !reachable && !has_way_around(setpriv.as_deref()) {
            let why = "the user that Postgres runs as may not pass the folders above".to_owned();
            return Err(PrivateFault::NoPermission { path: folder.dir.clone(), why });
        }
        Ok(Self { binaries, account, setpriv, reachable })
    }

    /// Makes the data directory of the folder: beside its place, then renamed.
    pub(crate) fn init(&self, folder: &Folder, durable: bool) -> Result<(), PrivateFault> {
        let unfinished = folder.unfinished();
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(PrivateFault::io("removing", &unfinished))?;
        }
        folder.make_private(&unfinished)?;
        let mut command = self.command(&self.binaries.initdb, &unfinished);
        let user = format!("--username={ROLE}");
        command.args([&user, "--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject"]);
        if !durable {
            command.arg("--no-sync");
        }
        let output = command.output().map_err(PrivateFault::io("running", &self.binaries.initdb))?;
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(PrivateFault::Init {
                dir: unfinished,
                output: last_lines(&String::from_utf8_lossy(&said)),
            });
        }
        let cluster = folder.cluster();
        fs::rename(&unfinished, &cluster).map_err(PrivateFault::io("naming", &cluster))
    }

    /// The command that runs the server, in a process group of its own: a Ctrl-C at the terminal is for our
    /// process, which stops Postgres when it has no more use for it.
    pub(crate) fn serve(&self, folder: &Folder, socket: &Path, settings: &[&str]) -> Command {
        let mut command = self.command(&self.binaries.postgres, &folder.cluster());
        let mut socket_setting = OsString::from("unix_socket_directories=");
        socket_setting.push(socket);
        command.arg("-p").arg(PORT.to_string()).arg("-c").arg(socket_setting);
        for setting in SETTINGS.iter().chain(settings) {
            command.args(["-c", setting]);
        }
        command.process_group(0).stdin(Stdio::null());
        command
    }

    /// `program -D data`, as the right user, sent SIGINT (a fast shutdown) when our process ends.
    fn command(&self, program: &Path, data: &Path) -> Command {
        let mut line: Vec<OsString> = Vec::new();
        if !self.reachable {
            line.extend(["sh", "-c", BY_OPEN_DIRECTORY, "sh"].map(OsString::from));
            line.push(data.into());
        }
        if let Some(setpriv) = &self.setpriv {
            line.push(setpriv.into());
            if let Some(Account { uid, gid }) = self.account {
                line.extend(
                    [format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".into()]
                        .map(OsString::from),
                );
            }
            line.extend(["--pdeathsig=INT", "--"].map(OsString::from));
        }
        line.push(program.into());
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).arg("-D").arg(if self.reachable { data } else { Path::new(OPEN_DIRECTORY) });
        // A working directory that the other user may not enter would be in its way.
        command.current_dir("/").env("LC_ALL", "C").env_remove("PGDATA").env_remove("PGPORT");
        if let (None, Some(Account { uid, gid })) = (&self.setpriv, self.account) {
            command.uid(uid).gid(gid);
        }
        command
    }
}

/// Whether a private Postgres runs in a folder below one that only the server's user may enter: the server is not root, and Postgres runs
/// as the same user, or there is a way to hand over the open folder.
pub fn passes_closed_folders() -> bool {
    !rustix::process::geteuid().is_root() || has_way_around(setpriv().as_deref())
}

/// Whether there is what [`BY_OPEN_DIRECTORY`] needs.
fn has_way_around(setpriv: Option<&Path>) -> bool {
    setpriv.is_some() && Path::new("/proc/self/fd").exists()
}

/// The `setpriv` of util-linux; another one of that name knows no parent-death signal.
fn setpriv() -> Option<PathBuf> {
    let candidates = ["/usr/bin/setpriv", "/bin/setpriv"].map(PathBuf::from);
    candidates.into_iter().find(|program| {
        let mut tried = Command::new(program);
        tried.args(["--pdeathsig=INT", "--", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
        tried.status().is_ok_and(|status| status.success())
    })
}

pub(crate) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(QUOTED_LINES)..].join("\n")
}
