//! Keeps read models up with the log: a page is read and opened once for all of them, and the rows and positions of all are written in
//! one transaction.
//!
//! Several nodes may follow for the same tables: the rows that hold a ledger's positions are locked while a page is worked on.

use std::{panic::AssertUnwindSafe, slice, sync::Arc, time::Duration};

use domain::LedgerId;
use futures_util::FutureExt;
use ledger::{KeyRing, Ledger, Opened, Position, postgres::page_of_families};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

use crate::{
    Fault, Projection,
    engine::{
        positions,
        progress::{Followed, Progress},
        schema,
    },
};

/// Events in one transaction, at the most.
pub(crate) const PAGE: usize = 2_000;
/// What is appended within this time is written in one transaction, unless a read waits for it: a transaction costs the database more than
/// the rows that a sign-in changes.
const GATHERED: Duration = Duration::from_millis(100);
/// Pause before a retry after a fault that may pass.
const RETRY_PAUSE: Duration = Duration::from_millis(200);
/// Settings of a transaction. Rows lost in a crash are made again, as their positions are lost with them. Another node may take over from
/// one that stands still with positions locked. Where a rebuild has locked one read model's tables, the others go on without it. Events and
/// rows are found by key: a plan that reads all of them, made while there were few, would be kept while they become many.
const SETTINGS: &str = "set local synchronous_commit to off;
                        set local idle_in_transaction_session_timeout to '15s';
                        set local lock_timeout to '1s';
                        set local enable_sort to off;
                        set local enable_seqscan to off";

/// What is left of a ledger after a page of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum More {
    /// Nothing that had been appended when the page was read.
    Nothing,
    /// More events, or the same again.
    Events,
}

/// Follows for some read models of a node.
#[derive(Clone)]
pub(crate) struct Follower {
    pub(crate) progress: Arc<Progress>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) pool: PgPool,
}

impl Follower {
    /// Runs until this node closes the log.
    pub(crate) async fn run(self) {
        let mut changes = self.progress.changes();
        let mut older_dropped = false;
        loop {
            changes.borrow_and_update();
            let models = self.progress.together();
            let due = self.progress.due(&models);
            if due.is_empty() {
                if !older_dropped {
                    older_dropped = true;
                    self.drop_older(&models).await;
                }
                if changes.changed().await.is_err() {
                    return;
                }
            }
            let mut is_behind = false;
            for ledger in due {
                match self.advance(&ledger).await {
                    Ok(more) => is_behind |= more == More::Events,
                    // This node has closed the log.
                    Err(_) => return,
                }
            }
            if !is_behind {
                self.progress.gather(GATHERED).await;
            }
        }
    }

    /// Only tidying up: what cannot be dropped now is dropped at the next start.
    async fn drop_older(&self, models: &[Followed]) {
        for model in models {
            if let Err(fault) = schema::drop_older(&*model.projection, &self.pool).await {
                tracing::warn!(read_model = model.projection.name(), %fault, "older tables stay for now");
            }
        }
    }

    /// One page for all, or after a fault a page for each: one that fails again follows alone until it has caught up, so that its fault,
    /// or a lock that it waits for, holds back no other. Where all of several fail the cause is not one of them.
    async fn advance(&self, ledger: &LedgerId) -> Result<More, Fault> {
        let models = self.progress.due_in(ledger, self.progress.together());
        let fault = match self.step(ledger, &models).await {
            Ok(more) => return Ok(more),
            Err(fault) => fault,
        };
        tracing::warn!(%ledger, %fault, "a page for all read models failed; each is tried by itself");
        let mut failed = Vec::new();
        for model in &models {
            if let Err(fault) = self.step(ledger, slice::from_ref(model)).await
                && self.may_retry(model, fault)?
            {
                failed.push(model);
            }
        }
        if failed.len() == models.len() && models.len() > 1 {
            tokio::time::sleep(RETRY_PAUSE).await;
            return Ok(More::Events);
        }
        for model in failed {
            self.progress.leave(model);
            tokio::spawn(self.clone().run_alone(model.clone()));
        }
        Ok(More::Events)
    }

