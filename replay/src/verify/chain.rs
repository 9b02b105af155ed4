//! One ledger from its first event to its head: every row that does not fit, as far as that can be determined after the first one.
//!
//! After an event that was changed the rest can still be compared, because the tree is made of the digests that were recorded; after one
//! that is missing it cannot: from there on no root can be computed, and only the events themselves are checked.

mod end;

use std::{collections::HashMap, pin::pin, sync::Arc};

use crypto::merkle::TileBuilder;
use domain::{StreamId, Timestamp};
use foldhash::fast::RandomState;
use futures_util::StreamExt;
use indicatif::ProgressBar;
use ledger::{
    KeyRing, Position, Version,
    notary::{self, Kept, Remembered},
    postgres::{Counter, spread, sweep},
};
use projections::rebuild::Beside;

use super::{
    Finding, Findings,
    claims::Claims,
    event::{Checked, Checker, Place, Readable},
    outside,
    tiles::Tiles,
};
use crate::{fault::Fault, house::House};

/// Checkpoints read at a time.
const CHECKPOINTS: u32 = 1_000;
pub(super) struct Chain<'a> {
    house: &'a House,
    counter: &'a Counter,
    remembered: Option<&'a Remembered>,
    claims: &'a mut Claims,
    models: &'a mut Beside,
    tree: TileBuilder,
    tiles: Tiles<'a>,
    versions: HashMap<StreamId, Version, RandomState>,
    /// The newest event that was there.
    position: Position,
    recorded_at: Timestamp,
    /// Checkpoints ahead, the next one last.
    ahead: Vec<Kept>,
    read_up_to: Position,
    newest_checkpoint: Position,
    /// The newest position at which a signed root is that of the events.
    proven: Position,
    /// Checkpoints behind the first one that signs another root.
    misfits: u64,
    /// When the first event was recorded that no checkpoint covers.
    unsigned_since: Option<Timestamp>,
    /// An event is missing: no root can be computed any more.
    broken: bool,
    /// An event is missing or is not what was recorded: what follows from the events is not known.
    doubtful: bool,
    pub(super) checkpoints: u64,
    pub(super) findings: Findings,
}

impl<'a> Chain<'a> {
    pub(super) async fn begin(
        house: &'a House,
        counter: &'a Counter,
        remembered: Option<&'a Remembered>,
        claims: &'a mut Claims,
        models: &'a mut Beside,
    ) -> Result<Self, Fault> {
        let newest = notary::latest(&house.pool, &counter.ledger).await?;
        let newest_checkpoint = newest.map_or(0, |kept| kept.position);
        Ok(Self {
            house,
            counter,
            remembered,
            claims,
            models,
            tree: TileBuilder::default(),
            tiles: Tiles::new(&house.pool, &counter.ledger, newest_checkpoint),
            versions: HashMap::default(),
            position: 0,
            recorded_at: Timestamp::default(),
            ahead: Vec::new(),
            read_up_to: 0,
            newest_checkpoint,
            proven: 0,
            misfits: 0,
            unsigned_since: None,
            broken: false,
            doubtful: false,
            checkpoints: 0,
            findings: Findings::default(),
        })
    }

    /// Events that were there.
    pub(super) fn events(&self) -> u64 {
        self.tree.size()
    }

