//! One try to commit a batch of one ledger.

use domain::{LedgerId, Timestamp};

use super::{connections::Connection, optimistic::OptimisticAppend, transaction};
use crate::{Append, AppendError, Appended, DatabaseFault, Record, log::Head};

/// Where this node left a ledger.
pub(super) struct Known {
    pub(super) head: Head,
    /// The last transaction that read the head found the ledger where this node had left it: no other node seems to write to it.
    pub(super) is_alone: bool,
}

/// The result of a batch.
pub(super) struct Committed {
    /// The answer to each append.
    pub(super) outcomes: Vec<Result<Appended, AppendError>>,
    /// What was recorded.
    pub(super) records: Vec<Record>,
    /// The state in which it left the ledger.
    pub(super) known: Known,
}

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
