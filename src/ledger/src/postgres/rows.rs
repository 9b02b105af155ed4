//! Between rows and records: signed columns, unsigned places.

use bytes::Bytes;
use domain::{LedgerId, StreamId, Timestamp};
use sqlx::{
    Postgres, Row,
    postgres::{PgArguments, PgRow},
    query::Query,
};

use crate::{Record, log::Head};

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
        data: bytes(row, 7)?,
        sealed: bytes(row, 8)?,
        meta: bytes(row, 9)?,
        recorded_at: Timestamp::from_ms(row.try_get(10)?),
        digest: digest(row.try_get(11)?)?,
    })
}

fn bytes(row: &PgRow, column: usize) -> Result<Bytes, sqlx::Error> {
    row.try_get(column).map(Bytes::copy_from_slice)
}

pub(super) fn digest(bytes: &[u8]) -> Result<[u8; 32], sqlx::Error> {
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a digest has 32 bytes".into()))
}

/// A statement whose parameters are bound one after another.
pub(super) type Statement<'q> = Query<'q, Postgres, PgArguments>;

/// Binds records of one ledger behind that, from `$2` on: an array for each other column.
pub(super) fn bind_records<'q>(query: Statement<'q>, records: &'q [Record]) -> Statement<'q> {
    fn all<'a, T>(records: &'a [Record], column: impl Fn(&'a Record) -> T) -> Vec<T> {
        records.iter().map(column).collect()
    }
    query
        .bind(all(records, |r| column(r.position)))
        .bind(all(records, |r| r.id))
        .bind(all(records, |r| r.stream.as_str()))
        .bind(all(records, |r| column(r.version)))
        .bind(all(records, |r| r.kind.as_str()))
        .bind(all(records, |r| i16::try_from(r.shape).unwrap_or(i16::MAX)))
        .bind(all(records, |r| &*r.data))
        .bind(all(records, |r| &*r.sealed))
        .bind(all(records, |r| &*r.meta))
        .bind(all(records, |r| r.recorded_at.ms()))
        .bind(all(records, |r| r.digest.as_slice()))
}

/// Binds a head: position, frontier, time.
pub(super) fn bind_head<'q>(query: Statement<'q>, head: &Head) -> Statement<'q> {
    query.bind(column(head.position)).bind(head.frontier.to_bytes()).bind(head.recorded_at.ms())
}
