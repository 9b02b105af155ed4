//! One step: from the last checkpoint to the ledger's head, or to the proof that something does not fit.

use crypto::merkle::{TileBuilder, TileId};
use domain::LedgerId;
use sqlx::PgPool;

use super::{Seals, store};
use crate::{Log, Position, Record, Unavailable};

/// Records read at a time.
const PAGE: usize = 2_000;

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The database did not answer. Trying again is right.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// What lies in the log does not follow from what was signed before.
    #[error("{0}")]
    Tampered(String),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.into())
    }
}

fn tampered(why: impl Into<String>) -> Refused {
    Refused::Tampered(why.into())
}

/// Brings tiles and checkpoint of a ledger to its head. Tells the position that is signed.
pub async fn notarise(
    pool: &PgPool,
    log: &dyn Log,
    ledger: &LedgerId,
    seals: &Seals,
) -> Result<Position, Refused> {
    // In this order: another node may sign on between the two, and what was signed is never ahead of a head that is read later.
    let mut builder = resume(pool, ledger, seals).await?;
    let Some((end, frontier)) = store::head(pool, ledger).await? else { return Ok(0) };
    if builder.size() > end {
        let signed = builder.size();
        return Err(tampered(format!("it ends at {end}, and was signed up to {signed}")));
    }
    if builder.size() < end {
        let signed = builder.size();
        grow(&mut builder, log, ledger, end).await?;
        let grown = builder.frontier();
        if grown != frontier {
            return Err(tampered(format!(
                "the events up to {end} do not make the root that the ledger carries"
            )));
        }
        let origin = seals.origin(ledger);
        let key = seals.key(&origin, ledger).map_err(|fault| tampered(format!("{origin}: {fault}")))?;
        let note = crypto::checkpoint::sign(&origin, end, &grown.root(), &key)
            .map_err(|fault| tampered(format!("{origin}: {fault}")))?;
        store::keep(pool, ledger, &builder.take_tiles(), end, &note).await?;
        tracing::debug!(%ledger, from = signed, to = end, "signed");
    } else if builder.frontier() != frontier {
        return Err(tampered(format!("the ledger's root at {end} is not the one that was signed")));
    }
    Ok(end)
}

/// The tree of the last checkpoint, out of its tiles.
async fn resume(pool: &PgPool, ledger: &LedgerId, seals: &Seals) -> Result<TileBuilder, Refused> {
    let Some(kept) = store::latest(pool, ledger).await? else { return Ok(TileBuilder::default()) };
    let position = kept.position;
    let checkpoint = seals
        .open(&kept.note, ledger)
        .map_err(|why| tampered(format!("the checkpoint at {position} is not ours: {why}")))?;
    if checkpoint.size != position {
        return Err(tampered(format!("the checkpoint at {position} is one of {}", checkpoint.size)));
    }
    let tiles = store::tiles(pool, ledger, TileId::edge(position)).await?;
    let builder = TileBuilder::resume(position, |id| tiles.get(&(id.level, id.index)).cloned())
        .map_err(|missing| tampered(missing.to_string()))?;
    if builder.frontier().root() != checkpoint.root {
        return Err(tampered(format!("the tiles do not make the root that was signed at {position}")));
    }
    Ok(builder)
}

async fn grow(
    builder: &mut TileBuilder,
    log: &dyn Log,
    ledger: &LedgerId,
    end: Position,
) -> Result<(), Refused> {
    while builder.size() < end {
        let mut page = log.page(ledger, builder.size(), PAGE).await?;
        page.retain(|record| record.position <= end);
        if page.is_empty() {
            return Err(tampered(format!("there is no event {}", builder.size() + 1)));
        }
        for record in &page {
            builder.push(checked(record, builder.size() + 1)?);
        }
    }
    Ok(())
}

/// The leaf hash of the record at a position, out of the record's own bytes.
fn checked(record: &Record, position: Position) -> Result<[u8; 32], Refused> {
    let leaf = record.leaf_hash();
    if record.position != position {
        return Err(tampered(format!("there is no event {position}")));
    }
    if record.digest != leaf {
        return Err(tampered(format!("event {position} is not what was recorded")));
    }
    Ok(leaf)
}
