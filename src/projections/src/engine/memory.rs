//! Read models in memory, for tests of the floors above: no tables and no follower. Each query first folds what was appended since the last
//! one.

use std::{collections::HashMap, sync::Arc};

use domain::LedgerId;
use ledger::{Ledger, Position, Unavailable};
use tokio::sync::Mutex;

use crate::engine::{fault::Fault, fold::Fold, model::Model, projection::Foldable};

/// Events read at a time.
const PAGE: usize = 1_000;

/// Every read model, folded as far as it was asked for.
pub(crate) struct Memory {
    ledger: Arc<Ledger>,
    folded: Mutex<Folded>,
}

#[derive(Default)]
struct Folded {
    /// How far each ledger is folded.
    done: HashMap<LedgerId, Position>,
    /// By name.
    models: HashMap<&'static str, Kept>,
}

struct Kept {
    model: Box<dyn Foldable>,
    rows: Box<dyn Fold>,
}

impl Memory {
    pub(crate) fn new(models: Vec<Box<dyn Foldable>>, ledger: Arc<Ledger>) -> Self {
        let with_no_rows = |model: Box<dyn Foldable>| {
            let rows = model.fold();
            (model.name(), Kept { model, rows })
        };
        let models = models.into_iter().map(with_no_rows).collect();
        Self { ledger, folded: Mutex::new(Folded { models, ..Folded::default() }) }
    }

    /// The rows of a ledger, or of all, with their ids, in no order. They hold all that was committed before the call.
    pub(crate) async fn rows<M: Model>(
        &self,
        ledger: Option<&LedgerId>,
    ) -> Result<Vec<(String, M::Row)>, Unavailable> {
        let heads = self.ledger.barrier_all().await?;
        let mut folded = self.folded.lock().await;
        for (of, head) in heads.iter().filter(|(of, _)| ledger.is_none_or(|ledger| ledger == *of)) {
            folded.catch_up(&self.ledger, of, *head).await?;
        }
        folded.rows::<M>(ledger).map_err(|fault| Unavailable::because(fault.to_string()))
    }
}

impl Folded {
    async fn catch_up(&mut self, log: &Ledger, ledger: &LedgerId, head: Position) -> Result<(), Unavailable> {
        let mut done = self.done.get(ledger).copied().unwrap_or(0);
        while done < head {
            for event in log.page(ledger, done, PAGE).await? {
                done = event.record.position;
                for kept in self.models.values_mut() {
                    if kept.model.concerns(&event.record.kind) {
                        kept.rows.apply(&event).map_err(|fault| Unavailable::because(fault.to_string()))?;
                    }
                }
            }
            self.done.insert(ledger.clone(), done);
        }
        Ok(())
    }

    /// Read in the form in which tables keep them, which shows some texts differently.
    fn rows<M: Model>(&self, ledger: Option<&LedgerId>) -> Result<Vec<(String, M::Row)>, Fault> {
        let mut found = Vec::new();
        for row in self.models.get(M::NAME).into_iter().flat_map(|kept| kept.rows.rows()) {
            let (of, id, body) = row?;
            if ledger.is_none_or(|ledger| ledger.as_str() == of) {
                found.push((id.to_owned(), serde_json::from_str(&body)?));
            }
        }
        Ok(found)
    }
}
