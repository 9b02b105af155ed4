//! An append in one statement, which rests on what this node already knows and writes nothing where that does not hold.
//!
//! It assumes that the head is where this node left it, that each stream stands where its writer has seen it, and that the names to be
//! taken are free. The database checks all of it: the head by the Merkle frontier of everything before, under the lock of the ledger's row;
//! streams by the event that lies before, and by the unique key of what is appended; names by their unique key. Where one does not hold,
//! nothing is written, and the batch becomes a transaction that reads first.

use domain::{LedgerId, StreamId, Timestamp};
use sqlx::PgConnection;

use super::committed::{Committed, Known};
use crate::{
    Append, ClaimWrite, DatabaseFault, Version,
    log::Head,
    plan::{Plan, Seen},
    postgres::rows::{Statement, bind_head, column, event_rows},
};

/// Moves the head if all is as assumed. A stream that has an event at or behind a version has the event of that version: the statement asks
/// in this form for the sake of the plan (see `look_ups`).
macro_rules! moved {
    () => {
        "
with moved as (
    update ledger set position = $3, frontier = $4, recorded_at = $5
    where id = $1 and frontier = $6 and not exists (
        select from unnest($7::text[], $8::bigint[]) as before(stream, version)
        where (
            select true from event
            where event.ledger = $1 and event.stream = before.stream and event.version >= before.version
            order by version limit 1
        ) is null
    )
    returning id
)"
    };
}

/// Writes the events if the head has moved, and gives a row if so. Events come as whole rows: to start an `unnest` of eleven arrays took
/// a third of the statement's time.
macro_rules! appended {
    () => {
        ", appended as (
    insert into event select new.* from moved cross join unnest($2::event[]) as new where new.ledger = $1
)
select id from moved"
    };
}

/// Most batches take no names, and Postgres prepares to insert claims even where there are none.
const APPEND: &str = concat!(moved!(), appended!());
const APPEND_AND_TAKE: &str = concat!(
    moved!(),
    ", taken as (
    insert into claim (ledger, stream, scope, value_hmac)
    select $1, name.* from moved cross join unnest($9::text[], $10::text[], $11::bytea[]) as name
)",
    appended!()
);

/// A batch, planned before the database has seen it.
pub(super) struct OptimisticAppend<'a> {
    ledger: &'a LedgerId,
    /// The frontier of the head that it rests on.
    frontier: Vec<u8>,
    /// The versions of the streams that are not new.
    reached: Vec<(&'a StreamId, Version)>,
    /// The head of the ledger after it.
    head: Head,
    plan: Plan,
}

impl<'a> OptimisticAppend<'a> {
    /// `None`: names are given back, which needs to read which streams hold them; or the ledger has no row yet, or nothing would be
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

    /// Executes the statement. False: something was not as assumed, and nothing was written.
    pub(super) async fn write(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let takes = !self.plan.claims.is_empty();
        let query = sqlx::query(if takes { APPEND_AND_TAKE } else { APPEND }).bind(self.ledger.as_str());
        let query = bind_head(query.bind(event_rows(&self.plan.records)), &self.head).bind(&self.frontier);
        let query = bind_reached(query, &self.reached);
        let query = if takes { bind_taken(query, &self.plan) } else { query };
        match query.execute(connection).await {
            Ok(done) => Ok(done.rows_affected() == 1),
            // A misfit: the transaction names the columns that it writes.
            Err(error) => match DatabaseFault::of(&error) {
                DatabaseFault::Taken | DatabaseFault::Misfit => Ok(false),
                _ => Err(error),
            },
        }
    }

    /// The result, once the statement was executed.
    pub(super) fn committed(self) -> Committed {
        let Plan { outcomes, records, .. } = self.plan;
        Committed { outcomes, records, known: Known { head: self.head, is_alone: true } }
    }
}

/// Binds the versions of streams: streams, versions.
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

#[cfg(test)]
mod tests;
