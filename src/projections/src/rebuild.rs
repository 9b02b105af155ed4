//! Making a read model again from the log, beside the one that lives: to prove that both are equal, or to put it in its place.
//!
//! No effect can leave here: nothing that sends is in scope.

use domain::LedgerId;
use ledger::{Ledger, Position};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row};

use crate::{
    Fault, Projection,
    follower::{self, PAGE},
    schema,
};

/// Differences that are told, at the most.
const DIFFERENCES_MAX: i64 = 20;

/// Told how many events have been folded since the last time.
pub type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// What a comparison of the rows that live with those made again has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Rows that were made.
    pub rows: u64,
    /// Events they were made from.
    pub events: u64,
    /// Ledger and key of rows that are not equal, and what is wrong with them; at most 20.
    pub differences: Vec<Difference>,
}

/// A row that is not equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The ledger.
    pub ledger: String,
    /// The row's key.
    pub id: String,
    /// `missing`, `surplus`, or `different` in the tables that live.
    pub what: String,
}

/// Makes the rows again in temporary tables, as of the positions that the live ones have, and compares. Changes nothing; the
/// live tables stand still for the last moment of it.
pub async fn verify(
    projection: &dyn Projection,
    ledger: &Ledger,
    pool: &PgPool,
    told: Progress<'_>,
) -> Result<Comparison, Fault> {
    let mut connection = pool.acquire().await?;
    let live = projection.schema();
    // Dropped at the end of the transaction, which is never committed.
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql(AssertSqlSafe(format!("set local search_path to pg_temp; {}", projection.ddl())))
        .execute(&mut *transaction)
        .await?;
    let mut fold = Fold { projection, ledger, told, events: 0 };
    let roughly = schema::progress(&live, &mut transaction).await?;
    fold.up_to(&roughly, &mut transaction).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("lock table {live}.progress in share mode")))
        .execute(&mut *transaction)
        .await?;
    let exactly = schema::progress(&live, &mut transaction).await?;
    fold.up_to(&exactly, &mut transaction).await?;
    let compared = compare(&live, fold.events, &mut transaction).await?;
    transaction.rollback().await?;
    Ok(compared)
}

/// Makes the rows again in a schema of its own and puts it in the place of the live one, in one moment. Tells how they compared.
pub async fn rebuild(
    projection: &dyn Projection,
    ledger: &Ledger,
    pool: &PgPool,
    told: Progress<'_>,
) -> Result<Comparison, Fault> {
    schema::make(projection, pool).await?;
    let mut connection = pool.acquire().await?;
    let (live, shadow) = (projection.schema(), format!("{}_rebuilt", projection.schema()));
    // What an earlier try left behind.
    run(format!("drop schema if exists {shadow} cascade"), &mut connection).await?;
    let mut transaction = connection.begin().await?;
    schema::create(projection, &shadow, &mut transaction).await?;
    let mut fold = Fold { projection, ledger, told, events: 0 };
    let roughly = schema::progress(&live, &mut transaction).await?;
    fold.up_to(&roughly, &mut transaction).await?;
    // From here on the followers wait.
    run(format!("lock table {live}.progress in access exclusive mode"), &mut transaction).await?;
    let exactly = schema::progress(&live, &mut transaction).await?;
    fold.up_to(&exactly, &mut transaction).await?;
    let compared = compare(&live, fold.events, &mut transaction).await?;
    let heads = ledger.log().heads().await?;
    let heads: Vec<_> = heads.into_iter().map(|(id, head)| (id.as_str().to_owned(), head)).collect();
    fold.up_to(&heads, &mut transaction).await?;
    run(format!("drop schema {live} cascade; alter schema {shadow} rename to {live}"), &mut transaction)
        .await?;
    transaction.commit().await?;
    Ok(compared)
}

async fn run(sql: String, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

/// Folds the log into the tables that are first in the search path.
struct Fold<'a> {
    projection: &'a dyn Projection,
    ledger: &'a Ledger,
    told: Progress<'a>,
    events: u64,
}

impl Fold<'_> {
    /// Each ledger from where it stands to its position.
    async fn up_to(
        &mut self,
        positions: &[(String, Position)],
        connection: &mut PgConnection,
    ) -> Result<(), Fault> {
        for (ledger, end) in positions {
            let ledger = LedgerId::new(ledger.as_str());
            let mut at = stands_at(&ledger, connection).await?;
            while at < *end {
                let mut events = self.ledger.page(&ledger, at, PAGE).await?;
                events.retain(|event| event.record.position <= *end);
                let Some(last) = events.last() else { break };
                at = last.record.position;
                follower::project(self.projection, &ledger, &events, connection).await?;
                self.events += events.len() as u64;
                (self.told)(events.len() as u64);
            }
        }
        Ok(())
    }
}

async fn stands_at(ledger: &LedgerId, connection: &mut PgConnection) -> Result<Position, sqlx::Error> {
    let row = sqlx::query("select position from progress where ledger = $1")
        .bind(ledger.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()?.map_or(0, |at| u64::try_from(at).unwrap_or(0)))
}

async fn compare(live: &str, events: u64, connection: &mut PgConnection) -> Result<Comparison, Fault> {
    let rows: i64 = sqlx::query("select count(*) from item").fetch_one(&mut *connection).await?.try_get(0)?;
    let sql = format!(
        "select coalesce(live.ledger, fresh.ledger), coalesce(live.id, fresh.id),
                case when live.id is null then 'missing' when fresh.id is null then 'surplus' else 'different' end
         from {live}.item as live full join item as fresh on (live.ledger, live.id) = (fresh.ledger, fresh.id)
         where live.body is distinct from fresh.body order by 1, 2 limit $1"
    );
    let found = sqlx::query(AssertSqlSafe(sql)).bind(DIFFERENCES_MAX).fetch_all(connection).await?;
    let difference = |row: &sqlx::postgres::PgRow| -> Result<Difference, sqlx::Error> {
        Ok(Difference { ledger: row.try_get(0)?, id: row.try_get(1)?, what: row.try_get(2)? })
    };
    Ok(Comparison {
        rows: u64::try_from(rows).unwrap_or(0),
        events,
        differences: found.iter().map(difference).collect::<Result<_, _>>()?,
    })
}
