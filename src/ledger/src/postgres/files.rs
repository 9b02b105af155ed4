//! The table of files that streams work through.

use domain::{LedgerId, StreamId};
use sqlx::{PgPool, Row};

use crate::{FilePart, Unavailable};

pub(super) async fn keep_part(pool: &PgPool, part: &FilePart<'_>, sealed: &[u8]) -> Result<(), Unavailable> {
    sqlx::query(
        "insert into file_part (ledger, stream, file, part, sealed) values ($1, $2, $3, $4, $5)
         on conflict (ledger, stream, file, part) do update set sealed = excluded.sealed",
    )
    .bind(part.stream.ledger.as_str())
    .bind(part.stream.id.as_str())
    .bind(part.file)
    .bind(number(part))
    .bind(sealed)
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn part(pool: &PgPool, part: &FilePart<'_>) -> Result<Option<Vec<u8>>, Unavailable> {
    let row = sqlx::query(
        "select sealed from file_part where ledger = $1 and stream = $2 and file = $3 and part = $4",
    )
    .bind(part.stream.ledger.as_str())
    .bind(part.stream.id.as_str())
    .bind(part.file)
    .bind(number(part))
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

pub(super) async fn drop_files(
    pool: &PgPool,
    ledger: &LedgerId,
    stream: &StreamId,
    only: Option<&str>,
) -> Result<(), Unavailable> {
    sqlx::query("delete from file_part where ledger = $1 and stream = $2 and file = coalesce($3, file)")
        .bind(ledger.as_str())
        .bind(stream.as_str())
        .bind(only)
        .execute(pool)
        .await?;
    Ok(())
}

fn number(part: &FilePart<'_>) -> i32 {
    i32::try_from(part.number).unwrap_or(i32::MAX)
}
