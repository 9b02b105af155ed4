//! The positions up to which the rows of read models hold everything: a row for each ledger in the schema of each read model.

use domain::LedgerId;
use ledger::Position;
use sqlx::{AssertSqlSafe, PgConnection, Row};

/// How far a read model has come in each ledger.
pub(crate) async fn all(
    schema: &str,
    connection: &mut PgConnection,
) -> Result<Vec<(LedgerId, Position)>, sqlx::Error> {
    let sql = AssertSqlSafe(format!("select ledger, position from {schema}.progress"));
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok((LedgerId::new(row.try_get::<String, _>(0)?), from_column(row.try_get(1)?))))
        .collect()
}

/// Locks and returns the positions of some read models in a ledger.
pub(crate) async fn lock(
    ledger: &LedgerId,
    schemas: &[String],
    connection: &mut PgConnection,
) -> Result<Vec<Position>, sqlx::Error> {
    let insert = |schema: &String| {
        format!(
            "insert into {schema}.progress (ledger, position) values ($1, 0) on conflict (ledger) do nothing"
        )
    };
    sqlx::query(AssertSqlSafe(all_of(schemas.iter().map(insert))))
        .bind(ledger.as_str())
        .execute(&mut *connection)
        .await?;
    let select = |schema| format!("(select position from {schema}.progress where ledger = $1 for update)");
    let selects: Vec<_> = schemas.iter().map(select).collect();
    let sql = AssertSqlSafe(format!("select array[{}]", selects.join(", ")));
    let row = sqlx::query(sql).bind(ledger.as_str()).fetch_one(connection).await?;
    Ok(row.try_get::<Vec<i64>, _>(0)?.into_iter().map(from_column).collect())
}

/// The rows of these read models hold everything up to there. A position never goes back.
pub(crate) async fn keep(
    ledger: &LedgerId,
    position: Position,
    schemas: &[String],
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    let upsert = |schema: &String| {
        format!(
            "insert into {schema}.progress as kept (ledger, position) values ($1, $2)
             on conflict (ledger) do update set position = greatest(kept.position, excluded.position)"
        )
    };
    sqlx::query(AssertSqlSafe(all_of(schemas.iter().map(upsert))))
        .bind(ledger.as_str())
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
    Ok(())
}

/// Several statements that return nothing as one: one more read model costs no round trip.
fn all_of(statements: impl Iterator<Item = String>) -> String {
    let parts: Vec<_> = statements.enumerate().map(|(n, sql)| format!("part{n} as ({sql})")).collect();
    format!("with {} select 1", parts.join(", "))
}

pub(crate) fn from_column(position: i64) -> Position {
    u64::try_from(position).unwrap_or(0)
}
