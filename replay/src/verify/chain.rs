//! One ledger from its first event to its head, up to the first row that does not fit.

use std::{collections::HashMap, pin::pin, sync::Arc};

use crypto::merkle::TileBuilder;
use domain::{StreamId, Timestamp};
use foldhash::fast::RandomState;
use futures_util::StreamExt;
use indicatif::ProgressBar;
use ledger::{
    KeyRing, Position, Version,
    notary::{self, Kept},
    postgres::{Counter, spread, sweep},
};
use projections::rebuild::Beside;

use super::{
    Finding,
    claims::Claims,
    event::{Checked, Checker, Place},
    tiles::Tiles,
};
use crate::{fault::Fault, house::House};

/// Checkpoints read at a time.
const CHECKPOINTS: u32 = 1_000;

pub(super) struct Chain<'a> {
    house: &'a House,
    counter: &'a Counter,
    claims: &'a mut Claims,
    models: &'a mut Beside,
    tree: TileBuilder,
    tiles: Tiles<'a>,
    versions: HashMap<StreamId, Version, RandomState>,
    recorded_at: Timestamp,
    /// Checkpoints ahead, the next one last.
    ahead: Vec<Kept>,
    read_up_to: Position,
    newest_checkpoint: Position,
    pub(super) checkpoints: u64,
    pub(super) finding: Option<Finding>,
}

/// A row that does not fit, or no answer.
enum Stop {
    Finding(Finding),
    Fault(Fault),
}

impl<F: Into<Fault>> From<F> for Stop {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

fn fits(finding: Option<Finding>) -> Result<(), Stop> {
    finding.map_or(Ok(()), |finding| Err(Stop::Finding(finding)))
}

impl<'a> Chain<'a> {
    pub(super) async fn begin(
        house: &'a House,
        counter: &'a Counter,
        claims: &'a mut Claims,
        models: &'a mut Beside,
    ) -> Result<Self, Fault> {
        let newest = notary::latest(&house.pool, &counter.ledger).await?;
        let newest_checkpoint = newest.map_or(0, |kept| kept.position);
        Ok(Self {
            house,
            counter,
            claims,
            models,
            tree: TileBuilder::default(),
            tiles: Tiles::new(&house.pool, &counter.ledger, newest_checkpoint),
            versions: HashMap::default(),
            recorded_at: Timestamp::default(),
            ahead: Vec::new(),
            read_up_to: 0,
            newest_checkpoint,
            checkpoints: 0,
            finding: None,
        })
    }

    /// Events that fit.
    pub(super) fn events(&self) -> u64 {
        self.tree.size()
    }

    pub(super) async fn follow(&mut self, bar: &ProgressBar) -> Result<(), Fault> {
        match self.run(bar).await {
            Ok(()) => Ok(()),
            Err(Stop::Finding(finding)) => {
                // A tile that was complete before would be the first that does not fit.
                self.finding = Some(self.tiles.compare_all().await?.unwrap_or(finding));
                Ok(())
            }
            Err(Stop::Fault(fault)) => Err(fault),
        }
    }

    async fn run(&mut self, bar: &ProgressBar) -> Result<(), Stop> {
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
            self.tiles.take(&mut self.tree);
            fits(self.tiles.compare().await?)?;
        }
        if self.events() < end {
            return Err(self.at_event(self.events() + 1, "it is missing"));
        }
        fits(self.tiles.end(&mut self.tree).await?)?;
        self.head().await
    }

    fn at_event(&self, position: Position, fault: impl Into<String>) -> Stop {
        Stop::Finding(Finding::new(format!("{} event {position}", self.counter.ledger), fault))
    }

    async fn event(&mut self, checked: Checked) -> Result<(), Stop> {
        let Checked { place, intact, read } = checked;
        self.follows(&place, intact)?;
        let read = read.map_err(|why| self.at_event(place.position, why))?;
        self.claims.follow(&self.counter.ledger, &place.stream, place.position, read.claims);
        if let Some(event) = read.event {
            self.claims.called(&event).map_err(|fault| self.at_event(place.position, fault.to_string()))?;
            self.models.apply(&event)?;
        }
        self.checkpoint(place.position).await?;
        if place.position == self.newest_checkpoint {
            self.tiles.take(&mut self.tree);
        }
        Ok(())
    }

    /// That an event is where it belongs, and as it was recorded.
    fn follows(&mut self, place: &Place, intact: bool) -> Result<(), Stop> {
        let faulty =
            |chain: &Self, fault: &str| chain.at_event(place.position, format!("{fault} ({})", place.stream));
        if place.position != self.events() + 1 {
            return Err(self.at_event(self.events() + 1, "it is missing"));
        }
        if !intact {
            return Err(faulty(self, "it is not what was recorded: its digest is not that of its bytes"));
        }
        let expected = self.next_version(&place.stream);
        if place.version != expected {
            return Err(faulty(self, &format!("version {} where {expected} follows", place.version)));
        }
        if place.recorded_at < self.recorded_at {
            return Err(faulty(self, "it was recorded before the one before it"));
        }
        self.recorded_at = place.recorded_at;
        self.tree.push(place.digest);
        Ok(())
    }

    fn next_version(&mut self, stream: &StreamId) -> Version {
        if let Some(version) = self.versions.get_mut(stream) {
            *version += 1;
            return *version;
        }
        self.versions.insert(stream.clone(), 1);
        1
    }

    /// Every checkpoint is over the tree as it was then.
    async fn checkpoint(&mut self, position: Position) -> Result<(), Stop> {
        let ledger = &self.counter.ledger;
        if self.ahead.is_empty() && self.read_up_to < self.newest_checkpoint {
            self.ahead = notary::checkpoints(&self.house.pool, ledger, self.read_up_to, CHECKPOINTS).await?;
            self.read_up_to = self.ahead.last().map_or(self.newest_checkpoint, |kept| kept.position);
            self.ahead.reverse();
        }
        let Some(kept) = self.ahead.pop_if(|kept| kept.position <= position) else { return Ok(()) };
        let faulty =
            |why: String| Stop::Finding(Finding::new(format!("{ledger} checkpoint {}", kept.position), why));
        let signed = self.house.seals.open(&kept.note, ledger).map_err(&faulty)?;
        let root = self.tree.frontier().root();
        if (kept.position, signed.size, signed.root) != (position, position, root) {
            return Err(faulty("what it signs is not what the events make".to_owned()));
        }
        self.checkpoints += 1;
        Ok(())
    }

    async fn head(&self) -> Result<(), Stop> {
        let (ledger, end) = (&self.counter.ledger, self.counter.position);
        let finding = |fault: String| Stop::Finding(Finding::new(format!("{ledger} counter"), fault));
        if self.counter.newest_event > end {
            let newest = self.counter.newest_event;
            return Err(
                self.at_event(end + 1, format!("the ledger ends at {end}, and yet there is event {newest}"))
            );
        }
        if self.counter.frontier.as_ref().is_none_or(|frontier| *frontier != self.tree.frontier()) {
            return Err(finding(format!("its root at {end} is not the one that the events make")));
        }
        if self.newest_checkpoint > end {
            // One that was signed since this began is no fault.
            let now = notary::head(&self.house.pool, ledger).await?.map_or(0, |(position, _)| position);
            if self.newest_checkpoint > now {
                return Err(finding(format!(
                    "it ends at {now}, and was signed up to {}",
                    self.newest_checkpoint
                )));
            }
        }
        Ok(())
    }
}
