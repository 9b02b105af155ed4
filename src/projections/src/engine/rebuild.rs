//! Rebuilding read models from the log, beside the live ones: to prove that both are equal, or to replace the live ones.
//!
//! The log is read once for any number of them. Rows are folded in memory as of the positions that the live ones have in one snapshot of
//! the database, so the comparison is exact while the service runs; for a replacement they are then copied into tables of their own, and
//! the followers wait only during the swap.
//!
//! No effect can leave here: nothing that sends is in scope.

mod rebuilt;
mod replace;

use std::{collections::HashMap, mem, pin::pin, sync::Arc};

use domain::LedgerId;
use futures_util::{Stream, StreamExt};
use ledger::{
    KeyRing, Ledger, Opened, Position, Unavailable, Unreadable,
    postgres::{copied::Line, spread, sweep},
};
use sqlx::PgPool;

use self::rebuilt::Rebuilt;
pub use self::rebuilt::{Comparison, Difference};
use crate::{
    Fault, Foldable,
    engine::{positions, schema},
};

/// Called with the number of events passed since the last call.
pub type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// Rebuilds the rows in memory and compares. Changes nothing and blocks nothing. By the name of the read model; one without tables is left
/// out.
pub async fn verify(
    projections: Vec<Box<dyn Foldable>>,
    ledger: &Arc<Ledger>,
    pool: &PgPool,
    told: Progress<'_>,
) -> Result<Vec<(&'static str, Comparison)>, Fault> {
    let mut beside = Beside::of(projections, pool).await?;
    beside.sweep(ledger, pool, told).await?;
    beside.compare().await
}

/// Rebuilds the rows and replaces the live ones with them, each read model at once. Returns how they compared.
pub async fn rebuild(
    projections: Vec<Box<dyn Foldable>>,
    ledger: &Arc<Ledger>,
    pool: &PgPool,
    told: Progress<'_>,
) -> Result<Vec<(&'static str, Comparison)>, Fault> {
    for projection in &projections {
        schema::make(&**projection, pool).await?;
    }
    let mut beside = Beside::of(projections, pool).await?;
    let swept = beside.sweep(ledger, pool, told).await?;
    let Beside { mut snapshot, mut models } = beside;
    let compared = compare(&mut models, &mut snapshot).await?;
    // The snapshot holds locks on the tables that are to be replaced.
    snapshot.end().await?;
    for model in models {
        model.replace(&swept, ledger, pool).await?;
    }
    Ok(compared)
}

/// Live read models as of one moment, and the same rebuilt.
pub struct Beside {
    snapshot: Line,
    models: Vec<Rebuilt>,
}

impl Beside {
    /// Takes the snapshot. A read model without tables is left out.
    pub async fn of(projections: Vec<Box<dyn Foldable>>, pool: &PgPool) -> Result<Self, Fault> {
        let mut snapshot = Line::as_of_now(pool).await?;
        let mut models = Vec::new();
        for projection in projections {
            let there =
                sqlx::query("select 1 from pg_namespace where nspname = $1").bind(projection.schema());
            if there.fetch_optional(snapshot.connection()).await?.is_none() {
                continue;
            }
            let lives = positions::all(&projection.schema(), snapshot.connection()).await?;
            models.push(Rebuilt::new(projection, lives));
        }
        Ok(Self { snapshot, models })
    }

    /// The prefixes of the kinds of all events that concern any of them.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.models.iter().flat_map(|model| model.projection.kinds()).copied().collect()
    }

    /// Folds an event. Each ledger's events come in order, from the first one on; those that concern no read model may be left out.
    pub fn apply(&mut self, event: &Opened) -> Result<(), Fault> {
        self.models.iter_mut().try_for_each(|model| model.apply(event))
    }

    /// Compares the live rows with those that were folded. By the name of the read model.
    pub async fn compare(&mut self) -> Result<Vec<(&'static str, Comparison)>, Fault> {
        compare(&mut self.models, &mut self.snapshot).await
    }

    /// Ends the snapshot without freeing the rows: for a process that is about to end. To free millions of them, one by one, takes seconds.
    pub fn abandon(self) {
        mem::forget(self.models);
    }

    /// Reads the log, each ledger up to its present head; returns those heads.
    async fn sweep(
        &mut self,
        ledger: &Arc<Ledger>,
        pool: &PgPool,
        told: Progress<'_>,
    ) -> Result<HashMap<LedgerId, Position>, Fault> {
        let kinds = self.kinds();
        let heads = ledger.log().heads().await?;
        for (id, head) in &heads {
            let ring = KeyRing::of(id.clone(), ledger.keys()).await?;
            let mut pages = pin!(opened(ledger, pool, ring, (0, *head), &kinds));
            let mut passed = 0;
            while let Some(page) = pages.next().await {
                for event in page? {
                    let event = event.map_err(|(_, fault)| fault)?;
                    told(event.record.position - passed);
                    passed = event.record.position;
                    self.apply(&event)?;
                }
            }
            told(head - passed);
        }
        Ok(heads.into_iter().collect())
    }
}

type Page = Vec<Result<Opened, Unreadable>>;

/// The events of the ring's ledger between two positions whose kinds have one of these prefixes, opened.
fn opened(
    ledger: &Arc<Ledger>,
    pool: &PgPool,
    ring: KeyRing,
    between: (Position, Position),
    kinds: &[&str],
) -> impl Stream<Item = Result<Page, Unavailable>> + Send + use<> {
    let pages = sweep(pool, ring.ledger(), between, Some(kinds));
    let (ledger, ring) = (Arc::clone(ledger), Arc::new(ring));
    spread(pages, move |page| {
        let (ledger, ring) = (Arc::clone(&ledger), Arc::clone(&ring));
        async move { ledger.open_all(page, &ring).await }
    })
}

async fn compare(models: &mut [Rebuilt], lives: &mut Line) -> Result<Vec<(&'static str, Comparison)>, Fault> {
    let mut compared = Vec::new();
    for model in models {
        compared.push((model.projection.name(), model.compare(lives).await?));
    }
    Ok(compared)
}
