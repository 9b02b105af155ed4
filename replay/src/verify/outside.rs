//! What the notary of this data folder remembers outside the database, and whether the database still holds it.
//!
//! It knows the files of one node. Where there are none, only what the database says of itself is checked.

use std::collections::HashSet;

use crypto::merkle::Hash;
use domain::LedgerId;
use ledger::{
    Position,
    notary::{self, Memory, Refused, Remembered},
    postgres::Counter,
};

use super::Finding;
use crate::{fault::Fault, house::House};

/// What an operator can do about a database that is not the one that was signed.
const RESTORED: &str = "Where it was restored from a backup, say so: `replay accept-restore`";

/// The memory, and what of it cannot be read.
pub(super) struct Outside {
    known: Vec<Remembered>,
    unreadable: Vec<Finding>,
}

impl Outside {
    /// To be read before the database is: what was signed is never ahead of what is read later.
    pub(super) fn of(house: &House) -> Self {
        let mut outside = Self { known: Vec::new(), unreadable: Vec::new() };
        match house.memory() {
            Ok(memory) => outside.fill(&memory),
            Err(fault) => outside.unreadable.push(Finding::new("notary memory", fault.to_string())),
        }
        outside
    }

    fn fill(&mut self, memory: &Memory) {
        for ledger in memory.ledgers() {
            match memory.recall(&ledger) {
                Ok(remembered) => self.known.extend(remembered),
                Err(fault) => {
                    let row = format!("{ledger} notary memory");
                    self.unreadable.push(Finding::new(row, fault.to_string()));
                }
            }
        }
    }

    /// Ledgers of which something is remembered.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }

    /// What is remembered of a ledger. They are in the order of the ledgers.
    pub(super) fn of_ledger(&self, ledger: &LedgerId) -> Option<&Remembered> {
        let at = self.known.binary_search_by(|known| known.ledger.cmp(ledger)).ok()?;
        self.known.get(at)
    }

    /// Reports what cannot be read, ledgers that are gone, and another name than the one that was signed under.
    pub(super) fn findings(self, house: &House, counters: &[Counter]) -> Vec<Finding> {
        let there: HashSet<&LedgerId> = counters.iter().map(|counter| &counter.ledger).collect();
        let mut found = self.unreadable;
        for known in self.known {
            if !there.contains(&known.ledger) {
                let fault = format!("it was signed up to {}, and is in no table. {RESTORED}", known.position);
                found.push(Finding::new(known.ledger.as_str(), fault));
            }
            let (then, now) = (known.origin, house.seals.origin(&known.ledger));
            if then != now {
                let fault = format!("it was signed as {then:?}, and is named {now:?} now. {RESTORED}");
                found.push(Finding::new(format!("{} log_name", known.ledger), fault));
            }
        }
        found
    }
}

/// Checks the root of the events up to the remembered position. `proven` is the newest earlier position whose signed root fits.
pub(super) fn root(remembered: &Remembered, root: &Hash, proven: Position) -> Option<Finding> {
    let (ledger, position) = (&remembered.ledger, remembered.position);
    (remembered.root != *root).then(|| {
        let row = format!("{ledger} events {} to {position}", proven + 1);
        let fault =
            format!("they are not those that were signed: the notary remembers another root at {position}");
        Finding::new(row, format!("{fault}. {RESTORED}"))
    })
}

/// Checks that the ledger is as long as it was, and that no checkpoint is gone that was counted.
pub(super) async fn kept(
    house: &House,
    remembered: &Remembered,
    end: Position,
) -> Result<Vec<Finding>, Fault> {
    let Remembered { ledger, position, kept, .. } = remembered;
    let mut found = Vec::new();
    if *position > end {
        let fault = format!("it ends at {end}, and was signed up to {position}. {RESTORED}");
        found.push(Finding::new(format!("{ledger} counter"), fault));
    }
    if *kept > 0 && !notary::is_there(&house.pool, ledger, *kept).await? {
        found.push(Finding::new(format!("{ledger} checkpoint {kept}"), "it was signed, and is missing"));
    }
    match notary::checkpoints_are_there(&house.pool, remembered).await {
        Ok(()) => {}
        Err(Refused::Tampered(why)) => found.push(Finding::new(format!("{ledger} checkpoints"), why)),
        Err(Refused::Unavailable(fault)) => return Err(fault.into()),
        Err(Refused::Memory(fault)) => return Err(fault.into()),
    }
    Ok(found)
}
