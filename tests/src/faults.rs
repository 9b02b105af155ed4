//! Harm that is done to an installation, and undone: processes that end or stand still, lines that break, disks that are full or slow.
//!
//! All harm ends with [`Fault::strike`]; recovery is not its business. It knows nothing of the load.

use std::{thread, time::Duration};

use crate::{external::External, installation::Installation, proxy::Proxy, random::Random};

/// One kind of harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL to a node, which is then started again.
    KillNode,
    /// A node stands still for a while.
    PauseNode,
    /// SIGTERM to a node, which is then started again.
    RestartNode,
    /// SIGKILL to the postmaster.
    KillPostgres,
    /// SIGKILL to one of Postgres' connections: Postgres ends all connections, and recovers.
    KillBackend,
    /// Postgres stands still for a while.
    PausePostgres,
    /// Postgres ends every connection.
    EndConnections,
    /// The line to Postgres is cut, and no connection gets through for a while.
    CutLine,
    /// The line to Postgres passes nothing on for a while.
    HoldLine,
    /// Each commit waits for the disk for a tenth of a second.
    SlowDisk,
    /// The disk is full for a while.
    FillDisk,
}

/// All of them, but for the full disk: it takes a disk of its own.
pub const ANYWHERE: [Fault; 8] = [
    Fault::KillNode,
    Fault::PauseNode,
    Fault::RestartNode,
    Fault::KillPostgres,
    Fault::KillBackend,
    Fault::PausePostgres,
    Fault::EndConnections,
    Fault::SlowDisk,
];
/// Those that take a line.
pub const ON_A_LINE: [Fault; 2] = [Fault::CutLine, Fault::HoldLine];

impl Fault {
    /// Those that this installation can suffer.
    pub fn possible(installation: &Installation) -> Vec<Self> {
        let mut possible = ANYWHERE.to_vec();
        if installation.line.is_some() {
            possible.extend(ON_A_LINE);
        }
        if installation.external.as_ref().is_some_and(External::has_small_disk) {
            possible.push(Self::FillDisk);
        }
        possible
    }

    /// Does the harm, keeps it up for a while, and undoes it.
    pub fn strike(self, on: &mut Installation, random: &mut Random) {
        let a_while = Duration::from_millis(200 + random.number() % 1_800);
        let chosen = random.below(on.nodes.len());
        match self {
            Self::KillNode => {
                on.nodes[chosen].kill();
                thread::sleep(a_while / 4);
                on.nodes[chosen].start_again();
            }
            Self::PauseNode => {
                on.nodes[chosen].pause();
                thread::sleep(a_while);
                on.nodes[chosen].resume();
            }
            Self::RestartNode => {
                let ended = on.nodes[chosen].stop();
                assert!(ended, "a node did not leave in order:\n{}", on.nodes[chosen].log());
                on.nodes[chosen].start_again();
            }
            Self::KillPostgres => on.kill_postgres(a_while),
            Self::KillBackend => on.kill_a_backend(),
            Self::PausePostgres => {
                on.pause_postgres();
                thread::sleep(a_while);
                on.resume_postgres();
            }
            Self::EndConnections => end_connections(on),
            Self::CutLine => with_line(on, a_while, Proxy::close, Proxy::open),
            Self::HoldLine => with_line(on, a_while, Proxy::hold, Proxy::release),
            Self::SlowDisk => {
                on.set("commit_delay", Some("100000"));
                on.set("commit_siblings", Some("0"));
                thread::sleep(a_while);
                on.set("commit_delay", None);
                on.set("commit_siblings", None);
            }
            Self::FillDisk => fill_disk(on, a_while),
        }
    }
}

fn end_connections(on: &Installation) {
    on.try_execute(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
}

fn with_line(on: &Installation, a_while: Duration, harm: impl Fn(&Proxy), undo: impl Fn(&Proxy)) {
    if let Some(line) = &on.line {
        harm(line);
        thread::sleep(a_while);
        undo(line);
    }
}

/// An external database that has given up is started again by its operator, a private one by its server.
fn fill_disk(on: &mut Installation, a_while: Duration) {
    if let Some(external) = &mut on.external {
        external.fill_disk();
        thread::sleep(a_while);
        external.free_disk();
        if external.has_ended() {
            external.start_again();
        }
    }
}
