//! What is only known of a ledger once all its events were read: whether they are all there, make its root, and are signed.

use ledger::notary;

use super::Chain;
use crate::{
    fault::Fault,
    verify::{Finding, outside},
};

/// How long events may go unsigned: a notary that runs takes a second.
const UNSIGNED_MAX_SECONDS: i64 = 60;

impl Chain<'_> {
    /// Reports what is only known once all events were read.
    pub(super) async fn end(&mut self) -> Result<(), Fault> {
        let (ledger, end) = (&self.counter.ledger, self.counter.position);
        if self.position < end {
            self.missing(end).await?;
        }
        if !self.broken {
            let misfits = self.tiles.end(&mut self.tree).await?;
            self.findings.extend(misfits);
        }
        if self.misfits > 1 {
            let fault = format!("{} behind the first misfit sign other roots too", self.misfits - 1);
            self.findings.push(Finding::new(format!("{ledger} checkpoints"), fault));
        }
        self.head().await?;
        if let Some(remembered) = self.remembered {
            let found = outside::kept(self.house, remembered, end).await?;
            self.findings.extend(found);
        }
        self.unsigned();
        Ok(())
    }

    async fn head(&mut self) -> Result<(), Fault> {
        let (ledger, end) = (&self.counter.ledger, self.counter.position);
        let row = format!("{ledger} counter");
        if self.counter.newest_event > end {
            let newest = self.counter.newest_event;
            let fault = format!("the ledger ends at {end}, and yet there is event {newest}");
            self.doubt(end + 1, fault).await?;
        }
        let same = self.counter.frontier.as_ref().is_some_and(|frontier| *frontier == self.tree.frontier());
        if !same && !self.broken {
            let fault = format!("its root at {end} is not the one that the events make");
            self.findings.push(Finding::new(&row, fault));
        }
        if self.newest_checkpoint > end {
            // One that was signed since this began is no fault.
            let now = notary::head(&self.house.pool, ledger).await?.map_or(0, |(position, _)| position);
            if self.newest_checkpoint > now {
                let fault = format!("it ends at {now}, and was signed up to {}", self.newest_checkpoint);
                self.findings.push(Finding::new(&row, fault));
            }
        }
        Ok(())
    }

    /// Reports events that were not signed in time. Those dated in the future count too, since they would never be late.
    fn unsigned(&mut self) {
        let Some(since) = self.unsigned_since else { return };
        let now = self.house.ledger.clock().now();
        if (since.ms() - now.ms()).abs() <= 1_000 * UNSIGNED_MAX_SECONDS {
            return;
        }
        let row = format!("{} event {}", self.counter.ledger, self.newest_checkpoint + 1);
        let fault = "from here on nothing is signed, which a running server does within a second; where none runs, the next start does it";
        self.findings.push(Finding::passing(row, fault));
    }
}
