//! One running Postgres process: started, watched, stopped. Knows nothing of its data.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::PrivateFault;
use crate::launch::last_lines;

/// How long a fast shutdown may take (it writes a checkpoint) before an immediate shutdown follows.
const STOP_LIMIT: Duration = Duration::from_mins(1);
/// How long an immediate shutdown may take.
const QUIT_LIMIT: Duration = Duration::from_secs(10);
/// A log longer than this is put aside at the next start.
const MAX_LOG_BYTES: u64 = 16 * 1024 * 1024;

/// A Postgres process of ours. Stopped when dropped.
#[derive(Debug)]
pub(crate) struct Keeper {
    pid: Pid,
    ended: Receiver<ExitStatus>,
    /// Once it ended, and how.
    status: Option<ExitStatus>,
    log: PathBuf,
    log_start: u64,
}

impl Keeper {
    /// Starts the process, its output going to `log`.
    pub(crate) fn start(mut command: Command, log: &Path) -> Result<Self, PrivateFault> {
        let output = open_log(log)?;
        let log_start = output.metadata().map_err(PrivateFault::io("looking at", log))?.len();
        let errors = output.try_clone().map_err(PrivateFault::io("opening", log))?;
        command.stdout(output).stderr(errors);
        let program = PathBuf::from(command.get_program());
        let (pid, ended) = keep(command).map_err(PrivateFault::io("starting", &program))?;
        Ok(Self { pid, ended, status: None, log: log.to_owned(), log_start })
    }

    /// How the process ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.wait(Duration::ZERO);
        self.status
    }

    /// The last lines of its output since it was started.
    pub(crate) fn said(&self) -> String {
        let mut text = Vec::new();
        let read = File::open(&self.log).and_then(|mut log| {
            log.seek(SeekFrom::Start(self.log_start))?;
            log.read_to_end(&mut text)
        });
        read.map_or_else(|error| error.to_string(), |_| last_lines(&String::from_utf8_lossy(&text)))
    }

    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Ends the process: clients are disconnected and all is written; if that takes too long, without writing.
    pub(crate) fn stop(&mut self) -> Result<(), PrivateFault> {
        for (signal, limit) in
            [(Signal::INT, STOP_LIMIT), (Signal::QUIT, QUIT_LIMIT), (Signal::KILL, QUIT_LIMIT)]
        {
            if self.status.is_some() {
                return Ok(());
            }
            // Sending fails only when the process has ended, which the wait reports.
            let _ = kill_process(self.pid, signal);
            self.wait(limit);
        }
        if self.status.is_some() {
            Ok(())
        } else {
            Err(PrivateFault::NotStopped { pid: self.pid.as_raw_pid() })
        }
    }

    fn wait(&mut self, limit: Duration) {
        if self.status.is_none() {
            self.status = match self.ended.recv_timeout(limit) {
                Ok(status) => Some(status),
                Err(RecvTimeoutError::Timeout) => None,
                // The thread sends before it ends; without a status, waiting itself failed, so the child is gone.
                Err(RecvTimeoutError::Disconnected) => Some(ExitStatus::default()),
            };
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // No caller is left for the error: a Postgres that did not stop is found at the next start.
        let _ = self.stop();
    }
}

/// Starts the child on a thread that lives as long as the child does. The parent-death signal is tied to the thread
/// that started a process, not to the process that the thread belongs to.
fn keep(mut command: Command) -> std::io::Result<(Pid, Receiver<ExitStatus>)> {
    let (started, on_start) = channel();
    let (ended, on_end) = channel();
    let run = move || match command.spawn() {
        Ok(mut child) => {
            let told = started.send(Ok(pid_of(&child)));
            if let (Ok(status), Ok(())) = (child.wait(), told) {
                // This fails only when no caller waits any more.
                let _ = ended.send(status);
            }
        }
        Err(error) => drop(started.send(Err(error))),
    };
    std::thread::Builder::new().name("private-postgres".into()).spawn(run)?;
    let started = on_start.recv().map_err(std::io::Error::other)??;
    let pid = started.ok_or_else(|| std::io::Error::other("a process without an id"))?;
    Ok((pid, on_end))
}

fn pid_of(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

fn open_log(path: &Path) -> Result<File, PrivateFault> {
    if path.metadata().is_ok_and(|found| found.len() > MAX_LOG_BYTES) {
        std::fs::rename(path, path.with_extension("log.1"))
            .map_err(PrivateFault::io("putting aside", path))?;
    }
    File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map_err(PrivateFault::io("opening", path))
}
