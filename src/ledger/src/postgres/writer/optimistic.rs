//! An append in one statement, which rests on what this node already knows and does nothing where that does not hold.
//!
//! It assumes that the head is where this node left it, that each stream stands where its writer has seen it, and that the names to be
//! taken are free. The database checks all of it: the head by the Merkle frontier of everything before, under the lock of the ledger's
//! row; streams by the event that lies before, and by the unique key of what is appended; names by their unique key. Where one does not
//! hold, nothing is written, and the batch becomes a transaction that looks first.

use domain::{LedgerId, StreamId, Timestamp};
use sqlx::{PgConnection, Row};

use super::commit::{Committed, Known};
use crate::{
    Append, ClaimWrite, DatabaseFault, Version,
    log::Head,
    plan::{Plan, Seen},
    postgres::rows::{Statement, bind_head, bind_records, column},
};

/// Says how many heads it has moved: one, or none. The look at what lies before is limited to one row, so that no plan ever scans the
/// table for it.
const APPEND: &str = "
with moved as (
    update ledger set position = $13, frontier = $14, recorded_at = $15
    where id = $1 and frontier = $16 and cardinality($17::text[]) = (
        select count(*) from unnest($17::text[], $18::bigint[]) as reached(stream, version)
        cross join lateral (
            select 1 from event
            where event.ledger = $1 and event.stream = reached.stream and event.version = reached.version limit 1
        ) as before
    )
    returning id
), taken as (
    insert into claim (ledger, stream, scope, value_hmac)
    select moved.id, name.* from moved cross join unnest($19::text[], $20::text[], $21::bytea[]) as name
), appended as (
    insert into event (ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest)
    select moved.id, new.* from moved
    cross join unnest($2::bigint[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::smallint[],
                      $8::bytea[], $9::bytea[], $10::bytea[], $11::bigint[], $12::bytea[]) as new
)
select count(*) from moved";

/// A batch, planned before the database has seen it.
pub(super) struct OptimisticAppend<'a> {
    ledger: &'a LedgerId,
    /// The frontier of the head that it rests on.
    frontier: Vec<u8>,
    /// How far streams have come that are not new.
    reached: Vec<(&'a StreamId, Version)>,
    /// Where it leaves the ledger.
    head: Head,
    plan: Plan,
}

impl<'a> OptimisticAppend<'a> {
    /// `None`: names are given back, which needs a look at which streams hold them; or the ledger has no row yet, or nothing would be
    /// written.
    pub(super) fn of(
        ledger: &'a LedgerId,
        appends: &'a [Append],
        head: &Head,
        now: Timestamp,
    ) -> Option<Self> {
        let is_take = |claim: &ClaimWrite| matches!(claim, ClaimWrite::Take(..));
        if head.position == 0 || !appends.iter().flat_map(Append::claims).all(is_take) {
            return None;
        }
        let (mut seen, mut reached) = (Seen::new(ledger.clone(), head.clone()), Vec::new());
        for part in appends.iter().flat_map(|append| &append.parts) {
            if seen.assume(&part.stream, part.expected) && part.expected > 0 {
                reached.push((&part.stream, part.expected));
            }
        }
        let plan = seen.plan(appends, now);
        let is_something = !plan.records.is_empty() || appends.iter().any(Append::is_rehearsal);
        let frontier = head.frontier.to_bytes();
        is_something.then_some(Self { ledger, frontier, reached, head: seen.head, plan })
    }

    /// Carries it out. False: something was not as assumed, and nothing was written.
    pub(super) async fn write(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let query = sqlx::query(APPEND).bind(self.ledger.as_str());
        let query = bind_head(bind_records(query, &self.plan.records), &self.head).bind(&self.frontier);
        let query = bind_taken(bind_reached(query, &self.reached), &self.plan);
        let moved = query.fetch_one(connection).await.and_then(|row| row.try_get::<i64, _>(0));
        match moved {
            Ok(moved) => Ok(moved == 1),
            Err(error) if DatabaseFault::of(&error) == DatabaseFault::Taken => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The result, once it was carried out.
    pub(super) fn committed(self) -> Committed {
        let Plan { outcomes, records, .. } = self.plan;
        Committed { outcomes, records, known: Known { head: self.head, is_alone: true } }
    }
}

/// Binds how far streams have come: streams, versions.
fn bind_reached<'q>(query: Statement<'q>, reached: &[(&'q StreamId, Version)]) -> Statement<'q> {
    query
        .bind(reached.iter().map(|(stream, _)| stream.as_str()).collect::<Vec<_>>())
        .bind(reached.iter().map(|(_, version)| column(*version)).collect::<Vec<_>>())
}

/// Binds the names to be taken: streams, scopes, digests.
fn bind_taken<'q>(query: Statement<'q>, plan: &'q Plan) -> Statement<'q> {
    let take = |(stream, claim): &'q (StreamId, ClaimWrite)| match claim {
        ClaimWrite::Take(scope, digest) => Some((stream.as_str(), *scope, digest)),
        ClaimWrite::Release(..) | ClaimWrite::ReleaseAll => None,
    };
    let taken: Vec<_> = plan.claims.iter().filter_map(take).collect();
    query
        .bind(taken.iter().map(|(stream, ..)| *stream).collect::<Vec<_>>())
        .bind(taken.iter().map(|(_, scope, _)| *scope).collect::<Vec<_>>())
        .bind(taken.iter().map(|(.., digest)| digest.as_slice()).collect::<Vec<_>>())
}
