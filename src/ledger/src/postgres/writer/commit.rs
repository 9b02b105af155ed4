//! One try to commit a batch of one ledger.

use domain::{LedgerId, Timestamp};

use super::{
    committed::{Committed, Known},
    connections::Connection,
    optimistic::OptimisticAppend,
    transaction,
};
use crate::{Append, DatabaseFault};

/// Commits a batch: by an optimistic append, where one may succeed, or else by a transaction.
pub(super) async fn commit(
    ledger: &LedgerId,
    appends: &[Append],
    known: Option<Known>,
    now: Timestamp,
    connection: &mut Connection,
) -> Result<Committed, sqlx::Error> {
    if let Some(known) = known.as_ref().filter(|known| known.is_alone && !connection.is_distributed)
        && let Some(append) = OptimisticAppend::of(ledger, appends, &known.head, now)
        && append.write(&mut connection.session).await?
    {
        return Ok(append.committed());
    }
    let before = known.map(|known| known.head.position);
    transaction::write(ledger, appends, before, now, &mut connection.session).await
}

/// A fault after which a retry of the batch may well succeed; a key that is taken is that of a racing first append. Where disk or memory
/// are used up, callers learn it at once: the appends behind them would only wait longer.
pub(super) fn passes(error: &sqlx::Error) -> bool {
    match DatabaseFault::of(error) {
        DatabaseFault::Lost | DatabaseFault::Conflict | DatabaseFault::NotNow | DatabaseFault::Taken => true,
        DatabaseFault::Closed
        | DatabaseFault::Exhausted
        | DatabaseFault::Exists
        | DatabaseFault::Forbidden
        | DatabaseFault::Misfit
        | DatabaseFault::Refused => false,
    }
}
