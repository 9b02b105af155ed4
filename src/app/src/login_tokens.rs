//! A user pool's ID token, as a login of an identity pool: whether it is one, told in the order and by the faults that identity pools know.

use crypto::jwt;
use serde_json::{Map, Value};

use crate::{
    Answer, App,
    pools::OpenPool,
    tokens::{IdClaims, keys_of},
};

/// Why a token of a login is refused, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoLogin {
    /// No JSON Web Token, or one for another use.
    NotAToken,
    /// From another issuer than the login's key says.
    WrongIssuer,
    /// Not signed by the issuer.
    BadSignature,
    /// An access token: it is for no audience.
    NoAudience,
}

impl App {
    /// The claims of an ID token of this pool: issuer, signature and use are right; time and audience are the caller's to check.
    pub(crate) fn verify_login_token(
        &self,
        pool: &OpenPool,
        token: &str,
    ) -> Answer<Result<IdClaims, NoLogin>> {
        let Ok((kid, peeked)) = jwt::peek::<Map<String, Value>>(token) else {
            return Ok(Err(NoLogin::NotAToken));
        };
        let issuer = self.issuer_of(pool);
        if peeked.get("iss").and_then(Value::as_str) != Some(&*issuer) {
            return Ok(Err(NoLogin::WrongIssuer));
        }
        let keys = keys_of(pool)?;
        let Some(key) = [&keys.id_key, &keys.access_key].into_iter().find(|key| key.kid == kid) else {
            return Ok(Err(NoLogin::BadSignature));
        };
        let Ok(claims) = self.verifying_key(key)?.verify::<Map<String, Value>>(token) else {
            return Ok(Err(NoLogin::BadSignature));
        };
        if !claims.contains_key("aud") {
            return Ok(Err(NoLogin::NoAudience));
        }
        let claims: Option<IdClaims> = serde_json::from_value(Value::Object(claims)).ok();
        Ok(claims.filter(|claims| claims.token_use == "id").ok_or(NoLogin::NotAToken))
    }
}
