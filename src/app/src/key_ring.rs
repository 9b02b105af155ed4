//! Keys of tokens, held parsed: to parse one costs more than to use it.

use std::sync::Arc;

use crypto::jwt::{JwtFault, SigningKey, VerifyingKey};
use moka::sync::Cache;

/// Parsed keys held in memory, at the most.
const HELD_MAX: u64 = 20_000;

/// Parsed keys by their ids. Who asks for one that is not there tells how to parse it.
pub(crate) struct KeyRing {
    signing: Cache<String, Arc<SigningKey>>,
    verifying: Cache<String, Arc<VerifyingKey>>,
}

impl Default for KeyRing {
    fn default() -> Self {
        Self { signing: Cache::new(HELD_MAX), verifying: Cache::new(HELD_MAX) }
    }
}

impl KeyRing {
    pub(crate) fn signing(
        &self,
        kid: &str,
        parse: impl FnOnce() -> Result<SigningKey, JwtFault>,
    ) -> Result<Arc<SigningKey>, JwtFault> {
        held(&self.signing, kid, parse)
    }

    pub(crate) fn verifying(
        &self,
        kid: &str,
        parse: impl FnOnce() -> Result<VerifyingKey, JwtFault>,
    ) -> Result<Arc<VerifyingKey>, JwtFault> {
        held(&self.verifying, kid, parse)
    }
}

fn held<K: Send + Sync + 'static>(
    keys: &Cache<String, Arc<K>>,
    kid: &str,
    parse: impl FnOnce() -> Result<K, JwtFault>,
) -> Result<Arc<K>, JwtFault> {
    if let Some(key) = keys.get(kid) {
        return Ok(key);
    }
    let key = Arc::new(parse()?);
    keys.insert(kid.to_owned(), Arc::clone(&key));
    Ok(key)
}
