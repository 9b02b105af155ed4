//! `id_token_hint`: an ID token of the pool that a client repeats, to say whom it means or who it is. It may have ended: clients repeat it late.

use crypto::jwt;
use serde::{Deserialize, de::IgnoredAny};

use super::OAuth;
use crate::{Answer, user_pools::pools::OpenPool};

/// What is read of the token.
#[derive(Deserialize)]
pub(super) struct Hint {
    /// The user.
    pub(super) sub: String,
    /// The client.
    pub(super) aud: String,
    iss: String,
    token_use: String,
}

impl OAuth {
    /// The claims of an ID token; `None` for anything that is none of the pool's.
    pub(super) fn hint(&self, pool: &OpenPool, token: &str) -> Answer<Option<Hint>> {
        let Ok((kid, _)) = jwt::peek::<IgnoredAny>(token) else { return Ok(None) };
        let Some(key) = pool.keys.id_key(&kid, self.core.clock().now()) else { return Ok(None) };
        let Ok(hint) = self.user_pools.verifying_key(key)?.verify::<Hint>(token) else { return Ok(None) };
        let is_ours = hint.token_use == "id" && hint.iss == self.user_pools.issuer_of(pool);
        Ok(is_ours.then_some(hint))
    }
}
