//! Commits one batch of one ledger, trying again after faults that may pass.

use std::time::Duration;

use domain::LedgerId;
use sqlx::{PgConnection, PgPool};

use super::{optimistic::OptimisticAppend, transaction};
use crate::{Append, AppendError, Appended, Clock, DatabaseFault, Record, log::Head};

/// A batch is tried so often when the database asks to serialise again. It is tried once more for each connection of the pool that
/// may have died unnoticed.
const ATTEMPTS_MAX: u32 = 4 + crate::postgres::CONNECTIONS_MAX;
/// Pause before another try, times the number of tries so far.
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// What each attempt needs beside the batch.
#[derive(Clone)]
pub(super) struct Attempts {
    pub(super) pool: PgPool,
    pub(super) clock: Clock,
}

/// A connection that only the writer uses.
pub(super) struct Connection {
    pub(super) session: PgConnection,
    /// Tables are spread over the nodes of a Citus cluster.
    is_distributed: bool,
}

/// Where this node left a ledger.
pub(super) struct Known {
    pub(super) head: Head,
    /// The last transaction that read the head found the ledger where this node had left it: no other node seems to write to it.
    pub(super) is_alone: bool,
}

/// The result of a batch.
pub(super) struct Committed {
    /// The answer to each append.
    pub(super) outcomes: Vec<Result<Appended, AppendError>>,
    /// What was recorded.
    pub(super) records: Vec<Record>,
    /// The state in which it left the ledger.
    pub(super) known: Known,
}

impl Attempts {
    /// Commits a batch. The connection is taken, and put back unless there was a fault.
    pub(super) async fn commit(
        &self,
        ledger: &LedgerId,
        appends: &[Append],
        known: Option<Known>,
        connection: &mut Option<Connection>,
    ) -> Result<Committed, sqlx::Error> {
        let mut attempt = 1;
        let first = self.first(ledger, appends, known.as_ref(), connection).await;
        let mut outcome = first.transpose();
        loop {
            match outcome {
                Some(Ok(committed)) => return Ok(committed),
                // Tried again with the same event ids: if the lost answer was a success, the next try finds it.
                Some(Err(error)) if attempt < ATTEMPTS_MAX && passes(&error) => {
                    tracing::warn!(%error, attempt, "appending again");
                    tokio::time::sleep(RETRY_PAUSE * attempt).await;
                    attempt += 1;
                }
                Some(Err(error)) => return Err(error),
                None => {}
            }
            outcome = Some(self.transaction(ledger, appends, known.as_ref(), connection).await);
        }
    }

    /// The optimistic append, where one may succeed. `None`: none was tried, or an assumption did not hold, and nothing was written.
    async fn first(
        &self,
        ledger: &LedgerId,
        appends: &[Append],
        known: Option<&Known>,
        connection: &mut Option<Connection>,
    ) -> Result<Option<Committed>, sqlx::Error> {
        let Some(known) = known.filter(|known| known.is_alone) else { return Ok(None) };
        let mut taken = self.take(connection).await?;
        let mut committed = None;
        if !taken.is_distributed
            && let Some(append) = OptimisticAppend::of(ledger, appends, &known.head, self.clock.now())
            && append.write(&mut taken.session).await?
        {
            committed = Some(append.committed());
        }
        *connection = Some(taken);
        Ok(committed)
    }

    async fn transaction(
        &self,
        ledger: &LedgerId,
        appends: &[Append],
        known: Option<&Known>,
        connection: &mut Option<Connection>,
    ) -> Result<Committed, sqlx::Error> {
        let mut taken = self.take(connection).await?;
        let before = known.map(|known| known.head.position);
        let committed =
            transaction::write(ledger, appends, before, self.clock.now(), &mut taken.session).await?;
        // Not after a fault: the next attempt then takes a new connection.
        *connection = Some(taken);
        Ok(committed)
    }

    async fn take(&self, connection: &mut Option<Connection>) -> Result<Connection, sqlx::Error> {
        match connection.take() {
            Some(connection) => Ok(connection),
            None => self.connect().await,
        }
    }

    /// A connection of the pool, for the writer alone. Its few statements are planned once, since they look up by keys for any parameters,
    /// and planning them anew took three times as long as executing them. Citus finds the ledger's shard as it plans, and cannot do so once
    /// for all; and it runs each part of the one statement of an optimistic append as a query of its own.
    ///
    /// Reads of a stream ask for an order that only the stream's index has, and sorting is off: while statistics are missing or few ledgers
    /// are large, Postgres otherwise rates the index of positions as good as that, and reads the whole ledger for each stream.
    pub(super) async fn connect(&self) -> Result<Connection, sqlx::Error> {
        let mut session = self.pool.acquire().await?.detach();
        let citus = sqlx::query_scalar("select exists (select from pg_extension where extname = 'citus')");
        let is_distributed: bool = citus.fetch_one(&mut session).await?;
        if !is_distributed {
            let settings = "set plan_cache_mode = force_generic_plan; set enable_sort = off";
            sqlx::raw_sql(settings).execute(&mut session).await?;
        }
        Ok(Connection { session, is_distributed })
    }
}

/// A fault after which a retry of the batch may well succeed; a key that is taken is that of a racing first append. Where disk or memory
/// are used up, callers learn it at once: the appends behind them would only wait longer.
fn passes(error: &sqlx::Error) -> bool {
    match DatabaseFault::of(error) {
        DatabaseFault::Lost | DatabaseFault::Conflict | DatabaseFault::NotNow | DatabaseFault::Taken => true,
        DatabaseFault::Closed
        | DatabaseFault::Exhausted
        | DatabaseFault::Exists
        | DatabaseFault::Forbidden
        | DatabaseFault::Misfit
        | DatabaseFault::Refused => false,
    }
}
