//! Effects that follow facts: each reaction reads the log in order and keeps how far it has come.
//!
//! At least once: progress is kept after the effect. One node at a time: whoever works on a ledger holds its progress row. What fails is
//! tried again, and what lies behind it waits.

use std::{sync::Arc, time::Duration};

use domain::LedgerId;
use sqlx::{PgPool, Postgres, Row, Transaction};

use super::rows::{column, place};
use crate::{Ledger, Opened, Position, Unavailable};

/// Records handled before progress is kept.
const PAGE: usize = 100;
/// How often ledgers are looked at when nothing was heard: what another node left undone, or what failed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Follows every ledger until this node closes the log, and hands each event to `react`. `name` is written to the log's progress: never change it.
pub async fn follow<E: std::fmt::Display>(
    pool: PgPool,
    ledger: Arc<Ledger>,
    name: &'static str,
    react: impl AsyncFn(&Opened) -> Result<(), E>,
) {
    let mut moved = ledger.feed().moved();
    loop {
        match round(&pool, &ledger, name, &react).await {
            Ok(()) => {}
            Err(error) if error.is_closed() => return,
            Err(error) => tracing::warn!(%error, reaction = name, "cannot follow the log"),
        }
        // A timeout is a reason to look as good as news; that the feed is gone means that the node stops.
        if let Ok(Err(_)) = tokio::time::timeout(LOOK_EVERY, moved.changed()).await {
            return;
        }
    }
}

async fn round<E: std::fmt::Display>(
    pool: &PgPool,
    ledger: &Ledger,
    name: &'static str,
    react: &impl AsyncFn(&Opened) -> Result<(), E>,
) -> Result<(), Unavailable> {
    let rows = sqlx::query(
        "select ledger.id from ledger left join progress on progress.ledger = ledger.id and progress.name = $1
         where ledger.position > coalesce(progress.position, 0)",
    )
    .bind(name)
    .fetch_all(pool)
    .await?;
    for row in rows {
        let id = LedgerId::new(row.try_get::<String, _>(0)?);
        while turn(pool, ledger, &id, name, react).await? {}
    }
    Ok(())
}

/// Handles a page of a ledger. False: nothing more to do now.
async fn turn<E: std::fmt::Display>(
    pool: &PgPool,
    ledger: &Ledger,
    id: &LedgerId,
    name: &'static str,
    react: &impl AsyncFn(&Opened) -> Result<(), E>,
) -> Result<bool, Unavailable> {
    let mut transaction = pool.begin().await?;
    let Some(done) = take(&mut transaction, id, name).await? else { return Ok(false) };
    let page = ledger.page(id, done, PAGE).await?;
    let mut reached = done;
    for opened in &page {
        if let Err(error) = react(opened).await {
            tracing::warn!(%error, reaction = name, ledger = %id, position = opened.record.position, "will be tried again");
            break;
        }
        reached = opened.record.position;
    }
    sqlx::query("update progress set position = $3 where ledger = $1 and name = $2")
        .bind(id.as_str())
        .bind(name)
        .bind(column(reached))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(page.len() == PAGE && page.last().is_some_and(|last| last.record.position == reached))
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
