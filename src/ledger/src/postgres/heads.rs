//! How far a ledger has come, asked over connections that do nothing else. Nearly every request waits for such a query, and borrowing a
//! connection of the pool costs more than the query.

use std::{
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::LedgerId;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row, postgres::PgRow};
use tokio::time::{Instant, timeout};

use super::rows::place;
use crate::{Position, Unavailable, barrier};

/// Connections that are kept, at the most: as many as the barrier uses at the same time.
const KEPT_MAX: usize = barrier::LEDGERS_MAX;
/// How long a connection may be idle before it is closed: a firewall on the way may forget it.
const IDLE_MAX: Duration = Duration::from_mins(1);

pub(super) const POSITION: &str = "select position from ledger where id = $1";
/// The same under a name. Several of its executions travel in one message, which costs the node one wait.
const PREPARED: &str = "prepare head_of (text) as select id, position from ledger where id = $1";

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
        let query = async |connection: &mut PgConnection| {
            sqlx::query(POSITION).bind(ledger.as_str()).fetch_optional(connection).await
        };
        let row = self.ask(query).await?;
        Ok(row.map(|row| row.try_get(0).map(place)).transpose()?.unwrap_or(0))
    }

    /// The same for each of several, by a statement each in one message; of those that are not there it says nothing.
    ///
    /// # Errors
    ///
    /// Also for a name that is not plain, and where what a connection has prepared is gone, as behind a pooler that shares connections.
    /// Each can then still be asked for by itself.
    pub(super) async fn of_each(
        &self,
        ledgers: &[LedgerId],
    ) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        let executions: Option<String> = ledgers.iter().map(execution).collect();
        let executions = executions.ok_or_else(|| Unavailable::because("a ledger's name is not plain"))?;
        let query = async |connection: &mut PgConnection| {
            sqlx::raw_sql(AssertSqlSafe(executions)).fetch_all(connection).await
        };
        let rows = self.ask(query).await?;
        let head = |row: &PgRow| Ok((LedgerId::new(row.try_get::<String, _>(0)?), place(row.try_get(1)?)));
        Ok(rows.iter().map(head).collect::<Result<_, sqlx::Error>>()?)
    }

    async fn ask<T>(
        &self,
        query: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, Unavailable> {
        let mut connection = match self.take() {
            Some(connection) => connection,
            // Boxed: it is large, and rarely used.
            None => Box::pin(self.connect()).await?,
        };
        // No caller waits longer for the answer. A connection that is not put back is closed: it may hold half an answer.
        let asked = timeout(barrier::HEAD_WAIT_MAX, query(&mut connection)).await;
        let asked = asked.unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())));
        // What broke one connection has broken the others.
        let answer = asked.inspect_err(|_| self.with_idle(Vec::clear))?;
        self.put_back(connection);
        Ok(answer)
    }

    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let mut connection = self.pool.acquire().await?.detach();
        sqlx::raw_sql(PREPARED).execute(&mut connection).await?;
        Ok(connection)
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

/// The statement that executes [`PREPARED`] for a ledger; `None` if its name could mean more than itself inside quotes.
fn execution(ledger: &LedgerId) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_:".contains(c);
    let name = ledger.as_str();
    name.chars().all(is_plain).then(|| format!("execute head_of('{name}');"))
}
