//! Where a reaction begins in a ledger that it follows from a time on.

use domain::{LedgerId, Timestamp};
use sqlx::{Postgres, Row, Transaction};

use crate::{Position, postgres::rows::column};

/// The last position up to a head whose event was recorded before a time; at least the known one, up to which the reaction has looked. Times
/// never run backwards in a ledger, so that it is found by halving.
pub(super) async fn before(
    transaction: &mut Transaction<'static, Postgres>,
    ledger: &LedgerId,
    (known, head): (Position, Position),
    time: Timestamp,
) -> Result<Position, sqlx::Error> {
    // Nearly always the next event is late enough.
    let (mut before, mut width) = (known, 1);
    let mut end = head.saturating_add(1).max(known.saturating_add(1));
    while before + 1 < end {
        let middle = before + width.min((end - before) / 2).max(1);
        if recorded_before(transaction, ledger, middle, time).await? {
            (before, width) = (middle, width.saturating_mul(2));
        } else {
            (end, width) = (middle, u64::MAX);
        }
    }
    Ok(before)
}

async fn recorded_before(
    transaction: &mut Transaction<'static, Postgres>,
    ledger: &LedgerId,
    position: Position,
    time: Timestamp,
) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("select recorded_at < $3 from event where ledger = $1 and position = $2")
        .bind(ledger.as_str())
        .bind(column(position))
        .bind(time.ms())
        .fetch_optional(&mut **transaction)
        .await?;
    row.map_or(Ok(false), |row| row.try_get(0))
}
