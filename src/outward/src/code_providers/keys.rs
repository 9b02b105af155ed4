//! The keys of providers, by the address of their JWKS. They are remembered for an hour; a token that names another key has them read again,
//! at most once a minute, so that no token makes us ask as often as someone likes.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jsonwebtoken::DecodingKey;
use moka::sync::Cache;
use ports::federation::{Endpoint, ProviderFault, Untrue};
use reqwest::{Method, Request};
use serde_json::{Map, Value};

use super::{replies, text};
use crate::guarded::Guarded;

/// How long keys are remembered.
const REMEMBERED_FOR: Duration = Duration::from_hours(1);
/// JWKS that are remembered.
const REMEMBERED_MAX: u64 = 1_024;
/// How old keys are at the least that are read again for a name that is not among them.
const AGAIN_AFTER: Duration = Duration::from_mins(1);
/// Keys of one JWKS that are read.
const KEYS_MAX: usize = 100;

/// The keys of a JWKS, by their names.
struct KeySet {
    keys: BTreeMap<String, Arc<DecodingKey>>,
    read_at: Instant,
}

/// Keys by address.
pub(super) struct KeySets(Cache<String, Arc<KeySet>>);

impl Default for KeySets {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(REMEMBERED_MAX).time_to_live(REMEMBERED_FOR).build())
    }
}

impl KeySets {
    /// The key of a name.
    pub(super) async fn key(
        &self,
        guard: &Guarded,
        address: &str,
        kid: &str,
    ) -> Result<Arc<DecodingKey>, ProviderFault> {
        let known = self.0.get(address);
        if let Some(key) = known.as_ref().and_then(|known| known.keys.get(kid)) {
            return Ok(Arc::clone(key));
        }
        let missing = ProviderFault::Untrue(Untrue::UnknownKey);
        if known.is_some_and(|known| known.read_at.elapsed() < AGAIN_AFTER) {
            return Err(missing);
        }
        let read = Arc::new(read(guard, address).await?);
        self.0.insert(address.to_owned(), Arc::clone(&read));
        read.keys.get(kid).cloned().ok_or(missing)
    }
}

async fn read(guard: &Guarded, address: &str) -> Result<KeySet, ProviderFault> {
    let url = replies::address(Endpoint::Keys, address)?;
    let document = replies::object(guard, Endpoint::Keys, Request::new(Method::GET, url)).await?;
    let listed = document.get("keys").and_then(Value::as_array);
    let listed = listed.ok_or(ProviderFault::Unreadable(Endpoint::Keys))?;
    let keys = listed.iter().take(KEYS_MAX).filter_map(Value::as_object).filter_map(key).collect();
    Ok(KeySet { keys, read_at: Instant::now() })
}

/// A key that signs and has a name. Keys of other kinds are passed over: they may be for others.
fn key(jwk: &Map<String, Value>) -> Option<(String, Arc<DecodingKey>)> {
    let kid = text(jwk, "kid")?.to_owned();
    if text(jwk, "use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let key = match text(jwk, "kty")? {
        "RSA" => DecodingKey::from_rsa_components(text(jwk, "n")?, text(jwk, "e")?),
        "EC" => DecodingKey::from_ec_components(text(jwk, "x")?, text(jwk, "y")?),
        _ => return None,
    };
    Some((kid, Arc::new(key.ok()?)))
}
