//! What a SAML provider's metadata last said, for providers whose metadata are at an address: it stays known while the address does not
//! answer. Knows no XML; the metadata are fetched and read elsewhere.

pub mod commands;
mod events;

use serde::{Deserialize, Serialize};

pub use events::{MetadataRead, Said, SamlPeerEvent};

use crate::{Aggregate, LedgerId, Scope, Stream};

/// Where what is known of a provider lives; `provider` is the id of its configuration's stream.
pub fn stream(pool: &LedgerId, provider: &str) -> Stream {
    Stream::impersonal(pool.clone(), SamlPeer::KIND, provider)
}

/// Never refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {}

/// What is known of a provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum SamlPeer {
    /// Its metadata were never read.
    #[default]
    Unknown,
    /// They were read.
    Known(MetadataRead),
}

impl Aggregate for SamlPeer {
    const KIND: &'static str = "saml_peer";
    type Event = SamlPeerEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &SamlPeerEvent) {
        match event {
            SamlPeerEvent::MetadataRead(read) => *self = Self::Known(read.clone()),
        }
    }

    fn taken(scope: Scope) -> Refusal {
        unreachable!("a peer claims no name, so none of its names is taken: {scope}")
    }
}
