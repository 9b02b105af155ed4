//! A transaction that reads first: lock the ledger's row, read versions and claims of what is in the batch, plan, write, commit. It is
//! right regardless of what other nodes do.

use std::collections::HashMap;

use crypto::merkle::Frontier;
use domain::{LedgerId, StreamId, Timestamp};
use sqlx::{Connection as _, PgConnection, Row};

use super::committed::{Committed, Known};
use crate::{
    Append, ClaimWrite, Position, Record,
    holders::Name,
    log::Head,
    plan::{Last, Plan, Seen},
    postgres::rows::{bind_head, bind_records, digest, place},
};

const LOCK: &str = "select position, frontier, recorded_at from ledger where id = $1 for update";
const MAKE: &str = "insert into ledger (id, position, frontier, recorded_at) values ($1, 0, ''::bytea, 0) on conflict do nothing";
const LAST_EVENTS: &str = "
select asked.stream, last.version, last.id, last.position
from unnest($2::text[]) as asked(stream)
cross join lateral (
    select version, id, position from event
    where event.ledger = $1 and event.stream = asked.stream
    order by version desc limit 1
) as last";
const HOLDERS: &str = "
select asked.scope, claim.value_hmac, claim.stream
from unnest($2::text[], $3::bytea[]) as asked(scope, value_hmac) join claim using (scope, value_hmac)
where claim.ledger = $1";
/// From `ledger`, so that Citus sends it whole to the ledger's shard, and errors there keep their code.
const INSERT: &str = "
insert into event (ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest)
select ledger.id, new.* from ledger
cross join unnest($2::bigint[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::smallint[],
                  $8::bytea[], $9::bytea[], $10::bytea[], $11::bigint[], $12::bytea[]) as new
where ledger.id = $1";
const TAKE: &str = "
insert into claim (ledger, stream, scope, value_hmac) values ($1, $2, $3, $4)
on conflict (ledger, scope, value_hmac) do nothing";
const RELEASE: &str =
    "delete from claim where ledger = $1 and stream = $2 and scope = $3 and value_hmac = $4";
const RELEASE_ALL: &str = "delete from claim where ledger = $1 and stream = $2";
const MOVE: &str = "update ledger set position = $2, frontier = $3, recorded_at = $4 where id = $1";

/// Writes a batch. `before` is where this node had left the ledger, as far as it knows.
pub(super) async fn write(
    ledger: &LedgerId,
    appends: &[Append],
    before: Option<Position>,
    now: Timestamp,
    connection: &mut PgConnection,
) -> Result<Committed, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let head = lock(ledger, &mut transaction).await?;
    let is_alone = before.is_none_or(|position| position == head.position);
    let mut seen = Seen::new(ledger.clone(), head);
    seen.streams = last_events(ledger, appends, &mut transaction).await?;
    seen.claims = holders(ledger, appends, &mut transaction).await?;
    let plan = seen.plan(appends, now);
    if !plan.records.is_empty() {
        insert_events(ledger, &plan.records, &mut transaction).await?;
        write_claims(ledger, &plan, &mut transaction).await?;
    }
    if plan.records.is_empty() && !appends.iter().any(Append::is_rehearsal) {
        transaction.rollback().await?;
    } else {
        // A batch of rehearsals alone writes the row unchanged, so that there is something to commit.
        bind_head(sqlx::query(MOVE).bind(ledger.as_str()), &seen.head).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    let Plan { outcomes, records, .. } = plan;
    Ok(Committed { outcomes, records, known: Known { head: seen.head, is_alone } })
}

/// Locks a ledger's row, making it where there is none.
async fn lock(ledger: &LedgerId, connection: &mut PgConnection) -> Result<Head, sqlx::Error> {
    let select = || sqlx::query(LOCK).bind(ledger.as_str());
    let mut row = select().fetch_optional(&mut *connection).await?;
    if row.is_none() {
        sqlx::query(MAKE).bind(ledger.as_str()).execute(&mut *connection).await?;
        row = select().fetch_optional(&mut *connection).await?;
    }
    let row = row.ok_or(sqlx::Error::RowNotFound)?;
    let position = place(row.try_get(0)?);
    let frontier = if position == 0 {
        Frontier::default()
    } else {
        Frontier::from_bytes(row.try_get(1)?).map_err(|fault| sqlx::Error::Decode(Box::new(fault)))?
    };
    Ok(Head { position, frontier, recorded_at: Timestamp::from_ms(row.try_get(2)?) })
}

async fn last_events(
    ledger: &LedgerId,
    appends: &[Append],
    connection: &mut PgConnection,
) -> Result<HashMap<StreamId, Last>, sqlx::Error> {
    let mut streams: Vec<&str> =
        appends.iter().flat_map(|append| &append.parts).map(|part| part.stream.as_str()).collect();
    if streams.is_empty() {
        return Ok(HashMap::new());
    }
    streams.sort_unstable();
    streams.dedup();
    let rows = sqlx::query(LAST_EVENTS).bind(ledger.as_str()).bind(streams).fetch_all(connection).await?;
    let last = |row: &sqlx::postgres::PgRow| {
        let (version, id, position) = (place(row.try_get(1)?), row.try_get(2)?, place(row.try_get(3)?));
        Ok((StreamId::new(row.try_get::<String, _>(0)?), Last { version, id, position }))
    };
    rows.iter().map(last).collect()
}

/// Which of the names in the batch are held, and by which streams.
async fn holders(
    ledger: &LedgerId,
    appends: &[Append],
    connection: &mut PgConnection,
) -> Result<HashMap<Name, StreamId>, sqlx::Error> {
    let name = |claim: &ClaimWrite| match claim {
        ClaimWrite::Take(scope, digest) | ClaimWrite::Release(scope, digest) => Some((*scope, *digest)),
        ClaimWrite::ReleaseAll => None,
    };
    let names: Vec<Name> = appends.iter().flat_map(Append::claims).filter_map(name).collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query(HOLDERS)
        .bind(ledger.as_str())
        .bind(names.iter().map(|(scope, _)| *scope).collect::<Vec<_>>())
        .bind(names.iter().map(|(_, digest)| digest.as_slice()).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
    let mut holders = HashMap::new();
    for row in &rows {
        let held: (&str, [u8; 32]) = (row.try_get(0)?, digest(row.try_get(1)?)?);
        let stream = StreamId::new(row.try_get::<String, _>(2)?);
        holders.extend(names.iter().find(|name| **name == held).map(|name| (*name, stream)));
    }
    Ok(holders)
}

async fn insert_events(
    ledger: &LedgerId,
    records: &[Record],
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    let query = sqlx::query(INSERT).bind(ledger.as_str());
    bind_records(query, records).execute(connection).await.map(drop)
}

/// Claims change rarely (a sign-up, a deletion); one statement each keeps their order.
async fn write_claims(
    ledger: &LedgerId,
    plan: &Plan,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    for (stream, claim) in &plan.claims {
        let query = match claim {
            ClaimWrite::Take(..) => sqlx::query(TAKE),
            ClaimWrite::Release(..) => sqlx::query(RELEASE),
            ClaimWrite::ReleaseAll => sqlx::query(RELEASE_ALL),
        };
        let query = query.bind(ledger.as_str()).bind(stream.as_str());
        let query = match claim {
            ClaimWrite::Take(scope, digest) | ClaimWrite::Release(scope, digest) => {
                query.bind(*scope).bind(digest.as_slice())
            }
            ClaimWrite::ReleaseAll => query,
        };
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
