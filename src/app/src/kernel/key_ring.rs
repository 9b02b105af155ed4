//! Keys of tokens, held parsed: to parse one costs more than to use it.

use std::sync::Arc;

use crypto::jwt::{JwtFault, SigningKey, VerifyingKey};
use moka::sync::Cache;

/// Parsed keys of each use that are held in memory, at the most.
const HELD_MAX: u64 = 20_000;

#[derive(Default)]
pub(crate) struct KeyRing {
    pub(crate) signing: Keys<SigningKey>,
    pub(crate) verifying: Keys<VerifyingKey>,
}

/// Parsed keys of one use, by their ids.
pub(crate) struct Keys<K>(Cache<String, Arc<K>>);

impl<K: Send + Sync + 'static> Default for Keys<K> {
    fn default() -> Self {
        Self(Cache::new(HELD_MAX))
    }
}

impl<K: Send + Sync + 'static> Keys<K> {
    /// The key of this id; one that is not held is parsed first.
    pub(crate) fn get(
        &self,
        kid: &str,
        parse: impl FnOnce() -> Result<K, JwtFault>,
    ) -> Result<Arc<K>, JwtFault> {
        if let Some(key) = self.0.get(kid) {
            return Ok(key);
        }
        let key = Arc::new(parse()?);
        self.0.insert(kid.to_owned(), Arc::clone(&key));
        Ok(key)
    }
}