    /// Whether names and rows that follow from this ledger's events are not known.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    pub(super) async fn follow(&mut self, bar: &ProgressBar) -> Result<(), Fault> {
        let (ledger, end) = (&self.counter.ledger, self.counter.position);
        let rows = sweep(&self.house.pool, ledger, (0, end), None);
        let opener = Arc::clone(&self.house.ledger);
        let ring = Arc::new(KeyRing::of(ledger.clone(), opener.keys()).await?);
        let checker = Checker { ledger: opener, ring, kinds: self.models.kinds().into() };
        let pages = spread(rows, move |page| checker.clone().check(page));
        let mut pages = pin!(pages);
        while let Some(page) = pages.next().await {
            let page = page?;
            bar.inc(page.len() as u64);
            for checked in page {
                self.event(checked).await?;
            }
            if !self.broken {
                self.tiles.take(&mut self.tree);
                let misfits = self.tiles.compare().await?;
                self.findings.extend(misfits);
            }
        }
        self.end().await
    }

    async fn event(&mut self, checked: Checked) -> Result<(), Fault> {
        let Checked { place, intact, read } = checked;
        if place.position != self.position + 1 {
            self.missing(place.position - 1).await?;
        }
        self.position = place.position;
        if !intact {
            let fault = format!(
                "it is not what was recorded: its digest is not that of its bytes ({})",
                place.stream
            );
            self.doubt(place.position, fault).await?;
        }
        self.follows(&place).await?;
        self.tree.push(place.digest);
        match read {
            Ok(read) if !self.doubtful => {
                if let Some(why) = self.take(&place, read)? {
                    self.doubt(place.position, why).await?;
                }
            }
            Err(why) if intact => self.doubt(place.position, why).await?,
            _ => {}
        }
        if place.position == self.newest_checkpoint + 1 {
            self.unsigned_since = Some(place.recorded_at);
        }
        self.root_at(place.position).await
    }

    /// Applies what follows from an event. `Some`: why that cannot be determined.
    fn take(&mut self, place: &Place, read: Readable) -> Result<Option<String>, Fault> {
        self.claims.follow(&self.counter.ledger, &place.stream, place.position, read.claims);
        let Some(event) = read.event else { return Ok(None) };
        if let Err(undecodable) = self.claims.called(&event) {
            return Ok(Some(undecodable.to_string()));
        }
        self.models.apply(&event)?;
        Ok(None)
    }

    /// Checks that an event follows those of its stream, and the one before it.
    async fn follows(&mut self, place: &Place) -> Result<(), Fault> {
        let expected = self.next_version(place);
        if place.version != expected {
            let fault = format!("version {} where {expected} follows ({})", place.version, place.stream);
            self.doubt(place.position, fault).await?;
        }
        if place.recorded_at < self.recorded_at {
            let fault = format!("it was recorded before the one before it ({})", place.stream);
            self.at_event(place.position, fault).await?;
        }
        self.recorded_at = place.recorded_at;
        Ok(())
    }

    /// The version that should follow in a stream; notes the one that the event has.
    fn next_version(&mut self, place: &Place) -> Version {
        if let Some(version) = self.versions.get_mut(&place.stream) {
            let expected = *version + 1;
            *version = place.version;
            return expected;
        }
        self.versions.insert(place.stream.clone(), place.version);
        1
    }

    async fn missing(&mut self, up_to: Position) -> Result<(), Fault> {
        let first = self.position + 1;
        let fault = if up_to == first {
            "it is missing".to_owned()
        } else {
            format!("it is missing, and so are all up to {up_to}")
        };
        self.doubt(first, fault).await?;
        self.broken = true;
        Ok(())
    }

    /// Reports a fault of an event after which nothing that follows from the ledger can be compared any more.
    async fn doubt(&mut self, position: Position, fault: impl Into<String>) -> Result<(), Fault> {
        self.at_event(position, fault).await?;
        self.doubtful = true;
        Ok(())
    }

    /// Reports a fault of an event, after the faults of tiles that were complete before it.
    async fn at_event(&mut self, position: Position, fault: impl Into<String>) -> Result<(), Fault> {
        if !self.broken {
            self.tiles.take(&mut self.tree);
            let misfits = self.tiles.compare_all().await?;
            self.findings.extend(misfits);
        }
        self.findings.push(Finding::new(format!("{} event {position}", self.counter.ledger), fault));
        Ok(())
    }

    /// Compares the root at a position with those that were signed of it: in a checkpoint, and outside the database.
    async fn root_at(&mut self, position: Position) -> Result<(), Fault> {
        if self.ahead.is_empty() && self.read_up_to < self.newest_checkpoint {
            let pool = &self.house.pool;
            self.ahead =
                notary::checkpoints(pool, &self.counter.ledger, self.read_up_to, CHECKPOINTS).await?;
            self.read_up_to = self.ahead.last().map_or(self.newest_checkpoint, |kept| kept.position);
            self.ahead.reverse();
        }
        if let Some(remembered) = self.remembered.filter(|known| known.position == position)
            && !self.broken
        {
            let root = self.tree.frontier().root();
            self.findings.extend(outside::root(remembered, &root, self.proven));
        }
        while let Some(kept) = self.ahead.pop_if(|kept| kept.position <= position) {
            self.checkpoint(&kept, position);
        }
        if position == self.newest_checkpoint && !self.broken {
            self.tiles.take(&mut self.tree);
        }
        Ok(())
    }

    /// Checks that a checkpoint is signed, and is over the tree as it was then.
    fn checkpoint(&mut self, kept: &Kept, position: Position) {
        let ledger = &self.counter.ledger;
        let row = || format!("{ledger} checkpoint {}", kept.position);
        let signed = match self.house.seals.open(&kept.note, ledger) {
            Ok(signed) => signed,
            Err(why) => return self.findings.push(Finding::new(row(), why)),
        };
        self.checkpoints += 1;
        if self.broken {
            return;
        }
        let root = self.tree.frontier().root();
        if (kept.position, signed.size, signed.root) == (position, position, root) {
            self.proven = position;
        } else if self.misfits == 0 {
            self.misfits = 1;
            self.findings.push(Finding::new(row(), "what it signs is not what the events make"));
        } else {
            self.misfits += 1;
        }
    }
}
