//! What a pool has for its SAML providers: its keys, and what their metadata say. It knows no XML; the port reads it.

mod keys;
mod messages;
mod peers;

pub(crate) use messages::{ForeignSession, Outgoing, Partner, Posted};
pub use peers::ShownPeer;
pub(super) use peers::{Peers, metadata_to_keep};
