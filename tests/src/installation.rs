//! One or more nodes and the database that they share, with everything by which a test can harm them. Knows no load and no choice.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    database::{self, KEYS, LOG},
    external::External,
    process,
    programs::{self, Output},
    proxy::Proxy,
    server::Recognito,
};

/// How long everything may take to be well again after the last harm, by itself.
pub const RECOVERY_MAX: Duration = Duration::from_mins(1);

/// Nodes and their database. A test that harms it ends the harm; the installation recovers by itself.
pub struct Installation {
    /// The nodes. The first one reaches an external database directly, the others through the line.
    pub nodes: Vec<Recognito>,
    /// The database, if it is not the first node's own.
    pub external: Option<External>,
    /// The way of all nodes but the first to an external database.
    pub line: Option<Proxy>,
}

impl Installation {
    /// One node with a private Postgres.
    pub fn private() -> Self {
        Self { nodes: vec![Recognito::start()], external: None, line: None }
    }

    /// So many nodes on an external database.
    pub fn external(nodes: usize) -> Self {
        Self::on(External::start(), nodes)
    }

    /// So many nodes on that database. With one node alone, the line is its way.
    pub fn on(external: External, nodes: usize) -> Self {
        let line = Proxy::to(&external.socket());
        // So that balancers send nothing to a node that leaves before it closes.
        let more = ["--leave-delay", "1"];
        let direct = (external.url(LOG), external.url(KEYS));
        let by_line = (line.url(LOG), line.url(KEYS));
        let (log, keys) = if nodes == 1 { &by_line } else { &direct };
        let first = Recognito::start_on(log, keys, &more);
        let mut all = vec![first];
        for _ in 1..nodes {
            let next = all[0].another_node_on(&by_line.0, &by_line.1, &more);
            all.push(next);
        }
        Self { nodes: all, external: Some(external), line: Some(line) }
    }

    /// Where the nodes are.
    pub fn authorities(&self) -> Vec<String> {
        self.nodes.iter().map(|node| node.authority().to_owned()).collect()
    }

    /// Holds Postgres still, with all its children.
    pub fn pause_postgres(&self) {
        match &self.external {
            Some(external) => external.pause(),
            None => process::signal_family(self.nodes[0].postmaster(), "STOP"),
        }
    }

    /// Lets Postgres continue.
    pub fn resume_postgres(&self) {
        match &self.external {
            Some(external) => external.resume(),
            None => process::signal_family(self.nodes[0].postmaster(), "CONT"),
        }
    }

    /// SIGKILL to the postmaster. A private one is started again by the server, an external one by its operator: here by us.
    pub fn kill_postgres(&mut self, down: Duration) {
        match &mut self.external {
            Some(external) => {
                external.kill();
                thread::sleep(down);
                external.start_again();
            }
            None => {
                process::signal(self.nodes[0].postmaster(), "KILL");
            }
        }
    }

    /// SIGKILL to one of Postgres' own connections, upon which Postgres ends all connections and recovers.
    pub fn kill_a_backend(&self) {
        if let Some(pid) = self.a_backend() {
            process::signal(pid, "KILL");
        }
    }

    /// The process of one of the connections that nodes have to Postgres, if it answers.
    pub fn a_backend(&self) -> Option<u32> {
        let sql = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1";
        self.try_execute(sql).stdout.trim().parse().ok()
    }

    /// Runs a statement as the database's superuser.
    pub fn try_execute(&self, sql: &str) -> Output {
        match &self.external {
            Some(external) => external.try_execute(LOG, sql),
            None => database::Cluster::of(&self.nodes[0].data()).try_execute(LOG, sql),
        }
    }

    /// Runs a statement as the database's superuser; it must succeed.
    #[track_caller]
    pub fn execute(&self, sql: &str) -> String {
        self.try_execute(sql).expect_success()
    }

    /// Sets one of Postgres' settings for all, or gives it back its default.
    pub fn set(&self, setting: &str, value: Option<&str>) {
        // A Postgres that is down takes no settings, and does no harm.
        self.try_execute(&match value {
            Some(value) => format!("alter system set {setting} = {value}"),
            None => format!("alter system reset {setting}"),
        });
        self.try_execute("select pg_reload_conf()");
    }

    /// Waits until every node is ready, without help. Gives how long that took.
    #[track_caller]
    pub fn recovers(&self) -> Duration {
        let began = Instant::now();
        for node in &self.nodes {
            node.recovers_within(RECOVERY_MAX.saturating_sub(began.elapsed()));
        }
        began.elapsed()
    }

    /// Runs `replay verify`, which must find nothing wrong, and asks every node for alarms, of which there must be none.
    #[track_caller]
    pub fn verify(&self) {
        match &self.external {
            Some(external) => {
                programs::verify_on(&self.nodes[0].data(), &external.url(LOG), &external.url(KEYS))
            }
            None => programs::verify(&self.nodes[0].data()),
        };
        for node in &self.nodes {
            let alarms = node.alarms();
            assert!(alarms.is_empty(), "a node raises alarms: {alarms:?}");
        }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if let Some(external) = &mut self.external
            && !external.has_ended()
        {
            external.resume();
        }
        if let Some(line) = &self.line {
            line.open();
            line.release();
        }
        // Nodes that depend on others first.
        while let Some(node) = self.nodes.pop() {
            drop(node);
        }
    }
}
