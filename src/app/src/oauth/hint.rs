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
        claims.hint(&self.user_pools.issuer_of(pool))
    }
}

impl Claims {
    /// What they say, if they are an ID token's of this issuer. A token is not what it is by the key alone that signs it.
    fn hint(self, issuer: &str) -> Option<Hint> {
        let is_ours = self.token_use == "id" && self.iss == issuer;
        is_ours.then_some(Hint { sub: self.sub, client_id: self.aud })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(issuer: &str, token_use: &str) -> Claims {
        let claims = serde_json::json!({ "iss": issuer, "sub": "ada", "aud": "app", "token_use": token_use });
        serde_json::from_value(claims).unwrap()
    }

    #[test]
    fn only_an_id_token_of_the_pool_is_a_hint() {
        let hint = claims("https://here", "id").hint("https://here").unwrap();
        assert_eq!((hint.sub.as_str(), hint.client_id.as_str()), ("ada", "app"));
        for other in ["access", "ID", ""] {
            assert!(claims("https://here", other).hint("https://here").is_none(), "{other:?}");
        }
        assert!(claims("https://there", "id").hint("https://here").is_none());
    }
}
