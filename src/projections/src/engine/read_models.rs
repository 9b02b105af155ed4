//! The read models of a node, and the two forms in which their rows are kept: tables, and memory for tests.

use std::sync::Arc;

use domain::LedgerId;
use ledger::{Ledger, Unavailable};
use sqlx::PgPool;

use crate::{
    Listed,
    engine::{
        fault::Fault,
        list::List,
        memory::Memory,
        model::Model,
        projection::{Foldable, Projection},
        tables::Tables,
    },
};

/// The read models of a node. Cheap to clone.
#[derive(Clone)]
pub struct ReadModels(Arc<Kept>);

enum Kept {
    Tables(Tables),
    Memory(Memory),
}

impl ReadModels {
    /// With the given projections. `pool` is a pool of connections to the log's database.
    pub async fn start_with(
        projections: Vec<Box<dyn Projection>>,
        ledger: Arc<Ledger>,
        pool: PgPool,
    ) -> Result<Self, Fault> {
        Ok(Self(Arc::new(Kept::Tables(Tables::start(projections, ledger, pool).await?))))
    }

    /// The given models in memory.
    pub(crate) fn in_memory_with(models: Vec<Box<dyn Foldable>>, ledger: Arc<Ledger>) -> Self {
        Self(Arc::new(Kept::Memory(Memory::new(models, ledger))))
    }

    /// Passes once every read model holds all that was committed in the ledger before the call.
    pub async fn fresh(&self, ledger: &LedgerId) -> Result<(), Unavailable> {
        match &*self.0 {
            Kept::Tables(tables) => tables.fresh(ledger).await,
            Kept::Memory(_) => Ok(()),
        }
    }

    /// Passes once every read model holds all that was committed in any ledger before the call, however long that takes: for a
    /// start after a rebuild.
    pub async fn caught_up(&self) -> Result<(), Unavailable> {
        match &*self.0 {
            Kept::Tables(tables) => tables.caught_up().await,
            Kept::Memory(_) => Ok(()),
        }
    }

    /// The read models that have failed for good, and why.
    pub fn stopped(&self) -> Vec<(&'static str, String)> {
        match &*self.0 {
            Kept::Tables(tables) => tables.stopped(),
            Kept::Memory(_) => Vec::new(),
        }
    }

    /// The rows of a list, a page of them.
    pub(crate) async fn list<M: Model>(&self, list: List<'_, M>) -> Result<Listed<M::Row>, Unavailable> {
        match &*self.0 {
            Kept::Tables(tables) => tables.list(&list).await,
            Kept::Memory(memory) => Ok(list.page_of(memory.rows::<M>(list.ledger).await?)),
        }
    }

    /// The same of a list whose condition may hold of most rows, or of none: of texts that begin with another.
    pub(crate) async fn search<M: Model>(&self, list: List<'_, M>) -> Result<Listed<M::Row>, Unavailable> {
        match &*self.0 {
            Kept::Tables(tables) => tables.search(&list).await,
            Kept::Memory(_) => self.list(list).await,
        }
    }

    /// How many rows there are of a ledger.
    pub(crate) async fn count<M: Model>(&self, ledger: &LedgerId) -> Result<u64, Unavailable> {
        match &*self.0 {
            Kept::Tables(tables) => tables.count::<M>(ledger).await,
            Kept::Memory(memory) => Ok(memory.rows::<M>(Some(ledger)).await?.len() as u64),
        }
    }
}
