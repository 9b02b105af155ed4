//! The way of this node's batches into the log: the short one while nobody else writes to the same ledgers, else the long one.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};

use super::{batch::Batch, came::Came, transaction};
use crate::{Clock, DatabaseFault};

/// A batch is tried so often when the database asks to serialise again. It is tried once more for each connection of the pool that
/// may have died unnoticed.
const ATTEMPTS_MAX: u32 = 4 + super::CONNECTIONS_MAX;
/// Pause before another try, times the number of tries so far.
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// Commits one batch after another.
pub(super) struct Lane {
    pool: PgPool,
    clock: Clock,
    /// The one connection that writes; taken anew after a fault.
    connection: Option<PgConnection>,
}

impl Lane {
    pub(super) fn new(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock, connection: None }
    }

    /// Writes a batch, whatever it takes within some tries.
    pub(super) async fn commit(&mut self, batch: &Batch) -> Result<Came, sqlx::Error> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.attempt(batch, attempt).await {
                Ok(came) => return Ok(came),
                // Tried again with the same event ids: if the lost answer was a success, the second try finds it.
                Err(error) if attempt < ATTEMPTS_MAX && passing(&error) => {
                    tracing::warn!(%error, attempt, "appending again");
                    tokio::time::sleep(RETRY_PAUSE * attempt).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn attempt(&mut self, batch: &Batch, attempt: u32) -> Result<Came, sqlx::Error> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let came = match batch.planned() {
            Some(plan) if attempt == 1 && plan.write(&mut connection).await? => Came::AsPlanned,
            _ => transaction::write(batch.appends(), &mut connection, &self.clock).await?,
        };
        // Not where there was a fault: another connection knows nothing of it.
        self.connection = Some(connection);
        Ok(came)
    }

    /// A connection of the pool, for this lane alone. Its few statements are planned once: they look up by keys whatever they are given,
    /// and to plan them anew took three times as long as to carry them out.
    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let mut connection = self.pool.acquire().await?.detach();
        sqlx::raw_sql("set plan_cache_mode = force_generic_plan").execute(&mut connection).await?;
        Ok(connection)
    }
}

/// A fault after which the same batch may well succeed; a key that is taken is that of a racing first append. Where disk or memory are
/// used up, callers learn it at once: whoever waits behind them would only wait longer.
fn passing(error: &sqlx::Error) -> bool {
    match DatabaseFault::of(error) {
        DatabaseFault::Lost | DatabaseFault::Conflict | DatabaseFault::NotNow | DatabaseFault::Taken => true,
        DatabaseFault::Closed
        | DatabaseFault::Exhausted
        | DatabaseFault::Exists
        | DatabaseFault::Forbidden
        | DatabaseFault::Refused => false,
    }
}
