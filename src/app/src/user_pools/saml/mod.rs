//! What a pool has for its SAML providers: its keys, and what their metadata say. It knows no XML; the port reads it.

mod keys;
mod messages;
mod peers;

pub(crate) use messages::{ForeignSession, Outgoing, Partner, Posted};
pub(super) use peers::Peers;
pub use peers::ShownPeer;
