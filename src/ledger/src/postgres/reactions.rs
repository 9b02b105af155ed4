//! Effects that follow facts: each reaction reads the log in order and keeps how far it has come.
//!
//! At least once: progress is kept after the effect. One node at a time: whoever works on a ledger holds its progress row. What fails is
//! tried again, and what lies behind it waits.

use std::{sync::Arc, time::Duration};

use domain::LedgerId;
use sqlx::{PgPool, Postgres, Row, Transaction};
use tokio::sync::Notify;

use super::{
    reads,
    rows::{column, place},
};
use crate::{Ledger, Opened, Position, Unavailable};

/// Records handled before progress is kept.
const PAGE: usize = 100;
/// How often ledgers are looked at when nothing was heard: what another node left undone, or what failed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Which facts something follows on.
#[derive(Clone, Copy, Debug)]
pub struct Reaction {
    /// Written to the log's progress: never change it.
    pub name: &'static str,
    /// The kinds of events that it is about. All others pass it by.
    pub kinds: &'static [&'static str],
}

/// Follows every ledger until this node closes the log, and hands each event of the reaction's kinds to `react`.
pub async fn follow<E: std::fmt::Display>(
    pool: PgPool,
    ledger: Arc<Ledger>,
    reaction: Reaction,
    react: impl AsyncFn(&Opened) -> Result<(), E>,
) {
    let news = Arc::<Notify>::default();
    let hears = Arc::clone(&news);
    ledger.feed().listen(move |batch| {
        if batch.records.iter().any(|record| reaction.kinds.contains(&record.kind.as_str())) {
            hears.notify_one();
        }
    });
    loop {
        match round(&pool, &ledger, reaction, &react).await {
            Ok(()) => {}
            Err(error) if error.is_closed() => return,
            Err(error) => tracing::warn!(%error, reaction = reaction.name, "cannot follow the log"),
        }
        // That nothing was heard for long is a reason to look as good as news.
        let _ = tokio::time::timeout(LOOK_EVERY, news.notified()).await;
    }
}

async fn round<E: std::fmt::Display>(
    pool: &PgPool,
    ledger: &Ledger,
    reaction: Reaction,
    react: &impl AsyncFn(&Opened) -> Result<(), E>,
) -> Result<(), Unavailable> {
    let rows = sqlx::query(
        "select ledger.id, ledger.position from ledger
         left join progress on progress.ledger = ledger.id and progress.name = $1
         where ledger.position > coalesce(progress.position, 0)",
    )
    .bind(reaction.name)
    .fetch_all(pool)
    .await?;
    for row in rows {
        let id = LedgerId::new(row.try_get::<String, _>(0)?);
        let head = place(row.try_get(1)?);
        while turn(pool, ledger, (&id, head), reaction, react).await? {}
    }
    Ok(())
}

/// Handles a page of a ledger, up to a head that it had. False: nothing more to do now.
async fn turn<E: std::fmt::Display>(
    pool: &PgPool,
    ledger: &Ledger,
    (id, head): (&LedgerId, Position),
    reaction: Reaction,
    react: &impl AsyncFn(&Opened) -> Result<(), E>,
) -> Result<bool, Unavailable> {
    let mut transaction = pool.begin().await?;
    // A mail server may take its time.
    sqlx::query("set local idle_in_transaction_session_timeout to '2min'").execute(&mut *transaction).await?;
    let Some(done) = take(&mut transaction, id, reaction.name).await? else { return Ok(false) };
    let page = reads::page_of_kinds(pool, id, (done, head), reaction.kinds, PAGE).await?;
    let full = page.len() == PAGE;
    let mut reached = if full { page.last().map_or(head, |last| last.position) } else { head.max(done) };
    let mut failed = false;
    for record in page {
        let before = record.position - 1;
        if let Err(error) = react(&ledger.read(record).await?).await {
            tracing::warn!(%error, reaction = reaction.name, ledger = %id, position = before + 1, "will be tried again");
            (reached, failed) = (before, true);
            break;
        }
    }
    sqlx::query("update progress set position = $3 where ledger = $1 and name = $2")
        .bind(id.as_str())
        .bind(reaction.name)
        .bind(column(reached))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(full && !failed)
}

/// Takes the progress row; `None` while another node works on it.
async fn take(
    transaction: &mut Transaction<'static, Postgres>,
    id: &LedgerId,
    name: &str,
) -> Result<Option<Position>, Unavailable> {
    sqlx::query("insert into progress (ledger, name, position) values ($1, $2, 0) on conflict do nothing")
        .bind(id.as_str())
        .bind(name)
        .execute(&mut **transaction)
        .await?;
    let row =
        sqlx::query("select position from progress where ledger = $1 and name = $2 for update skip locked")
            .bind(id.as_str())
            .bind(name)
            .fetch_optional(&mut **transaction)
            .await?;
    Ok(row.map(|row| row.try_get(0).map(place)).transpose()?)
}
