//! Rebuilding read models from the log, beside the live ones: to prove that both are equal, or to replace the live ones.
//!
//! The log is read once for any number of them. Rows are folded in memory as of the positions that the live ones have in one snapshot of
//! the database, so the comparison is exact while the service runs; for a replacement they are then copied into tables of their own, and
//! the followers wait only during the swap.
//!
//! No effect can leave here: nothing that sends is in scope.

use std::{collections::HashMap, mem, pin::pin, slice, sync::Arc};

use domain::LedgerId;
use futures_util::{Stream, StreamExt};
use ledger::{
    KeyRing, Ledger, Opened, Position, Unavailable, Unreadable,
    postgres::{
        copied::{self, Line},
        execute_all, spread, sweep,
    },
};
use sqlx::{Connection, PgConnection, PgPool};

use crate::{
    Fault, Foldable,
    engine::{
        copy,
        fold::{Fold, Found},
        positions, schema,
    },
};

/// Differences that are reported, at the most.
const DIFFERENCES_MAX: usize = 20;
/// Memory of the database for sorting the entries of an index, before it uses the disk.
const SORTED_IN: &str = "256MB";
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

/// The result of comparing the live rows with the rebuilt ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Rows that were rebuilt.
    pub rows: u64,
    /// Events they were made from.
    pub events: u64,
    /// Ledger and key of rows that differ, and how; at most 20.
    pub differences: Vec<Difference>,
}

/// A row that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The ledger.
    pub ledger: String,
    /// The row's key.
    pub id: String,
    /// `missing`, `surplus`, or `different` in the live tables.
    pub what: String,
}

/// Live read models as of one moment, and the same rebuilt.
pub struct Beside {
    snapshot: Line,
    models: Vec<Again>,
}

/// One rebuilt read model.
struct Again {
    projection: Arc<dyn Foldable>,
    fold: Box<dyn Fold>,
    /// How far the live one has come, by ledger. A ledger that it has not begun is folded to its end, and not compared.
    lives: HashMap<LedgerId, Position>,
    /// How far the rows were folded, where that is less than was read, because the live one lags behind.
    behind: HashMap<LedgerId, Position>,
    events: u64,
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
            models.push(Again {
                fold: projection.fold(),
                projection: projection.into(),
                lives: lives.into_iter().collect(),
                behind: HashMap::new(),
                events: 0,
            });
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

impl Again {
    fn apply(&mut self, event: &Opened) -> Result<(), Fault> {
        let record = &event.record;
        if !self.projection.concerns(&record.kind) {
            return Ok(());
        }
        let lives = self.lives.get(&record.ledger).copied().unwrap_or(0);
        if lives > 0 && record.position > lives {
            self.behind.entry(record.ledger.clone()).or_insert(lives);
            return Ok(());
        }
        self.events += 1;
        self.fold.apply(event)
    }

    fn is_begun(&self, ledger: &LedgerId) -> bool {
        self.lives.get(ledger).is_some_and(|position| *position > 0)
    }

    async fn compare(&mut self, lives: &mut Line) -> Result<Comparison, Fault> {
        let mut compared = Comparison { events: self.events, ..Comparison::default() };
        self.find(lives, &mut compared).await?;
        for ledger in self.fold.ledgers().iter().filter(|ledger| self.is_begun(ledger)) {
            let (missing, rows) = self.fold.not_found(ledger);
            compared.rows += rows;
            for id in &missing {
                compared.note(ledger, id, "missing");
            }
        }
        compared.differences.sort();
        compared.differences.truncate(DIFFERENCES_MAX);
        Ok(compared)
    }

    /// Notes live rows that differ from the folded ones.
    async fn find(&mut self, lives: &mut Line, compared: &mut Comparison) -> Result<(), Fault> {
        let all = format!("select ledger, id, body::text from {}.item", self.projection.schema());
        let mut rows = lives.copy(&all).await?;
        let mut last = LedgerId::new("");
        while let Some(row) = rows.row().await? {
            let [ledger, id, body] = copied::texts(&row)?;
            if last.as_str() != ledger {
                last = LedgerId::new(ledger);
            }
            match self.fold.find(&last, id, body)? {
                _ if !self.is_begun(&last) => compared.note(&last, id, "surplus"),
                Found::Equal => {}
                Found::Different => compared.note(&last, id, "different"),
                Found::Surplus => compared.note(&last, id, "surplus"),
            }
        }
        Ok(())
    }

    /// Replaces the live rows with those that were folded.
    async fn replace(
        self,
        swept: &HashMap<LedgerId, Position>,
        ledger: &Arc<Ledger>,
        pool: &PgPool,
    ) -> Result<(), Fault> {
        let (live, shadow) = (self.projection.schema(), format!("{}_rebuilt", self.projection.schema()));
        let mut connection = pool.acquire().await?;
        // Left behind by an earlier try.
        run(format!("drop schema if exists {shadow} cascade"), &mut connection).await?;
        let mut transaction = connection.begin().await?;
        let tables = self.projection.tables();
        let make = format!("create schema {shadow}; set local search_path to {shadow}; {tables}");
        run(make, &mut transaction).await?;
        copy::fill(&*self.fold, &mut transaction).await?;
        run(format!("set local maintenance_work_mem to '{SORTED_IN}'"), &mut transaction).await?;
        run(self.projection.indexes(), &mut transaction).await?;
        run("analyze item".to_owned(), &mut transaction).await?;
        // From here on the followers wait, or go on without this read model.
        run(format!("lock table {live}.progress in access exclusive mode"), &mut transaction).await?;
        for (id, head) in ledger.log().heads().await? {
            let swept = swept.get(&id).copied().unwrap_or(0);
            let at = self.behind.get(&id).copied().unwrap_or(swept);
            let ring = KeyRing::empty(id.clone());
            let mut late = pin!(opened(ledger, pool, ring, (at, head), self.projection.kinds()));
            self.finish(&mut late, &mut transaction).await?;
            positions::keep(&id, head, slice::from_ref(&shadow), &mut transaction).await?;
        }
        run(format!("drop schema {live} cascade; alter schema {shadow} rename to {live}"), &mut transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Applies what was appended since the log was read, and what the live one had yet to do.
    async fn finish(
        &self,
        pages: &mut (impl Stream<Item = Result<Page, Unavailable>> + Unpin),
        connection: &mut PgConnection,
    ) -> Result<(), Fault> {
        while let Some(page) = pages.next().await {
            let events: Result<Vec<_>, _> = page?.into_iter().collect();
            let events = events.map_err(|(_, fault)| fault)?;
            self.projection.project(connection, &events).await?;
        }
        Ok(())
    }
}

impl Comparison {
    fn note(&mut self, ledger: &LedgerId, id: &str, what: &str) {
        let (ledger, id, what) = (ledger.to_string(), id.to_owned(), what.to_owned());
        self.differences.push(Difference { ledger, id, what });
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

async fn compare(models: &mut [Again], lives: &mut Line) -> Result<Vec<(&'static str, Comparison)>, Fault> {
    let mut compared = Vec::new();
    for model in models {
        compared.push((model.projection.name(), model.compare(lives).await?));
    }
    Ok(compared)
}

async fn run(script: String, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    execute_all(&script, connection).await
}
