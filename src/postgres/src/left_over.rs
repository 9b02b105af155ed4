//! A Postgres that outlived the process which started it (killed, or crashed), and the pid file of one that did not.

use std::fs;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::PrivateFault;

/// How often a process that was sent a signal is checked.
const POLL: Duration = Duration::from_millis(50);
/// How many polls a fast shutdown gets, and then an immediate one.
const POLLS: [(Signal, u32); 2] = [(Signal::INT, 1_200), (Signal::QUIT, 200)];

/// The process that has the pid in the pid file.
#[derive(Debug, PartialEq, Eq)]
enum Owner {
    /// No process.
    Nobody,
    /// A Postgres on this very cluster.
    Postgres,
    /// Another process, which got the number later.
    Stranger,
    /// Unknown: we lack the right to look.
    Unknown,
}

/// Ends a Postgres that still runs on the cluster, and removes a pid file whose number now belongs to another process
/// (Postgres would take that process for itself and refuse to start). Call only with the folder's lock held.
pub(crate) fn clear(dir: &Path, cluster: &Path) -> Result<(), PrivateFault> {
    let pid_file = cluster.join("postmaster.pid");
    let Some(pid) = pid_in(&pid_file) else { return Ok(()) };
    match owner(pid, cluster) {
        Owner::Nobody => Ok(()),
        Owner::Stranger => match fs::remove_file(&pid_file) {
            // A Postgres in the middle of its end is not known as one any more, and removes its file itself.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(PrivateFault::io("removing", &pid_file)),
        },
        Owner::Unknown => Err(PrivateFault::InUse { dir: dir.to_owned() }),
        Owner::Postgres => end(pid, dir, cluster),
    }
}

fn pid_in(pid_file: &Path) -> Option<Pid> {
    let text = fs::read_to_string(pid_file).ok()?;
    text.lines().next()?.trim().parse().ok().and_then(Pid::from_raw)
}

fn end(pid: Pid, dir: &Path, cluster: &Path) -> Result<(), PrivateFault> {
    for (signal, polls) in POLLS {
        match kill_process(pid, signal) {
            Ok(()) => {}
            Err(rustix::io::Errno::SRCH) => return Ok(()),
            Err(_) => return Err(PrivateFault::InUse { dir: dir.to_owned() }),
        }
        for _ in 0..polls {
            if owner(pid, cluster) != Owner::Postgres {
                return Ok(());
            }
            sleep(POLL);
        }
    }
    Err(PrivateFault::NotStopped { pid: pid.as_raw_pid() })
}

/// A postmaster's working directory is its data directory, which distinguishes ours from any other process.
fn owner(pid: Pid, cluster: &Path) -> Owner {
    if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
        return Owner::Nobody;
    }
    match fs::read_link(format!("/proc/{}/cwd", pid.as_raw_pid())) {
        Ok(working) if working == cluster => Owner::Postgres,
        Ok(_) => Owner::Stranger,
        // A process that ended and was not yet reaped has no working directory.
        Err(error) if error.kind() == io::ErrorKind::NotFound && Path::new("/proc/self").exists() => {
            Owner::Stranger
        }
        Err(_) => Owner::Unknown,
    }
}
