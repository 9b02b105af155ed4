//! How much a dataset holds.

use thiserror::Error;

/// What is bounded, and how far. The default is the service's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most records that have a value.
    pub records: usize,
    /// Most keys, those of removed records included: tombstones stay as long as the dataset.
    pub keys: usize,
    /// Most bytes of all keys and values of records that have a value.
    pub bytes: usize,
    /// Longest key, in characters.
    pub key_chars: usize,
    /// Longest value, in characters.
    pub value_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { records: 1024, keys: 16 * 1024, bytes: 1024 * 1024, key_chars: 1024, value_chars: 1_048_575 }
    }
}

/// Which of the limits an update would exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Limit {
    /// [`Limits::records`]
    #[error("too many records")]
    Records,
    /// [`Limits::keys`]
    #[error("too many removed records")]
    Keys,
    /// [`Limits::bytes`]
    #[error("the dataset is too large")]
    Bytes,
    /// [`Limits::key_chars`]
    #[error("a key is too long")]
    KeyChars,
    /// [`Limits::value_chars`]
    #[error("a value is too long")]
    ValueChars,
}
