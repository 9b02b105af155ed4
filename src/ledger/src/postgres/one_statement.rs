//! The short way to append: one statement that rests on what this node already knows, and does nothing where it is mistaken.
//!
//! It assumes that the heads are where this node left them, that each stream stands where its writer has seen it, and that the names
//! to be taken are free. The database checks all of it: heads by the Merkle frontier of all that lies before, under their rows' locks;
//! streams by the event that lies before, and by the unique key of what is appended; names by their unique key. Whatever does not hold
//! ends the statement whole, and the batch goes the long way.

use std::collections::{BTreeSet, HashMap};

use domain::LedgerId;
use sqlx::PgConnection;

use super::{
    came::Written,
    heads::Heads,
    rows::{EVENT_ARRAYS, Statement, bind_heads, bind_records, column},
};
use crate::{
    Append, ClaimWrite, Clock, Version,
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

/// What commits a batch of which nothing is recorded. The rows are written as they are, and only where this node left them.
const REHEARSE: &str = "
with locked as materialized (
    select ledger.id from ledger where ledger.id = any($1) order by ledger.id for update
)
update ledger set position = ledger.position
from unnest($1::text[], $2::bytea[]) as head(id, seen) join locked using (id)
where ledger.id = head.id and ledger.frontier = head.seen";

/// What may be planned on: where this node left the ledgers, and where it leaves them once the batch that is on its way is written.
#[derive(Clone, Copy)]
pub(super) struct Foreseen<'a> {
    pub(super) left: &'a Heads,
    pub(super) on_its_way: Option<&'a OneStatement>,
}

impl<'a> From<&'a Heads> for Foreseen<'a> {
    /// Nothing is on its way.
    fn from(left: &'a Heads) -> Self {
        Self { left, on_its_way: None }
    }
}

impl Foreseen<'_> {
    fn head(&self, id: &LedgerId) -> Option<Head> {
        let moved = self.on_its_way.and_then(|before| before.assumed.heads.get(id));
        moved.cloned().or_else(|| self.left.get(id))
    }
}

/// The statement for a batch, planned while its appends arrive.
#[derive(Default)]
pub(super) struct OneStatement {
    /// The frontiers of the heads that it rests on.
    frontiers: HashMap<LedgerId, Vec<u8>>,
    assumed: Seen,
    /// How far streams are believed to have come: by the first append to each, of those that are neither new nor known to be there.
    reached: Vec<(StreamKey, Version)>,
    /// Ledgers of appends that record nothing, and wait for a commit all the same.
    rehearsed: BTreeSet<LedgerId>,
    plan: Plan,
}

impl OneStatement {
    /// With another append, if it can go this way: the head of its ledger has to be known, and names given back need a look at who
    /// holds them.
    pub(super) fn with(mut self, append: &Append, foreseen: Foreseen<'_>, clock: &Clock) -> Option<Self> {
        if !append.claims().all(|claim| matches!(claim, ClaimWrite::Take(..))) {
            return None;
        }
        if !self.assumed.heads.contains_key(&append.ledger) {
            let head = foreseen.head(&append.ledger)?;
            self.frontiers.insert(append.ledger.clone(), head.frontier.to_bytes());
            self.assumed.heads.insert(append.ledger.clone(), head);
        }
        for (key, part) in append.streams() {
            let first = self.assumed.assume(&key, part.expected);
            if first && part.expected > 0 && !foreseen.left.wrote(&key, part.expected) {
                self.reached.push((key, part.expected));
            }
        }
        if append.is_rehearsal() {
            self.rehearsed.insert(append.ledger.clone());
        }
        self.assumed.plan(append, clock.now(), &mut self.plan);
        Some(self)
    }

    /// Carries it out. False: something was not as assumed, and nothing was written.
    pub(super) async fn write(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        if self.plan.records.is_empty() {
            return self.rehearse(connection).await;
        }
        let moved = self.assumed.moved(&self.plan.records);
        let seen: Vec<&[u8]> =
            moved.iter().filter_map(|(id, _)| self.frontiers.get(*id)).map(Vec::as_slice).collect();
        let sql = sqlx::AssertSqlSafe([APPEND, EVENT_ARRAYS].concat());
        let query = bind_heads(bind_records(sqlx::query(sql), &self.plan.records), &moved).bind(seen);
        let query = bind_reached(bind_taken(query, &self.plan), &self.reached);
        match query.execute(connection).await {
            Ok(_) => Ok(true),
            Err(sqlx::Error::Database(fault))
                if fault.code().is_some_and(|code| MISTAKEN.contains(&code.as_ref())) =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Writes the heads of the ledgers as they are, so that there is something to commit. False as for [`OneStatement::write`]; also
    /// where nothing is rehearsed.
    async fn rehearse(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let heads = self.assumed.heads_of(&self.rehearsed);
        if heads.is_empty() {
            return Ok(false);
        }
        let seen: Vec<&[u8]> =
            heads.iter().filter_map(|(id, _)| self.frontiers.get(*id)).map(Vec::as_slice).collect();
        let query = sqlx::query(REHEARSE)
            .bind(heads.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>())
            .bind(seen);
        let written = query.execute(connection).await?.rows_affected();
        Ok(usize::try_from(written).is_ok_and(|written| written == heads.len()))
    }

    /// What it came to once it was carried out, and where it left its ledgers.
    pub(super) fn written(self) -> (Written, HashMap<LedgerId, Head>) {
        let Self { plan, assumed, .. } = self;
        (Written { outcomes: plan.outcomes, records: plan.records }, assumed.heads)
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
fn bind_reached<'q>(query: Statement<'q>, reached: &'q [(StreamKey, Version)]) -> Statement<'q> {
    query
        .bind(reached.iter().map(|((ledger, _), _)| ledger.as_str()).collect::<Vec<_>>())
        .bind(reached.iter().map(|((_, stream), _)| stream.as_str()).collect::<Vec<_>>())
        .bind(reached.iter().map(|(_, version)| column(*version)).collect::<Vec<_>>())
}
