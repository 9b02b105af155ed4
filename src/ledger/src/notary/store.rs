//! Tiles and checkpoints in their tables. A tile is only ever replaced by a wider one, a checkpoint never.

use std::collections::HashMap;

use crypto::merkle::{Frontier, Tile, TileId};
use domain::LedgerId;
use sqlx::{PgPool, Row, postgres::PgRow};

use crate::{
    Position, Unavailable,
    postgres::{column, place},
};

/// A checkpoint as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Events it covers.
    pub position: Position,
    /// The signed note.
    pub note: String,
}

fn kept(row: &PgRow) -> Result<Kept, sqlx::Error> {
    Ok(Kept { position: place(row.try_get(0)?), note: row.try_get(1)? })
}

/// Position and Merkle frontier that the ledger's counter carries; `None`: no such ledger.
pub async fn head(pool: &PgPool, ledger: &LedgerId) -> Result<Option<(Position, Frontier)>, Unavailable> {
    let row = sqlx::query("select position, frontier from ledger where id = $1 and position > 0")
        .bind(ledger.as_str())
        .fetch_optional(pool)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let frontier =
        Frontier::from_bytes(row.try_get(1)?).map_err(|fault| Unavailable::because(fault.to_string()))?;
    Ok(Some((place(row.try_get(0)?), frontier)))
}

/// The newest checkpoint of a ledger.
pub async fn latest(pool: &PgPool, ledger: &LedgerId) -> Result<Option<Kept>, Unavailable> {
    let sql = "select position, note from checkpoint where ledger = $1 order by position desc limit 1";
    let row = sqlx::query(sql).bind(ledger.as_str()).fetch_optional(pool).await?;
    Ok(row.as_ref().map(kept).transpose()?)
}

/// The checkpoints of a ledger after a position, in order, at most `limit`.
pub async fn checkpoints(
    pool: &PgPool,
    ledger: &LedgerId,
    after: Position,
    limit: u32,
) -> Result<Vec<Kept>, Unavailable> {
    let sql = "select position, note from checkpoint where ledger = $1 and position > $2 order by position limit $3";
    let query = sqlx::query(sql).bind(ledger.as_str()).bind(column(after)).bind(i64::from(limit));
    Ok(query.fetch_all(pool).await?.iter().map(kept).collect::<Result<_, _>>()?)
}

/// How many checkpoints of a ledger there are after a position and up to another.
pub async fn count(
    pool: &PgPool,
    ledger: &LedgerId,
    after: Position,
    to: Position,
) -> Result<u64, Unavailable> {
    let sql = "select count(*) from checkpoint where ledger = $1 and position > $2 and position <= $3";
    let query = sqlx::query(sql).bind(ledger.as_str()).bind(column(after)).bind(column(to));
    Ok(place(query.fetch_one(pool).await?.try_get(0)?))
}

/// Whether there is a checkpoint of a ledger at a position.
pub async fn is_there(pool: &PgPool, ledger: &LedgerId, position: Position) -> Result<bool, Unavailable> {
    let sql = "select 1 from checkpoint where ledger = $1 and position = $2";
    let query = sqlx::query(sql).bind(ledger.as_str()).bind(column(position));
    Ok(query.fetch_optional(pool).await?.is_some())
}

/// The stored bytes of some tiles, by level and index: as wide as each was ever asked to be kept.
pub async fn tiles(
    pool: &PgPool,
    ledger: &LedgerId,
    ids: impl IntoIterator<Item = TileId>,
) -> Result<HashMap<(u8, u64), Vec<u8>>, Unavailable> {
    let (levels, indexes): (Vec<_>, Vec<_>) =
        ids.into_iter().map(|id| (i16::from(id.level), column(id.index))).unzip();
    let rows = sqlx::query(
        "select level, index, hashes from unnest($2::smallint[], $3::bigint[]) as asked(level, index)
         join tile using (level, index) where ledger = $1",
    )
    .bind(ledger.as_str())
    .bind(levels)
    .bind(indexes)
    .fetch_all(pool)
    .await?;
    Ok(rows.iter().map(tile).collect::<Result<_, _>>()?)
}

fn tile(row: &PgRow) -> Result<((u8, u64), Vec<u8>), sqlx::Error> {
    let level = u8::try_from(row.try_get::<i16, _>(0)?).unwrap_or(u8::MAX);
    Ok(((level, place(row.try_get(1)?)), row.try_get(2)?))
}

/// Stores tiles and the checkpoint that was signed over them, together.
pub(super) async fn keep(
    pool: &PgPool,
    ledger: &LedgerId,
    tiles: &[Tile],
    position: Position,
    note: &str,
) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    sqlx::query(
        "insert into tile (ledger, level, index, hashes)
         select $1, level, index, hashes from unnest($2::smallint[], $3::bigint[], $4::bytea[]) as fresh(level, index, hashes)
         order by level, index
         on conflict (ledger, level, index) do update set hashes = excluded.hashes
         where length(tile.hashes) < length(excluded.hashes)",
    )
    .bind(ledger.as_str())
    .bind(tiles.iter().map(|tile| i16::from(tile.id.level)).collect::<Vec<_>>())
    .bind(tiles.iter().map(|tile| column(tile.id.index)).collect::<Vec<_>>())
    .bind(tiles.iter().map(|tile| tile.bytes.as_slice()).collect::<Vec<_>>())
    .execute(&mut *transaction)
    .await?;
    sqlx::query("insert into checkpoint (ledger, position, note) values ($1, $2, $3) on conflict do nothing")
        .bind(ledger.as_str())
        .bind(column(position))
        .bind(note)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}
