//! Keeps one projection up with the log: pages in, rows and position out, in one transaction.
//!
//! Several nodes may follow for the same tables: the row that holds a ledger's position is locked while a page is worked on.

use std::{sync::Arc, time::Duration};

use domain::LedgerId;
use ledger::{KeyRing, Ledger, Position, postgres::page_of_families};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row};

use crate::{
    Fault, Projection,
    engine::{note::Note, schema},
};

/// Events in one transaction, at the most.
const PAGE: usize = 2_000;
/// Pause before a fault that may pass is tried again.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// How long a page may take to be read while its position is locked, before another node may take over.
const IDLE_MAX_SECONDS: u32 = 15;

pub(crate) struct Follower {
    pub(crate) projection: Arc<dyn Projection>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) pool: PgPool,
    pub(crate) note: Note,
}

impl Follower {
    /// Until this node closes the log, or the projection fails for good; that is told, loudly, and stops nothing else.
    pub(crate) async fn run(self) {
        if let Err(fault) = self.follow().await
            && !fault.is_closed()
        {
            tracing::error!(read_model = self.projection.name(), %fault, "A READ MODEL HAS STOPPED; everything else goes on");
            self.note.stop(fault.to_string());
        }
    }

    async fn follow(&self) -> Result<(), Fault> {
        let mut changes = self.note.changes();
        let mut older_dropped = false;
        loop {
            changes.borrow_and_update();
            if let Err(fault) = self.catch_up().await {
                if !fault.passes() {
                    return Err(fault);
                }
                tracing::warn!(read_model = self.projection.name(), %fault, "trying again");
                tokio::time::sleep(RETRY_PAUSE).await;
                continue;
            }
            if !older_dropped {
                // Only tidying up: what cannot be dropped now is dropped at the next start.
                older_dropped = true;
                if let Err(fault) = schema::drop_older(&*self.projection, &self.pool).await {
                    tracing::warn!(read_model = self.projection.name(), %fault, "older tables stay for now");
                }
            }
            if changes.changed().await.is_err() {
                return Ok(());
            }
        }
    }

    async fn catch_up(&self) -> Result<(), Fault> {
        loop {
            let due = self.note.due();
            if due.is_empty() {
                return Ok(());
            }
            for ledger in due {
                let done = self.step(&ledger).await?;
                self.note.done(&ledger, done);
            }
        }
    }

    /// One page of the events of one ledger that concern the projection. Tells how far its rows are now.
    async fn step(&self, ledger: &LedgerId) -> Result<Position, Fault> {
        let mut transaction = self.pool.begin().await?;
        // Rows that a crash takes away are made again: the position goes with them.
        let settings = format!(
            "set local search_path to {}; set local synchronous_commit to off; \
             set local idle_in_transaction_session_timeout to '{IDLE_MAX_SECONDS}s'",
            self.projection.schema()
        );
        sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut *transaction).await?;
        let after = lock(ledger, &mut transaction).await?;
        let (wanted, seen) = self.note.ahead(ledger);
        let mut done = after.max(seen);
        if after < wanted {
            let kinds = self.projection.kinds();
            let page = page_of_families(&self.pool, ledger, (after, wanted), kinds, PAGE).await?;
            if page.len() == PAGE {
                done = page.last().map_or(done, |record| record.position);
            }
            let ring = KeyRing::empty(ledger.clone());
            let events: Result<Vec<_>, _> = self.ledger.open_all(page, &ring).await?.into_iter().collect();
            self.projection.project(&mut transaction, &events.map_err(|(_, fault)| fault)?).await?;
        }
        keep_progress(ledger, done, &mut transaction).await?;
        transaction.commit().await?;
        Ok(done)
    }
}

/// Locks and tells a ledger's position.
async fn lock(ledger: &LedgerId, connection: &mut PgConnection) -> Result<Position, sqlx::Error> {
    sqlx::query("insert into progress (ledger, position) values ($1, 0) on conflict (ledger) do nothing")
        .bind(ledger.as_str())
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query("select position from progress where ledger = $1 for update")
        .bind(ledger.as_str())
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

/// The rows hold everything up to there.
pub(crate) async fn keep_progress(
    ledger: &LedgerId,
    position: Position,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into progress (ledger, position) values ($1, $2)
         on conflict (ledger) do update set position = excluded.position",
    )
    .bind(ledger.as_str())
    .bind(i64::try_from(position).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}
