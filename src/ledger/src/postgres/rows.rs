//! Between rows and records: signed columns, unsigned places.

use domain::{LedgerId, StreamId, Timestamp};
use sqlx::{Row, postgres::PgRow};

use crate::Record;

/// A place as a column. Positions stay far below 2^63.
pub(crate) fn column(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// A column as a place. The schema never writes a negative one.
pub(crate) fn place(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}

pub(super) const RECORD_COLUMNS: &str =
    "ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest";

pub(super) fn record(row: &PgRow) -> Result<Record, sqlx::Error> {
    Ok(Record {
        ledger: LedgerId::new(row.try_get::<String, _>(0)?),
        position: place(row.try_get(1)?),
        id: row.try_get(2)?,
        stream: StreamId::new(row.try_get::<String, _>(3)?),
        version: place(row.try_get(4)?),
        kind: row.try_get(5)?,
        shape: u16::try_from(row.try_get::<i16, _>(6)?).unwrap_or(0),
        data: row.try_get(7)?,
        sealed: row.try_get(8)?,
        meta: row.try_get(9)?,
        recorded_at: Timestamp::from_ms(row.try_get(10)?),
        digest: digest(row.try_get(11)?)?,
    })
}

pub(super) fn digest(bytes: &[u8]) -> Result<[u8; 32], sqlx::Error> {
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a digest has 32 bytes".into()))
}
