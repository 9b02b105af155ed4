//! `id_token_hint`: the user whom a client means. No other user is signed in for the request.

use crypto::jwt;
use serde::Deserialize;

use super::{AuthorizeRefused, OAuth, checks::Told};
use crate::{Answer, user_pools::pools::OpenPool};

/// What is read of the token.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    token_use: String,
}

impl OAuth {
    /// The `sub` of the user whom an ID token of the pool names. The token may have ended, and may be another client's.
    pub(super) fn hinted(
        &self,
        told: &Told<'_>,
        pool: &OpenPool,
        hint: Option<&str>,
    ) -> Result<Option<String>, AuthorizeRefused> {
        let Some(hint) = hint else { return Ok(None) };
        let sub = self.sub_of(pool, hint)?;
        let sub = sub.ok_or_else(|| told.invalid("id_token_hint must be an ID token of the user pool"))?;
        Ok(Some(sub))
    }

    fn sub_of(&self, pool: &OpenPool, token: &str) -> Answer<Option<String>> {
        let Ok((kid, _)) = jwt::peek::<Claims>(token) else { return Ok(None) };
        let Some(key) = pool.keys.id_key(&kid, self.core.clock().now()) else { return Ok(None) };
        let Ok(claims) = self.user_pools.verifying_key(key)?.verify::<Claims>(token) else { return Ok(None) };
        let is_ours = claims.token_use == "id" && claims.iss == self.user_pools.issuer_of(pool);
        Ok(is_ours.then_some(claims.sub))
    }
}
