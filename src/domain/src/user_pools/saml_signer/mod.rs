//! A key of a user pool for SAML, and the certificate that providers are given: the one that signs the pool's messages, and for each provider
//! that encrypts, the one it encrypts for. Knows no message; key and certificate are made elsewhere and come in as text.

pub mod commands;
mod events;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{KeyMade, SamlSignerEvent};
pub use refusals::Refusal;

use crate::{Aggregate, LedgerId, Scope, Stream};

/// Where the signer of a pool lives.
pub fn stream(pool: &LedgerId) -> Stream {
    Stream::impersonal(pool.clone(), SamlSigner::KIND, "pool")
}

/// Where the key lives that a provider encrypts for; `provider` is the id of its configuration's stream.
pub fn of_provider(pool: &LedgerId, provider: &str) -> Stream {
    Stream::impersonal(pool.clone(), SamlSigner::KIND, &format!("provider-{provider}"))
}

/// What is known of a pool's signer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum SamlSigner {
    /// Has no key yet.
    #[default]
    Absent,
    /// Signs.
    Ready(KeyMade),
}

impl Aggregate for SamlSigner {
    const KIND: &'static str = "saml_signer";
    type Event = SamlSignerEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &SamlSignerEvent) {
        match event {
            SamlSignerEvent::KeyMade(made) => *self = Self::Ready(made.clone()),
        }
    }

    /// It claims no name.
    fn taken(_: Scope) -> Refusal {
        Refusal::AlreadyMade
    }
}
