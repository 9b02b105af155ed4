//! Rows together with the position that their read model has reached, in one statement.
//!
//! Read models commit without waiting for the disk. A crash of the database may take back a commit that this node, or another, has seen and
//! remembers; so no answer rests on what is remembered. The position stored beside the rows says what they hold, in the same snapshot;
//! where that is less than the answer must hold, the follower is notified, and the rows are read again once it has caught up.

use std::collections::HashMap;

use domain::LedgerId;
use ledger::{Position, Unavailable, postgres::again};
use sqlx::{AssertSqlSafe, Postgres, Row, postgres::PgArguments, postgres::PgRow, query::Query};

use crate::engine::{
    model::Model,
    positions,
    tables::{Started, Tables, bounded},
};

/// The value of a parameter `$1`, `$2`, ... of a statement.
#[derive(Clone, Copy)]
pub(crate) enum Bound<'a> {
    Text(&'a str),
    Number(i64),
}

/// A statement that is planned for its values each time. A plan that Postgres keeps for any values would read a whole pool to find who
/// has a rare name: it cannot know how much of an index a prefix is.
fn bound<'q>(sql: &'q str, values: &[Bound<'q>]) -> Query<'q, Postgres, PgArguments> {
    let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    values.iter().fold(query, |query, value| match value {
        Bound::Text(text) => query.bind(*text),
        Bound::Number(number) => query.bind(*number),
    })
}

/// The schema of a read model.
fn schema<M: Model>() -> String {
    format!("{}_v{}", M::NAME, M::VERSION)
}

/// Joins a statement about positions and one about rows. Columns: the position reached, a row's key, the row; key and row are null in the
/// only line where no row was found. `select` gives (key, row); the key's collation decides the order.
fn with_reached(reached: &str, select: &str) -> String {
    format!(
        "with reached as ({reached})
           select reached.position, asked.key, asked.body from reached left join ({select}) as asked(key, body) on true
           order by asked.key"
    )
}

impl Tables {
    /// Rows of one ledger that hold all that was committed in it before the call. `select` gives (key, row) and finds the ledger in `$1`;
    /// `more` is what follows in `$2`, ... The columns of the answer: a position, key, row.
    pub(crate) async fn rows_in<M: Model>(
        &self,
        ledger: &LedgerId,
        select: &str,
        more: &[Bound<'_>],
    ) -> Result<Vec<PgRow>, Unavailable> {
        let sql = with_reached(&reached_in(&schema::<M>()), select);
        let values = [&[Bound::Text(ledger.as_str())], more].concat();
        let head = self.ledger.barrier(ledger).await?;
        found(self.once_reached(self.started(M::NAME)?, (ledger, head), &sql, &values).await?)
    }

    /// Passes once the tables of a read model hold all that was committed in a ledger up to a head.
    pub(crate) async fn hold(
        &self,
        started: &Started,
        ledger: &LedgerId,
        head: Position,
    ) -> Result<(), Unavailable> {
        let sql = reached_in(&started.model.projection.schema());
        self.once_reached(started, (ledger, head), &sql, &[Bound::Text(ledger.as_str())]).await?;
        Ok(())
    }

    /// The result of a statement, once the position in its first column shows that the tables hold everything up to a head.
    async fn once_reached(
        &self,
        started: &Started,
        (ledger, head): (&LedgerId, Position),
        sql: &str,
        values: &[Bound<'_>],
    ) -> Result<Vec<PgRow>, Unavailable> {
        bounded(async {
            loop {
                started.reach(ledger, head).await?;
                let rows = again(|| async { Ok(bound(sql, values).fetch_all(&self.pool).await?) }).await?;
                let reached = positions::from_column(first(&rows)?.try_get(0)?);
                if started.is_enough(ledger, reached, head) {
                    return Ok(rows);
                }
            }
        })
        .await
    }

    /// Rows of all ledgers that hold all that was committed before the call.
    pub(crate) async fn rows_everywhere<M: Model>(
        &self,
        select: &str,
        values: &[Bound<'_>],
    ) -> Result<Vec<PgRow>, Unavailable> {
        let reached = format!(
            "select coalesce(json_object_agg(ledger, position)::text, '{{}}') as position from {}.progress",
            schema::<M>()
        );
        let sql = with_reached(&reached, select);
        let heads = self.ledger.barrier_all().await?;
        let started = self.started(M::NAME)?;
        bounded(async {
            loop {
                for (ledger, head) in heads.iter() {
                    started.reach(ledger, *head).await?;
                }
                let rows = again(|| async { Ok(bound(&sql, values).fetch_all(&self.pool).await?) }).await?;
                let reached = reached_everywhere(&rows)?;
                // All are checked: each ledger that fell back has to be done again.
                let short = heads.iter().filter(|(ledger, head)| {
                    !started.is_enough(ledger, reached.get(*ledger).copied().unwrap_or(0), **head)
                });
                if short.count() == 0 {
                    return found(rows);
                }
            }
        })
        .await
    }
}

/// The position that a read model has reached in the ledger `$1`.
fn reached_in(schema: &str) -> String {
    format!("select coalesce(max(position), 0) as position from {schema}.progress where ledger = $1")
}

/// The positions reached, as the first column has them in JSON.
fn reached_everywhere(rows: &[PgRow]) -> Result<HashMap<LedgerId, Position>, Unavailable> {
    serde_json::from_str(first(rows)?.try_get(0)?)
        .map_err(|error| Unavailable::because(format!("positions of a read model: {error}")))
}

fn first(rows: &[PgRow]) -> Result<&PgRow, Unavailable> {
    rows.first().ok_or_else(|| Unavailable::because("a read model did not tell how far it has come"))
}

/// Without the line that only carries the position reached.
fn found(mut rows: Vec<PgRow>) -> Result<Vec<PgRow>, Unavailable> {
    if first(&rows)?.try_get::<Option<&str>, _>(1)?.is_none() {
        rows.clear();
    }
    Ok(rows)
}
