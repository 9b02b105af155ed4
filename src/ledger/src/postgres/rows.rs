//! Between rows and records: signed columns, unsigned places.

use bytes::Bytes;
use domain::{LedgerId, StreamId, Timestamp};
use sqlx::{
    Encode, Postgres, Row, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgArguments, PgHasArrayType, PgRow, PgTypeInfo},
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

/// Binds records of one ledger from `$2` on: an array for each other column.
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

/// Records as rows of `event`, to be bound as one array of them.
pub(super) fn event_rows(records: &[Record]) -> Vec<EventRow<'_>> {
    records.iter().map(EventRow).collect()
}

/// A record in the form in which Postgres receives a row of `event`: all columns in the table's order, each behind its type.
pub(super) struct EventRow<'a>(&'a Record);

/// The types of its columns, by the numbers that they have in every Postgres (`pg_type.dat`).
const BYTEA: u32 = 17;
const BIGINT: u32 = 20;
const SMALLINT: u32 = 21;
const TEXT: u32 = 25;
const UUID: u32 = 2950;

impl Type<Postgres> for EventRow<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("event")
    }
}

impl PgHasArrayType for EventRow<'_> {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::array_of("event")
    }
}

impl Encode<'_, Postgres> for EventRow<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Self(record) = self;
        let columns: [(u32, &[u8]); 12] = [
            (TEXT, record.ledger.as_str().as_bytes()),
            (BIGINT, &column(record.position).to_be_bytes()),
            (UUID, record.id.as_bytes()),
            (TEXT, record.stream.as_str().as_bytes()),
            (BIGINT, &column(record.version).to_be_bytes()),
            (TEXT, record.kind.as_bytes()),
            (SMALLINT, &i16::try_from(record.shape)?.to_be_bytes()),
            (BYTEA, &record.data),
            (BYTEA, &record.sealed),
            (BYTEA, &record.meta),
            (BIGINT, &record.recorded_at.ms().to_be_bytes()),
            (BYTEA, &record.digest),
        ];
        buffer.extend(u32::try_from(columns.len())?.to_be_bytes());
        for (kind, value) in columns {
            buffer.extend(kind.to_be_bytes());
            buffer.extend(u32::try_from(value.len())?.to_be_bytes());
            buffer.extend_from_slice(value);
        }
        Ok(IsNull::No)
    }
}
