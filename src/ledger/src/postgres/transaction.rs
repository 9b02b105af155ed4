//! The long way to append, right whatever other nodes do: lock the ledgers in order of id, see, plan, write, commit.

use std::collections::{BTreeSet, HashMap};

use domain::{LedgerId, StreamId, Timestamp};
use sqlx::{Connection, PgConnection, Row};

use super::{
    came::{Came, Written},
    rows::{EVENT_ARRAYS, RECORD_COLUMNS, bind_heads, bind_records, digest, place},
};
use crate::{
    Append, ClaimWrite, Clock, Record,
    log::{Head, StreamKey},
    plan::{ClaimKey, Last, Plan, Seen},
};

/// Writes a batch under the locks of its ledgers, having looked at everything it touches.
pub(super) async fn write(
    appends: &[Append],
    connection: &mut PgConnection,
    clock: &Clock,
) -> Result<Came, sqlx::Error> {
    let ids: BTreeSet<&str> = appends.iter().map(|append| append.ledger.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut transaction = connection.begin().await?;
    let mut heads = lock_heads(&ids, &mut transaction).await?;
    if heads.len() < ids.len() {
        // Rows are made with no lock in hand: two nodes that each hold a later row would wait for each other's earlier one.
        transaction.rollback().await?;
        transaction = connection.begin().await?;
        make_ledgers(&ids, &mut transaction).await?;
        heads = lock_heads(&ids, &mut transaction).await?;
    }
    let connection = &mut *transaction;
    let mut seen = Seen { heads, ..Seen::default() };
    let found = seen.heads.iter().map(|(id, head)| (id.clone(), head.position)).collect();
    seen.streams = last_events(appends, connection).await?;
    seen.claims = holders(appends, connection).await?;
    let plan = seen.plan_all(appends, clock.now());
    let rehearsed = appends.iter().filter(|append| append.is_rehearsal());
    let rehearsed: BTreeSet<LedgerId> = rehearsed.map(|append| append.ledger.clone()).collect();
    if plan.records.is_empty() && rehearsed.is_empty() {
        transaction.rollback().await?;
    } else if plan.records.is_empty() {
        // Written as they are, so that there is something to commit.
        move_heads(&seen.heads_of(&rehearsed), connection).await?;
        transaction.commit().await?;
    } else {
        insert_events(&plan.records, connection).await?;
        write_claims(&plan, connection).await?;
        move_heads(&seen.moved(&plan.records), connection).await?;
        transaction.commit().await?;
    }
    let written = Written { outcomes: plan.outcomes, records: plan.records };
    Ok(Came::TheLongWay { written, left: seen.heads, found })
}

/// Makes the rows of ledgers that are new, in order of id.
async fn make_ledgers(ids: &[&str], connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into ledger (id, position, frontier, recorded_at)
         select id, 0, ''::bytea, 0 from unnest($1::text[]) as fresh(id) order by id on conflict do nothing",
    )
    .bind(ids)
    .execute(connection)
    .await?;
    Ok(())
}

/// Those of the ledgers that are there. Locked in order of id, so that two nodes never wait for each other in a circle.
async fn lock_heads(
    ids: &[&str],
    connection: &mut PgConnection,
) -> Result<HashMap<LedgerId, Head>, sqlx::Error> {
    let select =
        "select id, position, frontier, recorded_at from ledger where id = any($1) order by id for update";
    let rows = sqlx::query(select).bind(ids).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let frontier: &[u8] = row.try_get(2)?;
            let position = place(row.try_get(1)?);
            let frontier = if position == 0 {
                crypto::merkle::Frontier::default()
            } else {
                crypto::merkle::Frontier::from_bytes(frontier)
                    .map_err(|fault| sqlx::Error::Decode(Box::new(fault)))?
            };
            let head = Head { position, frontier, recorded_at: Timestamp::from_ms(row.try_get(3)?) };
            Ok((LedgerId::new(row.try_get::<String, _>(0)?), head))
        })
        .collect()
}

