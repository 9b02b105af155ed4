//! One step: from the last checkpoint to the ledger's head, or to the proof that something does not fit.
//!
//! The order of a signature is: the root is computed from the events, the signed note is remembered outside the database, then it is
//! committed with its tiles. A crash before the commit leaves a note that was never shown; the same one is made again, because everything
//! in it follows from the events. In the other order the database could hold a note that this node does not know of.

use crypto::merkle::{Frontier, Hash, TileBuilder, TileId, TileSet, proof};
use domain::LedgerId;
use sqlx::PgPool;

use super::{Memory, MemoryFault, Remembered, Seals, store};
use crate::{Log, Position, Record, Unavailable};

/// Records read at a time.
const PAGE: usize = 2_000;

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The database did not answer. Trying again is right.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The node's memory cannot be read or written. Trying again is right.
    #[error(transparent)]
    Memory(#[from] MemoryFault),
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

/// A ledger that fits what was signed of it, up to its head.
pub struct VerifiedLedger {
    /// Events.
    pub head: Position,
    /// The root over all of them.
    pub root: Hash,
    /// The newest checkpoint in the database.
    latest: Option<store::Kept>,
    /// The tree up to the head; its new tiles are those since the newest checkpoint.
    tree: TileBuilder,
}

/// Brings tiles, checkpoint and memory of a ledger to its head. Returns the position that is signed.
pub async fn notarise(
    pool: &PgPool,
    log: &dyn Log,
    ledger: &LedgerId,
    seals: &Seals,
    memory: &Memory,
) -> Result<Position, Refused> {
    let remembered = memory.recall(ledger)?;
    let verified = examine(pool, log, ledger, seals, remembered.as_ref()).await?;
    let Some(verified) = verified else { return Ok(0) };
    let head = verified.head;
    let before = remembered.map_or((0, 0), |known| (known.kept, known.checkpoints));
    let kept = verified.latest.as_ref().map_or(0, |latest| latest.position);
    let more = if kept == before.0 { 0 } else { store::count(pool, ledger, before.0, kept).await? };
    let note = verified.latest.as_ref().map(|latest| latest.note.clone()).unwrap_or_default();
    let known = Remembered {
        ledger: ledger.clone(),
        position: head,
        root: verified.root,
        origin: seals.origin(ledger),
        note,
        kept,
        checkpoints: before.1 + more,
    };
    if kept < head {
        sign(pool, verified, known, seals, memory).await?;
    } else if before.0 < head {
        memory.remember(known).await?;
    }
    Ok(head)
}

/// Signs the root at the head. `known` is already what is to be remembered, but for its note.
async fn sign(
    pool: &PgPool,
    mut verified: VerifiedLedger,
    known: Remembered,
    seals: &Seals,
    memory: &Memory,
) -> Result<(), Refused> {
    let (ledger, head) = (known.ledger.clone(), verified.head);
    let (kept, checkpoints) = (known.kept, known.checkpoints);
    let origin = &known.origin;
    let key = seals.key(origin, &ledger).map_err(|fault| tampered(format!("{origin}: {fault}")))?;
    let note = crypto::checkpoint::sign(origin, head, &verified.root, &key)
        .map_err(|fault| tampered(format!("{origin}: {fault}")))?;
    memory.remember(Remembered { note: note.clone(), ..known }).await?;
    store::keep(pool, &ledger, &verified.tree.take_tiles(), head, &note).await?;
    memory.committed(&ledger, head, checkpoints + store::count(pool, &ledger, kept, head).await?);
    tracing::debug!(%ledger, to = head, "signed");
    Ok(())
}

/// Whether a ledger continues its newest checkpoint and what is remembered of it, signing nothing. `None`: there is no such ledger, and
/// nothing was ever signed of it.
pub async fn examine(
    pool: &PgPool,
    log: &dyn Log,
    ledger: &LedgerId,
    seals: &Seals,
    remembered: Option<&Remembered>,
) -> Result<Option<VerifiedLedger>, Refused> {
    // In this order: another node may sign between the two reads, and what was signed is never ahead of a head that is read later.
    let latest = store::latest(pool, ledger).await?;
    let mut tree = match &latest {
        Some(latest) => resume(pool, ledger, seals, latest).await?,
        None => TileBuilder::default(),
    };
    let signed = tree.size();
    let Some((head, frontier)) = store::head(pool, ledger).await? else {
        let signed = signed.max(remembered.map_or(0, |known| known.position));
        let gone = || tampered(format!("it was signed up to {signed}, and is not in the database"));
        return if signed > 0 { Err(gone()) } else { Ok(None) };
    };
    if signed > head {
        return Err(tampered(format!("it ends at {head}, and was signed up to {signed}")));
    }
    if let Some(remembered) = remembered {
        if remembered.position > head {
            return Err(older(remembered.position, head));
        }
        let place = Place { pool, log, ledger };
        place.continues(&mut tree, remembered, seals).await?;
        place.has_kept(latest.as_ref(), remembered).await?;
    }
    grow(&mut tree, log, ledger, head).await?;
    fits(&tree, &frontier, signed)?;
    Ok(Some(VerifiedLedger { head, root: frontier.root(), latest, tree }))
}

fn older(signed: Position, head: Position) -> Refused {
    tampered(format!(
        "it ends at {head}, and this node signed it up to {signed}: the database is older than that. \
         Where it was restored from a backup, say so: `replay accept-restore`"
    ))
}

fn fits(tree: &TileBuilder, frontier: &Frontier, signed: Position) -> Result<(), Refused> {
    let head = tree.size();
    if tree.frontier() == *frontier {
        return Ok(());
    }
    Err(tampered(if signed == head {
        format!("the ledger's root at {head} is not the one that was signed")
    } else {
        format!("the events up to {head} do not make the root that the ledger carries")
    }))
}

/// The tree of the last checkpoint, out of its tiles.
async fn resume(
    pool: &PgPool,
    ledger: &LedgerId,
    seals: &Seals,
    latest: &store::Kept,
) -> Result<TileBuilder, Refused> {
    let position = latest.position;
    let checkpoint = seals
        .open(&latest.note, ledger)
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

/// A ledger, and the ways to it.
struct Place<'a> {
    pool: &'a PgPool,
    log: &'a dyn Log,
    ledger: &'a LedgerId,
}

impl Place<'_> {
    /// Checks that what is remembered is a beginning of the ledger. The tree, that of the newest checkpoint, is grown if it is smaller.
    async fn continues(
        &self,
        tree: &mut TileBuilder,
        remembered: &Remembered,
        seals: &Seals,
    ) -> Result<(), Refused> {
        let (origin, now) = (&remembered.origin, seals.origin(self.ledger));
        if *origin != now {
            return Err(tampered(format!("this node signed it as {origin:?}, and now it is named {now:?}")));
        }
        let position = remembered.position;
        let same = if tree.size() > position {
            self.begins(remembered, tree).await?
        } else {
            grow(tree, self.log, self.ledger, position).await?;
            tree.frontier().root() == remembered.root
        };
        let changed =
            || format!("the events up to {position} do not make the root that this node signed there");
        if same { Ok(()) } else { Err(tampered(changed())) }
    }

    /// Whether the remembered tree is a beginning of a larger one that another node has signed. The tiles need not be trusted: a valid
    /// proof is enough.
    async fn begins(&self, remembered: &Remembered, tree: &TileBuilder) -> Result<bool, Refused> {
        let (old, new) = (remembered.position, tree.size());
        let unproven = |fault: String| tampered(format!("no proof leads from {old} to {new}: {fault}"));
        let needs = proof::consistency_needs(old, new).map_err(|fault| unproven(fault.to_string()))?;
        let needs: Vec<_> = needs.into_iter().map(|subtree| TileId::holding(subtree, new)).collect();
        let kept = store::tiles(self.pool, self.ledger, needs.iter().copied()).await?;
        let mut tiles = TileSet::default();
        for id in needs {
            let bytes = kept.get(&(id.level, id.index)).map_or(&[][..], Vec::as_slice);
            tiles.insert(id, bytes).map_err(|fault| unproven(format!("{}: {fault}", id.path())))?;
        }
        let path = proof::consistency(old, new, |subtree| tiles.read(subtree))
            .map_err(|fault| unproven(fault.to_string()))?;
        Ok(proof::verify_consistency(old, &remembered.root, new, &tree.frontier().root(), &path))
    }

    /// Checks that the checkpoint is still there which this node knows to have been committed.
    async fn has_kept(&self, latest: Option<&store::Kept>, remembered: &Remembered) -> Result<(), Refused> {
        let kept = remembered.kept;
        if kept == 0 || latest.is_some_and(|latest| latest.position == kept) {
            return Ok(());
        }
        if store::is_there(self.pool, self.ledger, kept).await? {
            return Ok(());
        }
        Err(tampered(format!("the checkpoint at {kept} that was signed is no longer there")))
    }
}

/// Checks that as many checkpoints are there as were counted up to the one that is known to have been committed. It reads all of them in
/// the index: for a start, not for every step.
pub async fn checkpoints_are_there(pool: &PgPool, remembered: &Remembered) -> Result<(), Refused> {
    let Remembered { ledger, kept, checkpoints, .. } = remembered;
    let found = store::count(pool, ledger, 0, *kept).await?;
    if found >= *checkpoints {
        return Ok(());
    }
    Err(tampered(format!(
        "of {checkpoints} checkpoints up to {kept}, {} are no longer there",
        checkpoints - found
    )))
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
