//! Sign-ins at an identity provider that were refused before their user was known: the log of a pool says at which provider, for which
//! reason, how often, for which clients and from where. It says nothing of what the provider's answer held: an answer that is refused is
//! not believed. What is refused to a user who is known is a fact about that user (`user.federation_refused`).

pub mod commands;
mod events;
mod reason;

use serde::{Deserialize, Serialize};

pub use events::{Client, FederationEvent, Origin, Refused};
pub use reason::{OAuthError, Protocol, Reason};

use crate::{Aggregate, LedgerId, Scope, Stream};

/// Where the refusals at a provider are recorded; `provider` is the id of its configuration's stream.
pub fn stream(pool: &LedgerId, provider: &str) -> Stream {
    Stream::impersonal(pool.clone(), Federation::KIND, provider)
}

/// All refused sign-ins at a provider so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Federation {
    /// How many.
    pub refused: u64,
}

/// Never refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {}

impl Aggregate for Federation {
    const KIND: &'static str = "federation";
    type Event = FederationEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &FederationEvent) {
        match event {
            FederationEvent::Refused(refused) => self.refused = self.refused.saturating_add(refused.times),
        }
    }

    fn taken(scope: Scope) -> Refusal {
        unreachable!("refusals claim no name, so none of their names is taken: {scope}")
    }
}
