//! Who used the processors: the server, its Postgres, and the clients of this process, by the kernel's own accounts.

use std::fs;

/// Ticks of the kernel's accounts in a second (`USER_HZ`, which is 100 on Linux).
const TICKS: f64 = 100.0;

/// The processes whose processor time is measured apart.
pub(crate) struct Meter {
    server: Option<u32>,
    postmaster: Option<u32>,
}

/// Seconds of processor time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) server: f64,
    pub(crate) postgres: f64,
    /// This process.
    pub(crate) clients: f64,
}

impl Spent {
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            server: self.server - before.server,
            postgres: self.postgres - before.postgres,
            clients: self.clients - before.clients,
        }
    }
}

impl Meter {
    pub(crate) fn new(server: Option<u32>, postmaster: Option<u32>) -> Self {
        Self { server, postmaster }
    }

    pub(crate) fn read(&self) -> Spent {
        let own = Account::of(std::process::id()).map_or(0.0, |account| account.own);
        let server = self.server.and_then(Account::of).map_or(0.0, |account| account.own);
        Spent { server, postgres: self.postmaster.map_or(0.0, family), clients: own }
    }
}

/// The process that has started this one.
pub(crate) fn parent(pid: u32) -> Option<u32> {
    Account::of(pid).map(|account| account.parent)
}

/// A process and its children, those included that have ended.
fn family(parent: u32) -> f64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let accounts = processes.filter_map(|entry| Account::of(entry.file_name().to_str()?.parse().ok()?));
    let children: f64 = accounts.filter(|account| account.parent == parent).map(|account| account.own).sum();
    children + Account::of(parent).map_or(0.0, |account| account.own + account.of_the_dead)
}

/// What `/proc/<pid>/stat` says (proc(5)).
struct Account {
    parent: u32,
    own: f64,
    of_the_dead: f64,
}

impl Account {
    fn of(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The second field is the program's name in brackets, which may hold anything.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |n: usize| fields.get(n)?.parse::<f64>().ok();
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            own: (ticks(11)? + ticks(12)?) / TICKS,
            of_the_dead: (ticks(13)? + ticks(14)?) / TICKS,
        })
    }
}
