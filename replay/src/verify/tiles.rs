//! The tiles that follow from the events of one ledger, and whether they are the ones that are kept.

use crypto::merkle::{Tile, TileBuilder};
use domain::LedgerId;
use ledger::{Position, notary};
use sqlx::PgPool;

use super::Finding;
use crate::fault::Fault;

/// Tiles that are looked for at once.
const AT_ONCE: usize = 64;

pub(super) struct Tiles<'a> {
    pool: &'a PgPool,
    ledger: &'a LedgerId,
    /// Tiles are kept up to the newest checkpoint; beyond it there may be none yet.
    kept_up_to: Position,
    made: Vec<Tile>,
}

impl<'a> Tiles<'a> {
    pub(super) fn new(pool: &'a PgPool, ledger: &'a LedgerId, kept_up_to: Position) -> Self {
        Self { pool, ledger, kept_up_to, made: Vec::new() }
    }

    /// Takes the tiles that were filled. At the newest checkpoint, where this has to be called, those of the edge as well.
    pub(super) fn take(&mut self, tree: &mut TileBuilder) {
        if tree.size() == self.kept_up_to {
            self.made.extend(tree.take_tiles());
        } else {
            let filled = tree.take_filled();
            if tree.size() < self.kept_up_to {
                self.made.extend(filled);
            }
        }
    }

    /// Compares those that were taken, once there are enough for a query.
    pub(super) async fn compare(&mut self) -> Result<Vec<Finding>, Fault> {
        if self.made.len() < AT_ONCE { Ok(Vec::new()) } else { self.compare_all().await }
    }

    /// Compares the last ones. Where a checkpoint was added while the log was read, its tiles are compared as far as the log was read.
    pub(super) async fn end(&mut self, tree: &mut TileBuilder) -> Result<Vec<Finding>, Fault> {
        if tree.size() < self.kept_up_to {
            self.made.extend(tree.take_tiles());
        }
        self.compare_all().await
    }

    /// Compares those that were taken so far.
    pub(super) async fn compare_all(&mut self) -> Result<Vec<Finding>, Fault> {
        if self.made.is_empty() {
            return Ok(Vec::new());
        }
        let ids = self.made.iter().map(|tile| tile.id);
        let kept = notary::tiles(self.pool, self.ledger, ids).await?;
        let fits = |tile: &Tile| {
            // One that has grown since is kept wider.
            kept.get(&(tile.id.level, tile.id.index)).is_some_and(|bytes| bytes.starts_with(&tile.bytes))
        };
        let misfit = |tile: Tile| {
            Finding::new(format!("{} {}", self.ledger, tile.id.path()), "the tile is not that of the events")
        };
        Ok(self.made.drain(..).filter(|tile| !fits(tile)).map(misfit).collect())
    }
}
