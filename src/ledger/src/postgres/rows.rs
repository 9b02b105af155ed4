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

/// What `unnest` makes rows of events of, its closing bracket included; filled by [`bind_records`].
pub(super) const EVENT_ARRAYS: &str =
    "$1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::smallint[],
    $8::bytea[], $9::bytea[], $10::bytea[], $11::bigint[], $12::bytea[])
    as event(ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest)";

/// A statement whose parameters are bound one after another.
pub(super) type Statement<'q> = Query<'q, Postgres, PgArguments>;

/// Binds records, an array for each column.
pub(super) fn bind_records<'q>(query: Statement<'q>, records: &'q [Record]) -> Statement<'q> {
    fn all<'a, T>(records: &'a [Record], column: impl Fn(&'a Record) -> T) -> Vec<T> {
        records.iter().map(column).collect()
    }
    query
        .bind(all(records, |r| r.ledger.as_str()))
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

/// Binds heads: ids, positions, frontiers, times.
pub(super) fn bind_heads<'q>(query: Statement<'q>, heads: &[(&'q LedgerId, &'q Head)]) -> Statement<'q> {
    query
        .bind(heads.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>())
        .bind(heads.iter().map(|(_, head)| column(head.position)).collect::<Vec<_>>())
        .bind(heads.iter().map(|(_, head)| head.frontier.to_bytes()).collect::<Vec<_>>())
        .bind(heads.iter().map(|(_, head)| head.recorded_at.ms()).collect::<Vec<_>>())
}
