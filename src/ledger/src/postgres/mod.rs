//! The log on Postgres: migrations, reads, and a writer that commits the appends waiting for a ledger as one transaction.
//!
//! Nothing here rests on a sequence, an xid, an advisory lock, a trigger, a stored procedure or NOTIFY.

mod again;
pub mod copied;
mod files;
mod guards;
mod heads;
mod keys;
mod migrate;
pub mod reactions;
mod reads;
mod rows;
mod survey;
mod sweep;
mod writer;

use std::time::Duration;

use async_trait::async_trait;
use domain::{LedgerId, StreamId};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

pub use again::again;
pub use guards::{GuardDown, guards_down};
pub use keys::PostgresKeys;
pub use migrate::{MigrationFault, SERVER_ROLE, execute_all, migrate_keys, migrate_log};
pub use reads::page_of_families;
pub(crate) use rows::{column, place};
pub use survey::{Counter, HeldClaim, Survey, about, counters, survey};
pub use sweep::{Rows, spread, sweep};

use crate::{
    Append, AppendError, Appended, ClaimDigest, Clock, Feed, FilePart, Log, Position, Record, Snapshot,
    Unavailable, Version,
};

/// Connections of one node to the log, beside those for look-ups, of the writer and of the barrier.
const CONNECTIONS_MAX: u32 = 16;
/// Connections for look-ups.
const LOOK_UPS_MAX: u32 = 8;
/// Settings of connections that only look up by key: see [`look_ups`].
const BY_KEY: [(&str, &str); 2] = [("enable_sort", "off"), ("enable_seqscan", "off")];
/// How long a request waits for a connection before it is refused as unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The log on Postgres.
pub struct PostgresLog {
    pool: PgPool,
    look_ups: PgPool,
    writer: writer::Writer,
    heads: heads::Heads,
}

impl PostgresLog {
    /// Starts the writer on a pool of connections. What it commits it hands to the feed.
    pub fn start(pool: PgPool, clock: Clock, feed: Feed) -> Self {
        let look_ups = look_ups(&pool);
        let writer = writer::Writer::start(look_ups.clone(), clock, feed);
        let heads = heads::Heads::new(look_ups.clone());
        Self { pool, look_ups, writer, heads }
    }

    /// The connections, for read models that live in the same database.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

/// Commits are durable, regardless of the database's default: nothing that a node remembers of its commits may be ahead of what a crash
/// would leave. Stricter settings (`remote_apply`) stay as they are.
const DURABLE: &str = "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

/// A pool of connections. `role` is taken on by each of them: the role that may append to the log and not change it.
pub async fn connect(options: PgConnectOptions, role: Option<&'static str>) -> Result<PgPool, Unavailable> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let role = role.map(|role| format!("set role {role};")).unwrap_or_default();
                execute_all(&format!("{role}{DURABLE}"), connection).await
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// A pool of connections like those of another, for statements that find all they need by a key. Postgres keeps the plan of a statement:
/// made while a table is small or without statistics, it reads the whole table, or the whole ledger, and sorts; and goes on to do so while
/// the table grows.
fn look_ups(pool: &PgPool) -> PgPool {
    let options = PgConnectOptions::clone(&pool.connect_options()).options(BY_KEY);
    pool.options().clone().max_connections(LOOK_UPS_MAX).connect_lazy_with(options)
}

#[async_trait]
impl Log for PostgresLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.writer.append(append).await
    }

    async fn stream(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        after: Version,
    ) -> Result<Vec<Record>, Unavailable> {
        again(|| reads::stream(&self.look_ups, ledger, stream, after)).await
    }

    async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Record>, Unavailable> {
        again(|| reads::page(&self.look_ups, ledger, after, limit)).await
    }

    async fn head(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        again(|| self.heads.of(ledger)).await
    }

    async fn heads_of(&self, ledgers: &[LedgerId]) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        again(|| self.heads.of_each(ledgers)).await
    }

    async fn heads(&self) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        again(|| reads::heads(&self.pool)).await
    }

    async fn holder(
        &self,
        ledger: &LedgerId,
        scope: &str,
        digest: &ClaimDigest,
    ) -> Result<Option<StreamId>, Unavailable> {
        again(|| reads::holder(&self.look_ups, ledger, scope, digest)).await
    }

    async fn snapshot(&self, ledger: &LedgerId, stream: &StreamId) -> Result<Option<Snapshot>, Unavailable> {
        again(|| reads::snapshot(&self.look_ups, ledger, stream)).await
    }

    async fn keep_snapshot(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        snapshot: Snapshot,
    ) -> Result<(), Unavailable> {
        reads::keep_snapshot(&self.look_ups, ledger, stream, snapshot).await
    }

    async fn drop_snapshots(&self, ledger: &LedgerId, streams: &[StreamId]) -> Result<(), Unavailable> {
        again(|| reads::drop_snapshots(&self.look_ups, ledger, streams)).await
    }

    async fn drop_of_ended(&self, ledger: &LedgerId, limit: u32) -> Result<u64, Unavailable> {
        again(|| reads::drop_of_ended(&self.pool, ledger, limit)).await
    }

    async fn keep_part(&self, part: &FilePart<'_>, sealed: Vec<u8>) -> Result<(), Unavailable> {
        files::keep_part(&self.pool, part, &sealed).await
    }

    async fn part(&self, part: &FilePart<'_>) -> Result<Option<Vec<u8>>, Unavailable> {
        again(|| files::part(&self.look_ups, part)).await
    }

    async fn drop_files(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        only: Option<&str>,
    ) -> Result<(), Unavailable> {
        again(|| files::drop_files(&self.pool, ledger, stream, only)).await
    }
}
