//! Authenticated encryption, the keys for it, and keyed digests.
//!
//! A [`DataKey`] seals bytes, bound to "associated data" that says where they belong; a [`MasterKey`] wraps data keys and
//! derives further ones; a [`Mac`] makes keyed digests. The module does not know whose data it seals, where keys are
//! kept, or when they are destroyed.

mod data_key;
mod mac;
mod master_key;
pub(crate) mod padding;
mod random;

pub use data_key::{DataKey, open_bare_token, open_token, seal_bare_token, seal_token};
pub use mac::Mac;
pub use master_key::{MasterKey, NotAMasterKey};
pub use random::random_bytes;

/// Length of every symmetric key here, in bytes.
pub const KEY_LEN: usize = 32;

/// Sealed bytes that cannot be opened: wrong key, wrong associated data, altered or cut short.
///
/// It deliberately does not say which, so that an answer built from it does not help an attacker who tries keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed bytes could not be opened")]
pub struct Unsealable;
