//! Reading the log. Order is by position alone: a ledger's positions are gapless and in commit order.

use domain::{LedgerId, StreamId};
use sqlx::{AssertSqlSafe, PgExecutor, PgPool, Row};

use super::rows::{RECORD_COLUMNS, column, place, record};
use crate::{ClaimDigest, Position, Record, Snapshot, Unavailable, Version};

const STREAM: &str = "from event where ledger = $1 and stream = $2 and version > $3 order by version";
const PAGE: &str = "from event where ledger = $1 and position > $2 order by position limit $3";
const HOLDER: &str = "select stream from claim where ledger = $1 and scope = $2 and value_hmac = $3";
const SNAPSHOT: &str = "select version, data, sealed from snapshot where ledger = $1 and stream = $2";

pub(super) async fn stream(
    pool: &PgPool,
    ledger: &LedgerId,
    stream: &StreamId,
    after: Version,
) -> Result<Vec<Record>, Unavailable> {
    let sql = format!("select {RECORD_COLUMNS} {STREAM}");
    let query =
        sqlx::query(AssertSqlSafe(sql)).bind(ledger.as_str()).bind(stream.as_str()).bind(column(after));
    let rows = query.fetch_all(pool).await?;
    Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
}

pub(super) async fn page(
    pool: &PgPool,
    ledger: &LedgerId,
    after: Position,
    limit: usize,
) -> Result<Vec<Record>, Unavailable> {
    let sql = format!("select {RECORD_COLUMNS} {PAGE}");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = sqlx::query(AssertSqlSafe(sql)).bind(ledger.as_str()).bind(column(after)).bind(limit);
    let rows = query.fetch_all(pool).await?;
    Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
}

/// Records of these kinds after the first position and up to the second, in order, at most `limit`.
pub(super) async fn page_of_kinds(
    reader: impl PgExecutor<'_>,
    ledger: &LedgerId,
    (after, to): (Position, Position),
    kinds: &[&str],
    limit: usize,
) -> Result<Vec<Record>, Unavailable> {
    let sql = format!(
        "select {RECORD_COLUMNS} from event
         where ledger = $1 and position > $2 and position <= $3 and kind = any($4) order by position limit $5"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(ledger.as_str()).bind(column(after)).bind(column(to));
    let rows = query.bind(kinds).bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(reader).await?;
    Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
}

/// The records of a ledger after a position up to another whose kind begins with one of these (`user.`), in order, at
/// most `limit`.
pub async fn page_of_families(
    reader: impl PgExecutor<'_>,
    ledger: &LedgerId,
    (after, end): (Position, Position),
    families: &[&str],
    limit: usize,
) -> Result<Vec<Record>, Unavailable> {
    let sql = format!(
        "select {RECORD_COLUMNS} from event where ledger = $1 and position > $2 and position <= $3 and kind ^@ any($4)
         order by position limit $5"
    );
    let query = sqlx::query(AssertSqlSafe(sql))
        .bind(ledger.as_str())
        .bind(column(after))
        .bind(column(end))
        .bind(families)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let rows = query.fetch_all(reader).await?;
    Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
}

pub(super) async fn heads(pool: &PgPool) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
    let rows = sqlx::query("select id, position from ledger").fetch_all(pool).await?;
    rows.iter()
        .map(|row| Ok((LedgerId::new(row.try_get::<String, _>(0)?), place(row.try_get(1)?))))
        .collect::<Result<_, sqlx::Error>>()
        .map_err(Unavailable::from)
}

pub(super) async fn holder(
    pool: &PgPool,
    ledger: &LedgerId,
    scope: &str,
    digest: &ClaimDigest,
) -> Result<Option<StreamId>, Unavailable> {
    let row = sqlx::query(HOLDER)
        .bind(ledger.as_str())
        .bind(scope)
        .bind(digest.as_slice())
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.map(StreamId::new))
}

pub(super) async fn snapshot(
    pool: &PgPool,
    ledger: &LedgerId,
    stream: &StreamId,
) -> Result<Option<Snapshot>, Unavailable> {
    let row = sqlx::query(SNAPSHOT).bind(ledger.as_str()).bind(stream.as_str()).fetch_optional(pool).await?;
    let read = |row: sqlx::postgres::PgRow| -> Result<Snapshot, sqlx::Error> {
        Ok(Snapshot { version: place(row.try_get(0)?), data: row.try_get(1)?, sealed: row.try_get(2)? })
    };
    Ok(row.map(read).transpose()?)
}

pub(super) async fn keep_snapshot(
    pool: &PgPool,
    ledger: &LedgerId,
    stream: &StreamId,
    snapshot: Snapshot,
) -> Result<(), Unavailable> {
    sqlx::query(
        "insert into snapshot (ledger, stream, version, data, sealed) values ($1, $2, $3, $4, $5)
         on conflict (ledger, stream) do update
         set version = excluded.version, data = excluded.data, sealed = excluded.sealed
         where snapshot.version < excluded.version",
    )
    .bind(ledger.as_str())
    .bind(stream.as_str())
    .bind(column(snapshot.version))
    .bind(snapshot.data)
    .bind(snapshot.sealed)
    .execute(pool)
    .await?;
    Ok(())
}

/// Drops claims, snapshots and parts of files of a ledger that has ended, at most so many of each. Returns how many were dropped.
pub(super) async fn drop_of_ended(pool: &PgPool, ledger: &LedgerId, limit: u32) -> Result<u64, Unavailable> {
    let claims = "delete from claim where ledger = $1 and (scope, value_hmac) in
                  (select scope, value_hmac from claim where ledger = $1 limit $2)";
    let snapshots = "delete from snapshot where ledger = $1 and stream in
                     (select stream from snapshot where ledger = $1 limit $2)";
    let parts = "delete from file_part where ledger = $1 and (stream, file, part) in
                 (select stream, file, part from file_part where ledger = $1 limit $2)";
    let mut dropped = 0;
    for sql in [claims, snapshots, parts] {
        let query = sqlx::query(sql).bind(ledger.as_str()).bind(i64::from(limit));
        dropped += query.execute(pool).await?.rows_affected();
    }
    Ok(dropped)
}

pub(super) async fn drop_snapshots(
    pool: &PgPool,
    ledger: &LedgerId,
    streams: &[StreamId],
) -> Result<(), Unavailable> {
    let names: Vec<&str> = streams.iter().map(StreamId::as_str).collect();
    sqlx::query("delete from snapshot where ledger = $1 and stream = any($2)")
        .bind(ledger.as_str())
        .bind(names)
        .execute(pool)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
