//! The way of this node's batches into the log: the short one while nobody else writes to the same ledgers, else the long one.

use std::{collections::HashMap, time::Duration};

use domain::LedgerId;
use sqlx::{PgConnection, PgPool};

use super::{one_statement, transaction, transaction::Written};
use crate::{Append, Clock, log::Head};

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
    /// Heads as this node left them.
    left: HashMap<LedgerId, Left>,
}

struct Left {
    head: Head,
    /// When this node last came the long way, it found the head where it had left it.
    alone: bool,
}

impl Lane {
    pub(super) fn new(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock, connection: None, left: HashMap::new() }
    }

    /// Writes a batch, whatever it takes within some tries.
    pub(super) async fn commit(&mut self, appends: &[Append]) -> Result<Written, sqlx::Error> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.attempt(appends, attempt).await {
                Ok(written) => return Ok(written),
                // Tried again with the same event ids: if the lost answer was a success, the second try finds it.
                Err(error) if attempt < ATTEMPTS_MAX && passing(&error) => {
                    tracing::warn!(%error, attempt, "appending again");
                    tokio::time::sleep(RETRY_PAUSE * attempt).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn attempt(&mut self, appends: &[Append], attempt: u32) -> Result<Written, sqlx::Error> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let written = match self.heads(appends) {
            Some(heads) if attempt == 1 => self.short(appends, heads, &mut connection).await?,
            _ => self.long(appends, &mut connection).await?,
        };
        // Not where there was a fault: another connection knows nothing of it.
        self.connection = Some(connection);
        Ok(written)
    }

    /// A connection of the pool, for this lane alone. Its few statements are planned once: they look up by keys whatever they are given,
    /// and to plan them anew took three times as long as to carry them out.
    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let mut connection = self.pool.acquire().await?.detach();
        sqlx::raw_sql("set plan_cache_mode = force_generic_plan").execute(&mut connection).await?;
        Ok(connection)
    }

    /// The heads of a batch's ledgers, if this node knows them all.
    fn heads(&self, appends: &[Append]) -> Option<HashMap<LedgerId, Head>> {
        if !one_statement::fits(appends) {
            return None;
        }
        let mut heads = HashMap::new();
        for append in appends {
            if !heads.contains_key(&append.ledger) {
                let left = self.left.get(&append.ledger).filter(|left| left.alone)?;
                heads.insert(append.ledger.clone(), left.head.clone());
            }
        }
        Some(heads)
    }

    async fn short(
        &mut self,
        appends: &[Append],
        heads: HashMap<LedgerId, Head>,
        connection: &mut PgConnection,
    ) -> Result<Written, sqlx::Error> {
        match one_statement::write(appends, heads, connection, &self.clock).await? {
            Some(written) => {
                self.leave(&written, |_| true);
                Ok(written)
            }
            None => self.long(appends, connection).await,
        }
    }

    async fn long(
        &mut self,
        appends: &[Append],
        connection: &mut PgConnection,
    ) -> Result<Written, sqlx::Error> {
        let (written, found) = transaction::write(appends, connection, &self.clock).await?;
        let alone: HashMap<LedgerId, bool> = found
            .iter()
            .map(|(id, position)| {
                (id.clone(), self.left.get(id).is_none_or(|left| left.head.position == *position))
            })
            .collect();
        self.leave(&written, |id| alone.get(id).copied().unwrap_or(false));
        Ok(written)
    }

    fn leave(&mut self, written: &Written, alone: impl Fn(&LedgerId) -> bool) {
        for (id, head) in &written.heads {
            self.left.insert(id.clone(), Left { head: head.clone(), alone: alone(id) });
        }
    }
}

/// A fault after which the same batch may well succeed.
fn passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(fault) => fault.code().is_some_and(|code| {
            // serialisation failure, deadlock, unique violation by a racing first append, admin shutdown, starting up
            ["40001", "40P01", "23505", "25P03", "57P01", "57P02", "57P03"].contains(&code.as_ref())
        }),
        _ => false,
    }
}
