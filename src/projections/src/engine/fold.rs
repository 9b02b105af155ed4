//! The rows of a read model in memory: folded from the whole log, compared with the live rows, written all at once.
//!
//! What the follower does by statements, a page at a time, is done here without a database: that both give the same rows is
//! what a comparison proves.

use std::collections::{HashMap, hash_map::Entry};

use domain::LedgerId;
use foldhash::fast::RandomState;
use ledger::Opened;
use serde_json::Value;

use crate::engine::{
    fault::Fault,
    model::{Model, Touch, storable},
};

/// The rows of one read model, by ledger and key.
pub trait Fold: Send + Sync {
    /// Applies an event that concerns the read model.
    fn apply(&mut self, event: &Opened) -> Result<(), Fault>;
    /// Compares a live row, given as JSON, with the folded one of its key, which counts as found from then on.
    fn find(&mut self, ledger: &LedgerId, id: &str, body: &str) -> Result<Found, Fault>;
    /// The key of every row of a ledger that was not found, and how many rows there are.
    fn not_found(&self, ledger: &LedgerId) -> (Vec<String>, u64);
    /// Ledgers with rows.
    fn ledgers(&self) -> Vec<LedgerId>;
    /// Every row.
    fn rows(&self) -> Box<dyn Iterator<Item = Result<FoldedRow<'_>, Fault>> + Send + '_>;
}

/// Ledger, key, JSON.
pub type FoldedRow<'a> = (&'a str, &'a str, String);

/// How a live row compares with the folded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The same.
    Equal,
    /// Not the same.
    Different,
    /// There is no folded row of its key.
    Surplus,
}

/// The rows of a [`Model`].
pub(crate) struct Folded<M: Model>(HashMap<LedgerId, Rows<M>>);

impl<M: Model> Default for Folded<M> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

struct Rows<M: Model> {
    rows: HashMap<String, Kept<M::Row>, RandomState>,
}

/// A row in an allocation of its own: a growing map of many rows would move and touch them all.
struct Kept<R> {
    /// `None` while an event is applied to it, and after an event that cannot be applied, which ends the fold.
    row: Option<Box<R>>,
    found: bool,
}

impl<M: Model> Default for Rows<M> {
    fn default() -> Self {
        Self { rows: HashMap::default() }
    }
}

impl<M: Model> Rows<M> {
    fn change(&mut self, id: String, event: &Opened) -> Result<(), Fault> {
        let mut place = self.rows.entry(id);
        let before = match &mut place {
            Entry::Occupied(kept) => kept.get_mut().row.take().map(|row| *row),
            Entry::Vacant(_) => None,
        };
        match (place, M::apply(before, event)?) {
            (place, Some(row)) => {
                place.insert_entry(Kept { row: Some(Box::new(row)), found: false });
            }
            (Entry::Occupied(kept), None) => drop(kept.remove()),
            (Entry::Vacant(_), None) => {}
        }
        Ok(())
    }

    fn drop_of(&mut self, parent: &str) {
        let parent_of = |kept: &Kept<M::Row>| kept.row.as_deref().and_then(M::parent).map(ToOwned::to_owned);
        self.rows.retain(|_, kept| parent_of(kept).as_deref() != Some(parent));
    }
}

impl<M: Model> Fold for Folded<M> {
    fn apply(&mut self, event: &Opened) -> Result<(), Fault> {
        let touched = M::touches(event)?;
        if touched == Touch::None {
            return Ok(());
        }
        let ledger = &event.record.ledger;
        if !self.0.contains_key(ledger) {
            self.0.insert(ledger.clone(), Rows::default());
        }
        let Some(rows) = self.0.get_mut(ledger) else { return Ok(()) };
        match touched {
            Touch::None => {}
            Touch::One(id) => rows.change(id, event)?,
            Touch::DropOf(parent) => rows.drop_of(&parent),
            Touch::DropAll => *rows = Rows::default(),
        }
        Ok(())
    }

    fn find(&mut self, ledger: &LedgerId, id: &str, body: &str) -> Result<Found, Fault> {
        let Some(kept) = self.0.get_mut(ledger).and_then(|rows| rows.rows.get_mut(id)) else {
            return Ok(Found::Surplus);
        };
        kept.found = true;
        let lives: Value = serde_json::from_str(body)?;
        let is_equal = storable(serde_json::to_value(&kept.row)?) == lives;
        Ok(if is_equal { Found::Equal } else { Found::Different })
    }

    fn not_found(&self, ledger: &LedgerId) -> (Vec<String>, u64) {
        let Some(rows) = self.0.get(ledger) else { return (Vec::new(), 0) };
        let missing = rows.rows.iter().filter(|(_, kept)| !kept.found).map(|(id, _)| id.clone()).collect();
        (missing, rows.rows.len() as u64)
    }

    fn ledgers(&self) -> Vec<LedgerId> {
        self.0.keys().cloned().collect()
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Result<FoldedRow<'_>, Fault>> + Send + '_> {
        let ledgers = self.0.iter();
        let rows = ledgers.flat_map(|(ledger, rows)| rows.rows.iter().map(move |row| (ledger, row)));
        Box::new(rows.map(|(ledger, (id, kept))| Ok((ledger.as_str(), id.as_str(), stored(&kept.row)?))))
    }
}

/// As it is stored. Where no text has a NUL, which is nearly always, no tree of values is made.
fn stored(row: &impl serde::Serialize) -> Result<String, Fault> {
    let text = serde_json::to_string(row)?;
    if !text.contains("\\u0000") {
        return Ok(text);
    }
    Ok(storable(serde_json::from_str(&text)?).to_string())
}
