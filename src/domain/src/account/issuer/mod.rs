//! The service as an issuer of web identity tokens for identities: its RS512 signing key. There is one in the `account` ledger. Knows no
//! token; keys are made elsewhere and come in as text.

pub mod commands;
mod events;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{IssuerEvent, KeysMade};
pub use refusals::Refusal;

use crate::{Aggregate, LedgerId, Scope, Stream};

/// Where the issuer of identity pools' tokens lives.
pub fn stream() -> Stream {
    Stream::impersonal(LedgerId::account(), Issuer::KIND, "identity")
}

/// What is known of the issuer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Issuer {
    /// Has no key yet.
    #[default]
    Absent,
    /// Signs.
    Ready(KeysMade),
}

impl Aggregate for Issuer {
    const KIND: &'static str = "issuer";
    type Event = IssuerEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &IssuerEvent) {
        match event {
            IssuerEvent::KeysMade(keys) => *self = Self::Ready(keys.clone()),
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::AlreadyMade
    }
}
