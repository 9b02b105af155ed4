//! Replaces the live rows of a read model with those that were folded: in tables of their own, which take the place of the live ones.

use std::{collections::HashMap, pin::pin, slice, sync::Arc};

use domain::LedgerId;
use futures_util::{Stream, StreamExt};
use ledger::{KeyRing, Ledger, Position, Unavailable, postgres::execute_all};
use sqlx::{Connection, PgConnection, PgPool};

use super::{Page, opened, rebuilt::Rebuilt};
use crate::{
    Fault,
    engine::{copy, positions},
};

/// Memory of the database for sorting the entries of an index, before it uses the disk.
const SORTED_IN: &str = "256MB";

impl Rebuilt {
    /// Replaces the live rows with those that were folded.
    pub(super) async fn replace(
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

async fn run(script: String, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    execute_all(&script, connection).await
}
