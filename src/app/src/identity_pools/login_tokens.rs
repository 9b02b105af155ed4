//! A user pool's ID token as a login of an identity pool, checked in the order and with the errors of identity pools.

use crypto::jwt;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Answer, identity_pools::IdentityPools, user_pools::pools::OpenPool};

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

/// The only claim that is looked at before the signature is verified.
#[derive(Deserialize)]
struct Unverified {
    #[serde(default)]
    iss: Value,
}

/// What an ID token with a good signature says.
#[derive(Clone, Debug)]
pub(crate) struct IdClaims {
    /// The user.
    pub(crate) sub: String,
    /// The client it was issued to.
    pub(crate) aud: String,
    /// The sign-in it comes from; empty where the client does not let tokens be revoked.
    pub(crate) origin_jti: String,
    /// The sign-in, where `origin_jti` is empty.
    pub(crate) event_id: String,
    /// Seconds since the epoch.
    pub(crate) exp: i64,
    /// Every claim, these among them.
    pub(crate) all: Map<String, Value>,
}

impl TryFrom<Map<String, Value>> for IdClaims {
    type Error = NoLogin;

    fn try_from(all: Map<String, Value>) -> Result<Self, NoLogin> {
        let text = |name: &str| all.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        if !all.contains_key("aud") {
            return Err(NoLogin::NoAudience);
        }
        if text("token_use").as_deref() != Some("id") {
            return Err(NoLogin::NotAToken);
        }
        Ok(Self {
            sub: text("sub").ok_or(NoLogin::NotAToken)?,
            aud: text("aud").ok_or(NoLogin::NotAToken)?,
            origin_jti: text("origin_jti").unwrap_or_default(),
            event_id: text("event_id").unwrap_or_default(),
            exp: all.get("exp").and_then(Value::as_i64).ok_or(NoLogin::NotAToken)?,
            all,
        })
    }
}

impl IdentityPools {
    /// The claims of an ID token of this pool. Issuer, signature and use are verified; the caller checks time and audience.
    pub(crate) fn verify_login_token(
        &self,
        pool: &OpenPool,
        token: &str,
    ) -> Answer<Result<IdClaims, NoLogin>> {
        let Ok((kid, unverified)) = jwt::peek::<Unverified>(token) else {
            return Ok(Err(NoLogin::NotAToken));
        };
        if unverified.iss.as_str() != Some(&*self.user_pools.issuer_of(pool)) {
            return Ok(Err(NoLogin::WrongIssuer));
        }
        let now = self.core.clock().now();
        let Some(key) = pool.keys.id_key(&kid, now).or_else(|| pool.keys.access_key(&kid, now)) else {
            return Ok(Err(NoLogin::BadSignature));
        };
        let claims = self.user_pools.verifying_key(key)?.verify::<Map<String, Value>>(token);
        Ok(claims.map_err(|_| NoLogin::BadSignature).and_then(IdClaims::try_from))
    }
}
