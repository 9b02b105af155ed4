//! What an auditor reads: all counters and claims as of one moment, and everything that was recorded about one person.

use crypto::merkle::Frontier;
use domain::{LedgerId, StreamId, SubjectId, Timestamp};
use sqlx::{AssertSqlSafe, PgExecutor, PgPool, Row};
use tokio::task::JoinSet;

use super::{
    copied::{self, Line, malformed},
    rows::{RECORD_COLUMNS, column, place, record},
};
use crate::{ClaimDigest, Position, Record, Unavailable};

/// A ledger's counter row, and what lies beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The ledger.
    pub ledger: LedgerId,
    /// Its position in the counter row.
    pub position: Position,
    /// The Merkle frontier there; `None`: the column holds none.
    pub frontier: Option<Frontier>,
    /// When its last event was recorded.
    pub recorded_at: Timestamp,
    /// The newest event that there is.
    pub newest_event: Position,
}

/// A claim as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldClaim {
    /// The ledger.
    pub ledger: LedgerId,
    /// Kind of name.
    pub scope: String,
    /// The name's keyed digest.
    pub digest: ClaimDigest,
    /// The stream that holds it.
    pub stream: StreamId,
}

/// Counters and claims as of one moment: claims fit the events up to the counters' positions.
#[derive(Debug)]
pub struct Survey {
    /// By ledger.
    pub counters: Vec<Counter>,
    /// Reads the claims; ends when this is dropped.
    claims: JoinSet<Result<Vec<HeldClaim>, Unavailable>>,
}

impl Survey {
    /// All claims, in no order. They are read while other things are done.
    pub async fn claims(mut self) -> Result<Vec<HeldClaim>, Unavailable> {
        let gone = || Unavailable::because("a task that reads the claims has died");
        self.claims.join_next().await.and_then(Result::ok).ok_or_else(gone)?
    }
}

/// Reads counters, and claims of the same snapshot.
pub async fn survey(pool: &PgPool) -> Result<Survey, Unavailable> {
    let mut line = Line::as_of_now(pool).await?;
    let counters = counters(line.connection()).await?;
    Ok(Survey { counters, claims: JoinSet::from_iter([claims(line)]) })
}

/// The counters of all ledgers, by ledger; `reader` is a pool or a connection.
pub async fn counters(reader: impl PgExecutor<'_>) -> Result<Vec<Counter>, Unavailable> {
    let counters = sqlx::query(
        "select id, coalesce(ledger.position, 0), coalesce(frontier, ''), coalesce(recorded_at, 0),
                coalesce(newest.position, 0)
         from ledger
         full join (select ledger as id, max(position) as position from event group by ledger) as newest using (id)
         order by 1",
    )
    .fetch_all(reader)
    .await?;
    Ok(counters.iter().map(counter).collect::<Result<_, _>>()?)
}

async fn claims(mut line: Line) -> Result<Vec<HeldClaim>, Unavailable> {
    let mut rows = line.copy("select ledger, scope, value_hmac, stream from claim").await?;
    let (mut claims, mut last) = (Vec::new(), LedgerId::account());
    while let Some(row) = rows.row().await? {
        claims.push(claim(copied::fields(&row)?, &mut last).ok_or_else(malformed)?);
    }
    Ok(claims)
}

fn counter(row: &sqlx::postgres::PgRow) -> Result<Counter, sqlx::Error> {
    let position = place(row.try_get(1)?);
    let frontier =
        if position == 0 { Some(Frontier::default()) } else { Frontier::from_bytes(row.try_get(2)?).ok() };
    Ok(Counter {
        ledger: LedgerId::new(row.try_get::<String, _>(0)?),
        position,
        frontier,
        recorded_at: Timestamp::from_ms(row.try_get(3)?),
        newest_event: place(row.try_get(4)?),
    })
}

/// Consecutive claims are mostly of one ledger.
fn claim(fields: [Option<&[u8]>; 4], last: &mut LedgerId) -> Option<HeldClaim> {
    let [ledger, scope, digest, stream] = fields;
    let [ledger, scope, stream] = [ledger?, scope?, stream?].map(str::from_utf8);
    let ledger = ledger.ok()?;
    if last.as_str() != ledger {
        *last = LedgerId::new(ledger);
    }
    let (scope, digest) = (scope.ok()?.to_owned(), digest?.try_into().ok()?);
    Some(HeldClaim { ledger: last.clone(), scope, digest, stream: StreamId::new(stream.ok()?) })
}

/// Everything in a ledger that is in a stream, or sealed with a person's key, or records that the person was forgotten; in order.
/// Reads the whole ledger: for people, not for requests.
pub async fn about(
    pool: &PgPool,
    ledger: &LedgerId,
    stream: &StreamId,
    after: Position,
    limit: u32,
) -> Result<Vec<Record>, Unavailable> {
    let person = SubjectId::new(stream.as_str());
    let name = u16::try_from(person.as_str().len()).unwrap_or(u16::MAX);
    let sealed_by = [&name.to_be_bytes()[..], person.as_str().as_bytes()].concat();
    let sql = format!(
        "select {RECORD_COLUMNS} from event where ledger = $1 and position > $2
            and (stream = $3 or stream = $4 or substring(sealed from 1 for length($5)) = $5)
         order by position limit $6"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(ledger.as_str())
        .bind(column(after))
        .bind(stream.as_str())
        .bind(format!("subject-{person}"))
        .bind(sealed_by)
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await?;
    Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
}
