//! The record that an operator accepted the database as it is where it does not continue what the notary had signed: after a restore from a
//! backup.
//!
//! It lives in the `account` ledger, one stream for each ledger that it was about. Knows no notary and no file: what was remembered and what
//! was found come in as values.

pub mod commands;
mod events;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{Accepted, RestorationEvent};
pub use refusals::RestorationRefusal;

use crate::{Aggregate, LedgerId, Scope, Stream};

/// What was accepted of one ledger so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Restoration {
    /// How often.
    pub times: u64,
    /// The last time.
    pub last: Option<Accepted>,
}

/// Where it is recorded what was accepted of a ledger.
pub fn stream(ledger: &LedgerId) -> Stream {
    Stream::impersonal(LedgerId::account(), Restoration::KIND, ledger.as_str())
}

impl Aggregate for Restoration {
    const KIND: &'static str = "restoration";
    type Event = RestorationEvent;
    type Refusal = RestorationRefusal;

    fn apply(&mut self, event: &RestorationEvent) {
        match event {
            RestorationEvent::Accepted(accepted) => {
                self.times += 1;
                self.last = Some(accepted.clone());
            }
        }
    }

    fn taken(_scope: Scope) -> RestorationRefusal {
        RestorationRefusal::NamesNothing
    }
}