async fn last_events(
    appends: &[Append],
    connection: &mut PgConnection,
) -> Result<HashMap<StreamKey, Last>, sqlx::Error> {
    let (ledgers, streams): (Vec<&str>, Vec<&str>) = appends
        .iter()
        .flat_map(|a| a.parts.iter().map(|part| (a.ledger.as_str(), part.stream.as_str())))
        .unzip();
    let rows = sqlx::query(
        "select asked.ledger, asked.stream, last.version, last.id, last.position
         from (select distinct * from unnest($1::text[], $2::text[]) as pair(ledger, stream)) as asked
         cross join lateral (
             select version, id, position from event
             where event.ledger = asked.ledger and event.stream = asked.stream
             order by version desc limit 1
         ) as last",
    )
    .bind(ledgers)
    .bind(streams)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let stream = StreamId::new(row.try_get::<String, _>(1)?);
            let last = Last {
                version: place(row.try_get(2)?),
                id: row.try_get(3)?,
                position: place(row.try_get(4)?),
            };
            Ok(((LedgerId::new(row.try_get::<String, _>(0)?), stream), last))
        })
        .collect()
}

async fn holders(
    appends: &[Append],
    connection: &mut PgConnection,
) -> Result<HashMap<ClaimKey, StreamId>, sqlx::Error> {
    let names: Vec<ClaimKey> =
        appends.iter().flat_map(|append| named(&append.ledger, append.claims())).collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query(
        "select claim.ledger, asked.scope, claim.value_hmac, claim.stream
         from unnest($1::text[], $2::text[], $3::bytea[]) as asked(ledger, scope, value_hmac)
         join claim using (ledger, scope, value_hmac)",
    )
    .bind(names.iter().map(|(ledger, _, _)| ledger.as_str()).collect::<Vec<_>>())
    .bind(names.iter().map(|(_, scope, _)| *scope).collect::<Vec<_>>())
    .bind(names.iter().map(|(_, _, digest)| digest.as_slice()).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    let mut holders = HashMap::new();
    for row in &rows {
        let (ledger, scope): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let digest = digest(row.try_get(2)?)?;
        let known =
            names.iter().find(|(l, s, d)| (l.as_str(), *s, *d) == (ledger.as_str(), scope.as_str(), digest));
        if let Some(name) = known {
            holders.insert(name.clone(), StreamId::new(row.try_get::<String, _>(3)?));
        }
    }
    Ok(holders)
}

/// The names that claims are about, by ledger.
fn named<'a>(
    ledger: &'a LedgerId,
    claims: impl Iterator<Item = &'a ClaimWrite> + 'a,
) -> impl Iterator<Item = ClaimKey> + 'a {
    claims.filter_map(move |claim| match claim {
        ClaimWrite::Take(scope, digest) | ClaimWrite::Release(scope, digest) => {
            Some((ledger.clone(), *scope, *digest))
        }
        ClaimWrite::ReleaseAll => None,
    })
}

async fn insert_events(records: &[Record], connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let sql = format!("insert into event ({RECORD_COLUMNS}) select * from unnest({EVENT_ARRAYS}");
    bind_records(sqlx::query(sqlx::AssertSqlSafe(sql)), records).execute(connection).await?;
    Ok(())
}

/// Claims change rarely (a sign-up, a deletion); one statement each keeps their order.
async fn write_claims(plan: &Plan, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    for ((ledger, stream), claim) in &plan.claims {
        let query = match claim {
            ClaimWrite::Take(scope, digest) => sqlx::query(
                "insert into claim (ledger, stream, scope, value_hmac) values ($1, $2, $3, $4)
                 on conflict (ledger, scope, value_hmac) do nothing",
            )
            .bind(ledger.as_str())
            .bind(stream.as_str())
            .bind(*scope)
            .bind(digest.as_slice()),
            ClaimWrite::Release(scope, digest) => sqlx::query(
                "delete from claim where ledger = $1 and stream = $2 and scope = $3 and value_hmac = $4",
            )
            .bind(ledger.as_str())
            .bind(stream.as_str())
            .bind(*scope)
            .bind(digest.as_slice()),
            ClaimWrite::ReleaseAll => sqlx::query("delete from claim where ledger = $1 and stream = $2")
                .bind(ledger.as_str())
                .bind(stream.as_str()),
        };
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

async fn move_heads(moved: &[(&LedgerId, &Head)], connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let query = sqlx::query(
        "update ledger set position = moved.position, frontier = moved.frontier, recorded_at = moved.recorded_at
         from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bigint[]) as moved(id, position, frontier, recorded_at)
         where ledger.id = moved.id",
    );
    bind_heads(query, moved).execute(connection).await?;
    Ok(())
}
