//! Attempts on unknown user names, in sums: the log of a pool says how often, when and from where, and no name. The single attempt is not
//! recorded.

pub mod commands;
mod events;

use serde::{Deserialize, Serialize};

pub use events::{Origin, Tried, UnknownNamesEvent};

use crate::{Aggregate, LedgerId, Scope, Stream};

/// Where the sums of a pool are recorded.
pub fn stream(pool: &LedgerId) -> Stream {
    Stream::impersonal(pool.clone(), UnknownNames::KIND, pool.as_str())
}

/// All attempts on a pool's unknown user names so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownNames {
    /// How many.
    pub tries: u64,
}

/// Never refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {}

impl Aggregate for UnknownNames {
    const KIND: &'static str = "unknown_names";
    type Event = UnknownNamesEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &UnknownNamesEvent) {
        match event {
            UnknownNamesEvent::Tried(tried) => self.tries = self.tries.saturating_add(tried.tries()),
        }
    }

    fn taken(scope: Scope) -> Refusal {
        unreachable!("sums claim no name, so none of their names is taken: {scope}")
    }
}
