//! The databases: a private Postgres under the data folder, or those that the settings name; migrated, connected, followed.

use std::{sync::Arc, time::Duration};

use crypto::seal::MasterKey;
use domain::Timestamp;
use ledger::{
    Clock, DatabaseFault, Feed, Keys, Ledger,
    postgres::{MigrationFault, PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::{Endpoint, KEYS_DATABASE, LOG_DATABASE, Private};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, postgres::PgConnectOptions};

use crate::{config::Serve, databases, guard::Guard, storage_fault::StorageFault};

/// How long the database may take to end the connections of a node that stops.
const CLOSE_MAX: Duration = Duration::from_secs(10);
/// So often a database that does not answer yet is tried again.
const REACH_TRIES_MAX: u32 = 60;
/// Pause between two tries.
const REACH_PAUSE: Duration = Duration::from_millis(500);
/// Set in each session. A node that stalls inside a transaction keeps its ledgers locked for all nodes: Postgres ends the session, and the
/// node tries again when it continues.
const SESSION: [(&str, &str); 1] = [("idle_in_transaction_session_timeout", "5s")];

/// The log, opened, and what must be stopped with it.
pub(crate) struct Storage {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) pool: PgPool,
    /// The database user lacks the right to make the role that may not change events: the server has all rights of that user.
    pub(crate) unrestricted: bool,
    guard: Option<Guard>,
}

/// The system's clock: the only place that asks it.
pub(crate) fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others are handed")]
    Clock::new(|| Timestamp::from_ms(chrono::Utc::now().timestamp_millis()))
}

/// Opens it. The private Postgres is this process's alone.
pub(crate) async fn open(settings: &Serve, master: MasterKey) -> Result<Storage, StorageFault> {
    over(connect_options(settings).await?, master).await
}

/// Opens it beside a server that may run: its private Postgres is used then, and started where none runs.
pub(crate) async fn open_beside(settings: &Serve, master: MasterKey) -> Result<Storage, StorageFault> {
    let running = Endpoint::of_running(&settings.data.join("postgres"));
    let running = running.filter(|_| settings.database_url.is_none());
    if let Some(endpoint) = running {
        let (log, keys) = (endpoint.options(LOG_DATABASE), endpoint.options(KEYS_DATABASE));
        // What tells of a running one may have been left behind by a crash.
        if log.connect().await.is_ok() {
            return over((log, keys, None), master).await;
        }
    }
    open(settings, master).await
}

async fn over(
    (log, keys, private): (PgConnectOptions, PgConnectOptions, Option<Private>),
    master: MasterKey,
) -> Result<Storage, StorageFault> {
    let (log, keys) = (log.options(SESSION), keys.options(SESSION));
    let mut connections = (reach(&log, "log").await?, reach(&keys, "subject keys").await?);
    databases::check_apart(&mut connections.0, &mut connections.1).await?;
    drop(connections);
    let role = migrated(&log, "log", migrate_log).await?;
    migrated(&keys, "subject keys", migrate_keys).await?;
    let pool = connect(log, role).await?;
    let store = PostgresKeys::new(connect(keys, None).await?);
    let (clock, feed) = (system_clock(), Feed::default());
    #[cfg(debug_assertions)]
    crate::crash::listen(&feed);
    let log = PostgresLog::start(pool.clone(), clock.clone(), feed.clone());
    let keys = Arc::new(Keys::new(master, Arc::new(store)));
    let ledger = Arc::new(Ledger::open(Arc::new(log), keys, feed, clock).await?);
    Ok(Storage { ledger, pool, unrestricted: role.is_none(), guard: private.map(Guard::over) })
}

/// Brings a database to today's schema, trying again on faults that may pass.
async fn migrated<T>(
    options: &PgConnectOptions,
    of: &'static str,
    migrate: impl AsyncFn(&mut PgConnection) -> Result<T, MigrationFault>,
) -> Result<T, StorageFault> {
    let mut tries = 0;
    loop {
        let mut connection = reach(options, of).await?;
        let migrated = migrate(&mut connection).await;
        // Closing is a courtesy; a connection that fails to close is gone as well.
        let _ = connection.close().await;
        match migrated {
            Err(fault) if tries < REACH_TRIES_MAX && fault.passes() => {
                tries += 1;
                tracing::warn!(%fault, tries, "the database of the {of} is not ready to be used yet");
                tokio::time::sleep(REACH_PAUSE).await;
            }
            outcome => return Ok(outcome?),
        }
    }
}

/// Connects, trying again while a database is starting or recovering.
async fn reach(options: &PgConnectOptions, of: &'static str) -> Result<PgConnection, StorageFault> {
    let mut tries = 0;
    loop {
        match options.connect().await {
            Ok(connection) => return Ok(connection),
            Err(error) if tries < REACH_TRIES_MAX && is_starting(&error) => {
                tries += 1;
                tracing::warn!(%error, tries, "the database of the {of} does not answer yet");
                tokio::time::sleep(REACH_PAUSE).await;
            }
            Err(error) => return Err(StorageFault::Unreachable(of, error)),
        }
    }
}

/// No server listens there yet, or Postgres itself reports that it starts, recovers or stops.
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(_) => DatabaseFault::of(error).passes(),
        _ => false,
    }
}

impl Storage {
    /// Closes the connections, and stops the private Postgres.
    pub(crate) async fn close(self) -> Result<(), StorageFault> {
        if tokio::time::timeout(CLOSE_MAX, self.pool.close()).await.is_err() {
            tracing::warn!("the database does not take leave; its connections are dropped");
        }
        match self.guard {
            Some(guard) => Ok(guard.stop().await?),
            None => Ok(()),
        }
    }
}

async fn connect_options(
    settings: &Serve,
) -> Result<(PgConnectOptions, PgConnectOptions, Option<Private>), StorageFault> {
    if let (Some(log), Some(keys)) = (&settings.database_url, &settings.keys_database_url) {
        let (log, keys) = databases::options(log, keys)?;
        return Ok((log, keys, None));
    }
    let private = Private::start(&settings.data.join("postgres")).await?;
    let endpoint = private.endpoint();
    Ok((endpoint.options(LOG_DATABASE), endpoint.options(KEYS_DATABASE), Some(private)))
}
