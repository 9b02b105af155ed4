//! `id_token_hint`: the user whom a client means. No other user is signed in for the request.

use super::{AuthorizeRefused, OAuth, checks::Told};
use crate::user_pools::pools::OpenPool;

impl OAuth {
    /// The `sub` of the user whom an ID token of the pool names. It may be another client's.
    pub(super) fn hinted(
        &self,
        told: &Told<'_>,
        pool: &OpenPool,
        hint: Option<&str>,
    ) -> Result<Option<String>, AuthorizeRefused> {
        let Some(hint) = hint else { return Ok(None) };
        let hint = self.hint(pool, hint)?;
        let hint = hint.ok_or_else(|| told.invalid("id_token_hint must be an ID token of the user pool"))?;
        Ok(Some(hint.sub))
    }
}
