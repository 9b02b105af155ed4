//! The private Postgres as a whole: from a folder to two databases one can connect to.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use sqlx::{Connection, Executor, PgConnection};

use crate::endpoint::Endpoint;
use crate::folder::Folder;
use crate::keeper::Keeper;
use crate::launch::Launcher;
use crate::{PrivateFault, binaries, left_over};

/// The database of the log and the read models.
pub const LOG_DATABASE: &str = "recognito";
/// The database of the subject keys: apart, so that its backups can be.
pub const KEYS_DATABASE: &str = "recognito_keys";

/// How long Postgres may take to accept connections; after a crash it first replays what it had logged.
const START_LIMIT: Duration = Duration::from_mins(5);
/// How long a start waits for processes of the last run to let go of the data.
const LET_GO_LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);
/// What Postgres says when processes of the last run are still on the data.
const STILL_HELD: [&str; 2] = ["is still in use", "lock file \"postmaster.pid\" already exists"];

/// What may differ from the usual start.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where to look for binaries instead of `PATH`.
    pub path: Option<OsString>,
    /// Whether to leave out the folders where distributions put Postgres, and take `path` alone.
    pub only_path: bool,
}

/// A Postgres that runs for this process alone, and ends with it. Dropping it stops it too, blocking the thread
/// until the last checkpoint is written; [`Private::stop`] does not block.
#[derive(Debug)]
pub struct Private {
    keeper: Keeper,
    /// Dropped after the keeper: the folder is free only when Postgres is gone.
    prepared: Prepared,
}

impl Private {
    /// Starts Postgres in `dir`, making what is missing, and waits until both databases are there. Existing data is
    /// used, however its last server ended.
    pub async fn start(dir: &Path) -> Result<Self, PrivateFault> {
        Self::start_with(dir, Settings::default()).await
    }

    /// As [`Private::start`], with settings.
    pub async fn start_with(dir: &Path, settings: Settings) -> Result<Self, PrivateFault> {
        let dir = dir.to_owned();
        let prepared = blocking(move || Prepared::new(&dir, &settings)).await?;
        let private = Self { keeper: prepared.launch_when_free().await?, prepared };
        private.make_databases().await?;
        Ok(private)
    }

    /// Where to connect. It stays the same when Postgres is started again.
    pub fn endpoint(&self) -> &Endpoint {
        &self.prepared.endpoint
    }

    /// How Postgres ended, if it ended by itself: killed, or given up because of a full disk.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.keeper.ended()
    }

    /// Starts Postgres again after it has ended; it recovers what was committed. Does nothing while it runs.
    pub async fn start_again(&mut self) -> Result<(), PrivateFault> {
        if self.ended().is_some() {
            let folder = &self.prepared.folder;
            let (dir, cluster) = (folder.dir.clone(), folder.cluster());
            blocking(move || left_over::clear(&dir, &cluster)).await?;
            self.keeper = self.prepared.launch_when_free().await?;
        }
        Ok(())
    }

    /// Stops Postgres: clients are disconnected, everything is written, the folder is free.
    pub async fn stop(mut self) -> Result<(), PrivateFault> {
        blocking(move || self.keeper.stop()).await
    }

    async fn make_databases(&self) -> Result<(), PrivateFault> {
        let mut connection = PgConnection::connect_with(&self.endpoint().options("postgres")).await?;
        let creations =
            [(LOG_DATABASE, "CREATE DATABASE recognito"), (KEYS_DATABASE, "CREATE DATABASE recognito_keys")];
        for (name, create) in creations {
            let found: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
                .bind(name)
                .fetch_optional(&mut connection)
                .await?;
            if found.is_none() {
                connection.execute(create).await?;
            }
        }
        Ok(connection.close().await?)
    }
}

/// Everything up to the process.
#[derive(Debug)]
struct Prepared {
    folder: Folder,
    launcher: Launcher,
    socket: PathBuf,
    endpoint: Endpoint,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // One in the system's temporary folder would stay there for ever. It is empty once Postgres has ended; the next start makes it again.
        if !self.socket.starts_with(&self.folder.dir) {
            let _ = std::fs::remove_dir(&self.socket);
        }
    }
}

/// Why a process did not become a server.
enum Attempt {
    /// Processes of the last run are about to go: worth another try.
    StillHeld(PrivateFault),
    Failed(PrivateFault),
}

impl Prepared {
    fn new(dir: &Path, settings: &Settings) -> Result<Self, PrivateFault> {
        let folder = Folder::open(dir)?;
        let cluster = folder.cluster();
        let version = folder.version()?;
        let needed = version.clone().map(|version| (cluster.as_path(), version));
        let binaries = binaries::find(settings.path.as_deref(), !settings.only_path, needed)?;
        let launcher = Launcher::new(binaries, &folder)?;
        if version.is_none() {
            launcher.init(&folder, true)?;
        }
        left_over::clear(&folder.dir, &cluster)?;
        let socket = folder.socket()?;
        Ok(Self { endpoint: Endpoint::new(socket.clone()), folder, launcher, socket })
    }

    /// Launches once the processes of the last run have let go of the data.
    async fn launch_when_free(&self) -> Result<Keeper, PrivateFault> {
        let began = Instant::now();
        let mut launched = self.launch(began).await;
        while let Err(Attempt::StillHeld(_)) = &launched
            && began.elapsed() < LET_GO_LIMIT
        {
            tokio::time::sleep(POLL * 10).await;
            launched = self.launch(began).await;
        }
        launched.map_err(|attempt| match attempt {
            Attempt::StillHeld(fault) | Attempt::Failed(fault) => fault,
        })
    }

    async fn launch(&self, began: Instant) -> Result<Keeper, Attempt> {
        let command = self.launcher.serve(&self.folder, &self.socket, &[]);
        let mut keeper = Keeper::start(command, &self.folder.log()).map_err(Attempt::Failed)?;
        loop {
            if let Some(status) = keeper.ended() {
                let fault = not_started(&keeper, status.to_string());
                let held = STILL_HELD.iter().any(|words| keeper.said().contains(words));
                return Err(if held { Attempt::StillHeld(fault) } else { Attempt::Failed(fault) });
            }
            if let Ok(connection) = PgConnection::connect_with(&self.endpoint.options("postgres")).await {
                // Its own end of the connection is closed either way.
                let _ = connection.close().await;
                return Ok(keeper);
            }
            if began.elapsed() > START_LIMIT {
                return Err(Attempt::Failed(not_started(&keeper, "not ready in time".into())));
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

fn not_started(keeper: &Keeper, what: String) -> PrivateFault {
    PrivateFault::NotStarted { what, log: keeper.log().to_owned(), tail: keeper.said() }
}

/// Runs what blocks away from the runtime's own threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PrivateFault> + Send + 'static,
) -> Result<T, PrivateFault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
        // Only a runtime that shuts down cancels blocking work.
        Err(cancelled) => Err(PrivateFault::Io {
            doing: "waiting for",
            path: PathBuf::from("the runtime"),
            source: std::io::Error::other(cancelled),
        }),
    }
}
