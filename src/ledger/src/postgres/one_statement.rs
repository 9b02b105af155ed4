//! The short way to append: one statement that rests on what this node already knows, and does nothing where it is mistaken.
//!
//! It assumes that the heads are where this node left them, that each stream stands where its writer has seen it, and that the names
//! to be taken are free. The database checks all of it: heads by the Merkle frontier of all that lies before, under their rows' locks;
//! streams by the event that lies before, and by the unique key of what is appended; names by their unique key. Whatever does not hold
//! ends the statement whole, and the batch goes the long way.

use std::collections::{HashMap, HashSet};

use domain::LedgerId;
use sqlx::PgConnection;

use super::{
    rows::{EVENT_ARRAYS, Statement, bind_heads, bind_records, column},
    transaction::Written,
};
use crate::{
    Append, ClaimWrite, Clock, Part,
    log::{Head, StreamKey},
    plan::{Plan, Seen},
};

/// Codes by which Postgres tells that an assumption did not hold: a place that is not there (see the statement), a row that is.
const MISTAKEN: [&str; 2] = ["23502", "23505"];

/// Where heads have moved, or a stream has not come as far as its writer believes, no event gets a position, and a column that must
/// have one ends the statement. The look at what lies before is limited to one row, so that no plan ever scans the table for it.
/// Rows of `ledger` are locked in order of id, so that two nodes never wait for each other in a circle.
const APPEND: &str = "
with head as (
    select * from unnest($13::text[], $14::bigint[], $15::bytea[], $16::bigint[], $17::bytea[])
        as head(id, position, frontier, recorded_at, seen)
), locked as materialized (
    select ledger.id from ledger where ledger.id = any($13) order by ledger.id for update
), moved as (
    update ledger set position = head.position, frontier = head.frontier, recorded_at = head.recorded_at
    from head join locked using (id) where ledger.id = head.id and ledger.frontier = head.seen
    returning ledger.id
), taken as (
    insert into claim (ledger, stream, scope, value_hmac)
    select * from unnest($18::text[], $19::text[], $20::text[], $21::bytea[])
), reached as (
    select count(*) as streams
    from unnest($22::text[], $23::text[], $24::bigint[]) as seen(ledger, stream, version)
    cross join lateral (
        select 1 from event
        where event.ledger = seen.ledger and event.stream = seen.stream and event.version = seen.version limit 1
    ) as before
)
insert into event (ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest)
select ledger,
       case when (select count(*) from moved) = cardinality($13)
             and (select streams from reached) = cardinality($22) then position end,
       id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest
from unnest(";

/// Whether appends can go the short way: names given back need a look at who holds them.
pub(super) fn fits(appends: &[Append]) -> bool {
    let takes = |claim: &ClaimWrite| matches!(claim, ClaimWrite::Take(..));
    appends.iter().flat_map(Append::claims).all(takes)
}

/// The first part for each stream that is not new, and its ledger: those after it build on it.
fn reached(appends: &[Append]) -> Vec<(&LedgerId, &Part)> {
    let mut streams = HashSet::new();
    let parts = appends.iter().flat_map(|append| append.parts.iter().map(|part| (&append.ledger, part)));
    let first = parts.filter(|(ledger, part)| streams.insert((*ledger, &part.stream)));
    first.filter(|(_, part)| part.expected > 0).collect()
}

/// Writes a batch; `None`: something was not as assumed, and nothing was written. `heads` are those that this node knows; what they
/// become is in what is returned.
pub(super) async fn write(
    appends: &[Append],
    heads: HashMap<LedgerId, Head>,
    connection: &mut PgConnection,
    clock: &Clock,
) -> Result<Option<Written>, sqlx::Error> {
    let seen: HashMap<LedgerId, Vec<u8>> =
        heads.iter().map(|(id, head)| (id.clone(), head.frontier.to_bytes())).collect();
    let mut assumed = Seen::assuming(appends, heads);
    let plan = assumed.plan(appends, clock.now());
    if plan.records.is_empty() {
        return Ok(None);
    }
    let moved = assumed.moved(&plan.records);
    let seen: Vec<&[u8]> = moved.iter().filter_map(|(id, _)| seen.get(*id)).map(Vec::as_slice).collect();
    let sql = sqlx::AssertSqlSafe([APPEND, EVENT_ARRAYS].concat());
    let query = bind_heads(bind_records(sqlx::query(sql), &plan.records), &moved).bind(seen);
    let query = bind_reached(bind_taken(query, &plan), &reached(appends));
    match query.execute(connection).await {
        Ok(_) => Ok(Some(Written { outcomes: plan.outcomes, records: plan.records, heads: assumed.heads })),
        Err(sqlx::Error::Database(fault))
            if fault.code().is_some_and(|code| MISTAKEN.contains(&code.as_ref())) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Binds the names to be taken: ledgers, streams, scopes, digests.
fn bind_taken<'q>(query: Statement<'q>, plan: &'q Plan) -> Statement<'q> {
    let take = |((ledger, stream), claim): &'q (StreamKey, ClaimWrite)| match claim {
        ClaimWrite::Take(scope, digest) => Some((ledger.as_str(), stream.as_str(), *scope, digest)),
        ClaimWrite::Release(..) | ClaimWrite::ReleaseAll => None,
    };
    let taken: Vec<_> = plan.claims.iter().filter_map(take).collect();
    query
        .bind(taken.iter().map(|(ledger, ..)| *ledger).collect::<Vec<_>>())
        .bind(taken.iter().map(|(_, stream, ..)| *stream).collect::<Vec<_>>())
        .bind(taken.iter().map(|(_, _, scope, _)| *scope).collect::<Vec<_>>())
        .bind(taken.iter().map(|(.., digest)| digest.as_slice()).collect::<Vec<_>>())
}

/// Binds how far streams are believed to have come: ledgers, streams, versions.
fn bind_reached<'q>(query: Statement<'q>, parts: &[(&'q LedgerId, &'q Part)]) -> Statement<'q> {
    query
        .bind(parts.iter().map(|(ledger, _)| ledger.as_str()).collect::<Vec<_>>())
        .bind(parts.iter().map(|(_, part)| part.stream.as_str()).collect::<Vec<_>>())
        .bind(parts.iter().map(|(_, part)| column(part.expected)).collect::<Vec<_>>())
}
