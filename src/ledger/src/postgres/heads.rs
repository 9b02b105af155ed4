//! How far a ledger has come, asked over connections that do nothing else. Nearly every request waits for such a query, and borrowing a
//! connection of the pool costs more than the query.

use std::sync::{Mutex, PoisonError};

use domain::LedgerId;
use sqlx::{PgConnection, PgPool, Row};

use super::rows::place;
use crate::{Position, Unavailable};

/// Connections that are kept, at the most: as many as the barrier uses at the same time.
const KEPT_MAX: usize = crate::barrier::QUERIES_MAX;

/// Connections that ask for heads.
pub(super) struct Heads {
    pool: PgPool,
    idle: Mutex<Vec<PgConnection>>,
}

impl Heads {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, idle: Mutex::default() }
    }

    /// The position of the last event; 0 for a ledger that is not there.
    pub(super) async fn of(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let idle = self.with_idle(Vec::pop);
        let mut connection = match idle {
            Some(connection) => connection,
            // Boxed: it is large, and nearly never used.
            None => Box::pin(self.pool.acquire()).await?.detach(),
        };
        let query = sqlx::query("select position from ledger where id = $1").bind(ledger.as_str());
        // After a fault, or where the caller gave up, the connection is closed: it may hold half an answer.
        let row = query.fetch_optional(&mut connection).await?;
        let head = row.map(|row| row.try_get(0).map(place)).transpose()?.unwrap_or(0);
        self.with_idle(|idle| {
            if idle.len() < KEPT_MAX {
                idle.push(connection);
            }
        });
        Ok(head)
    }

    fn with_idle<T>(&self, work: impl FnOnce(&mut Vec<PgConnection>) -> T) -> T {
        work(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
