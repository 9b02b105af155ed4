//! `id_token_hint`: an ID token by which a client says who it is and which user it means, at the authorize request and where it signs out.

use crypto::jwt;
use serde::{Deserialize, de::IgnoredAny};

use super::OAuth;
use crate::user_pools::pools::OpenPool;

/// What such a token says.
pub(super) struct Hint {
    /// The user's `sub`.
    pub(super) sub: String,
    /// The client that the token was made for.
    pub(super) client_id: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    token_use: String,
}

impl OAuth {
    /// What an ID token of the pool says, though it has ended: clients keep them for longer. `None`: it is none.
    pub(super) fn hint(&self, pool: &OpenPool, token: &str) -> Option<Hint> {
        let (kid, _) = jwt::peek::<IgnoredAny>(token).ok()?;
        let key = pool.keys.id_key(&kid, self.core.clock().now())?;
        let claims: Claims = self.user_pools.verifying_key(key).ok()?.verify(token).ok()?;
        let is_ours = claims.token_use == "id" && claims.iss == self.user_pools.issuer_of(pool);
        is_ours.then_some(Hint { sub: claims.sub, client_id: claims.aud })
    }
}