    /// Follows for a read model that has failed, until it has caught up and goes on with the others, or stops.
    async fn run_alone(self, model: Followed) {
        let alone = slice::from_ref(&model);
        loop {
            let due = self.progress.due(alone);
            if due.is_empty() {
                break;
            }
            for ledger in due {
                if let Err(fault) = self.step(&ledger, alone).await {
                    if !self.may_retry(&model, fault).unwrap_or(false) {
                        return;
                    }
                    tokio::time::sleep(RETRY_PAUSE).await;
                }
            }
        }
        self.progress.rejoin(&model);
    }

    /// Whether a read model's fault may pass. If not, the read model stops for good, with an error logged, and nothing else does. An error
    /// means that this node has closed the log.
    fn may_retry(&self, model: &Followed, fault: Fault) -> Result<bool, Fault> {
        let name = model.projection.name();
        if fault.is_closed() {
            return Err(fault);
        }
        let passes = fault.passes();
        if passes {
            tracing::warn!(read_model = name, %fault, "trying again");
        } else {
            tracing::error!(read_model = name, %fault, "A READ MODEL HAS STOPPED; everything else goes on");
            self.progress.stop(model, fault.to_string());
        }
        Ok(passes)
    }

    /// One page of the events of one ledger that concern these read models, after the lowest of their positions.
    async fn step(&self, ledger: &LedgerId, models: &[Followed]) -> Result<More, Fault> {
        let schemas: Vec<_> = models.iter().map(|model| model.projection.schema()).collect();
        let mut transaction = self.pool.begin().await?;
        sqlx::raw_sql(SETTINGS).execute(&mut *transaction).await?;
        let positions = positions::lock(ledger, &schemas, &mut transaction).await?;
        let after = positions.iter().copied().min().unwrap_or(0);
        let (wanted, seen) = self.progress.ahead(ledger, models);
        let (mut done, mut more) = (seen, More::Nothing);
        if after < wanted {
            let events = self.page(ledger, (after, wanted), models, &mut transaction).await?;
            if events.len() == PAGE {
                done = events.last().map_or(done, |event| event.record.position);
                more = More::Events;
            }
            for (model, position) in models.iter().zip(positions) {
                project(&*model.projection, after_position(&events, position), &mut transaction).await?;
            }
        }
        positions::keep(ledger, done, &schemas, &mut transaction).await?;
        transaction.commit().await?;
        for model in models {
            self.progress.done(model, ledger, done);
        }
        Ok(more)
    }

    /// The events of a ledger between two positions that concern any of these read models, opened: a page of them.
    async fn page(
        &self,
        ledger: &LedgerId,
        between: (Position, Position),
        models: &[Followed],
        connection: &mut PgConnection,
    ) -> Result<Vec<Opened>, Fault> {
        let kinds: Vec<_> = models.iter().flat_map(|model| model.projection.kinds()).copied().collect();
        let records = page_of_families(connection, ledger, between, &kinds, PAGE).await?;
        let events = self.ledger.open_all(records, &KeyRing::empty(ledger.clone())).await?.into_iter();
        events.collect::<Result<_, _>>().map_err(|(_, fault)| fault.into())
    }
}

fn after_position(events: &[Opened], position: Position) -> &[Opened] {
    let first = events.partition_point(|event| event.record.position <= position);
    events.get(first..).unwrap_or_default()
}

async fn project(
    projection: &dyn Projection,
    events: &[Opened],
    connection: &mut PgConnection,
) -> Result<(), Fault> {
    if !events.iter().any(|event| projection.concerns(&event.record.kind)) {
        return Ok(());
    }
    let path = format!("set local search_path to {}", projection.schema());
    sqlx::raw_sql(AssertSqlSafe(path)).execute(&mut *connection).await?;
    let projected = AssertUnwindSafe(projection.project(connection, events)).catch_unwind().await;
    projected.unwrap_or(Err(Fault::Panicked))
}
