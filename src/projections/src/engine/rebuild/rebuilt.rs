//! One read model, folded in memory, and its comparison with the live one.

use std::{collections::HashMap, sync::Arc};

use domain::LedgerId;
use ledger::{
    Opened, Position,
    postgres::copied::{self, Line},
};

use crate::{
    Fault, Foldable,
    engine::fold::{Fold, Found},
};

/// Differences that are reported, at the most.
const DIFFERENCES_MAX: usize = 20;

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

/// One rebuilt read model.
pub(super) struct Rebuilt {
    pub(super) projection: Arc<dyn Foldable>,
    pub(super) fold: Box<dyn Fold>,
    /// How far the live one has come, by ledger. A ledger that it has not begun is folded to its end, and not compared.
    lives: HashMap<LedgerId, Position>,
    /// How far the rows were folded, where that is less than was read, because the live one lags behind.
    pub(super) behind: HashMap<LedgerId, Position>,
    events: u64,
}

impl Rebuilt {
    /// Nothing is folded yet.
    pub(super) fn new(
        projection: Box<dyn Foldable>,
        lives: impl IntoIterator<Item = (LedgerId, Position)>,
    ) -> Self {
        Self {
            fold: projection.fold(),
            projection: projection.into(),
            lives: lives.into_iter().collect(),
            behind: HashMap::new(),
            events: 0,
        }
    }

    /// Folds an event.
    pub(super) fn apply(&mut self, event: &Opened) -> Result<(), Fault> {
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

    /// Compares the live rows with those that were folded.
    pub(super) async fn compare(&mut self, lives: &mut Line) -> Result<Comparison, Fault> {
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
}

impl Comparison {
    fn note(&mut self, ledger: &LedgerId, id: &str, what: &str) {
        let (ledger, id, what) = (ledger.to_string(), id.to_owned(), what.to_owned());
        self.differences.push(Difference { ledger, id, what });
    }
}
