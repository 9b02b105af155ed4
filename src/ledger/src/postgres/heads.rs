//! How far a ledger has come, asked over connections that do nothing else. Nearly every request waits for such a query, and borrowing a
//! connection of the pool costs more than the query.

use std::{
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::LedgerId;
use sqlx::{PgConnection, PgPool, Row};
use tokio::time::{Instant, timeout};

use super::rows::place;
use crate::{Position, Unavailable, barrier};

/// Connections that are kept, at the most: as many as the barrier uses at the same time.
const KEPT_MAX: usize = barrier::QUERIES_MAX;
/// How long a connection may be idle before it is closed: a firewall on the way may forget it.
const IDLE_MAX: Duration = Duration::from_mins(1);

pub(super) const POSITION: &str = "select position from ledger where id = $1";

/// Connections that ask for heads.
pub(super) struct Heads {
    pool: PgPool,
    /// Each since when.
    idle: Mutex<Vec<(PgConnection, Instant)>>,
}

impl Heads {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, idle: Mutex::default() }
    }

    /// The position of the last event; 0 for a ledger that is not there.
    pub(super) async fn of(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        let mut connection = match self.take() {
            Some(connection) => connection,
            // Boxed: it is large, and rarely used.
            None => Box::pin(self.pool.acquire()).await?.detach(),
        };
        let query = sqlx::query(POSITION).bind(ledger.as_str());
        // No caller waits longer for the answer. A connection that is not put back is closed: it may hold half an answer.
        let asked = timeout(barrier::HEAD_WAIT_MAX, query.fetch_optional(&mut connection)).await;
        let asked = asked.unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())));
        // What broke one connection has broken the others.
        let row = asked.inspect_err(|_| self.with_idle(Vec::clear))?;
        let head = row.map(|row| row.try_get(0).map(place)).transpose()?.unwrap_or(0);
        self.put_back(connection);
        Ok(head)
    }

    fn take(&self) -> Option<PgConnection> {
        self.with_idle(|idle| {
            idle.retain(|(_, since)| since.elapsed() < IDLE_MAX);
            idle.pop().map(|(connection, _)| connection)
        })
    }

    fn put_back(&self, connection: PgConnection) {
        self.with_idle(|idle| {
            if idle.len() < KEPT_MAX {
                idle.push((connection, Instant::now()));
            }
        });
    }

    fn with_idle<T>(&self, work: impl FnOnce(&mut Vec<(PgConnection, Instant)>) -> T) -> T {
        work(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
