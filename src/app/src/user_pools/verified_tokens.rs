//! ID and access tokens that callers bring, verified.

use std::sync::Arc;

use crypto::jwt::{self, VerifyingKey};
use domain::user_pools::user_pool::SigningKey;
use serde::Deserialize;

use crate::{
    Answer, Fault, Kind,
    user_pools::{UserPools, pools::OpenPool, tokens::jwk},
};

/// The claims of an access token that the service reads.
#[derive(Clone, Debug, Deserialize)]
pub struct AccessClaims {
    /// The user.
    pub sub: String,
    /// The issuer.
    pub iss: String,
    /// The client it was issued to.
    pub client_id: String,
    /// The sign-in it comes from; empty where the client does not let tokens be revoked.
    #[serde(default)]
    pub origin_jti: String,
    /// The sign-in, where `origin_jti` is empty.
    #[serde(default)]
    pub event_id: String,
    /// `access`
    pub token_use: String,
    /// Separated by spaces.
    #[serde(default)]
    pub scope: String,
    /// Seconds since the epoch.
    pub exp: i64,
}

impl AccessClaims {
    /// The sign-in it comes from.
    pub(crate) fn sign_in(&self) -> &str {
        if self.origin_jti.is_empty() { &self.event_id } else { &self.origin_jti }
    }
}

impl UserPools {
    pub(crate) fn verifying_key(&self, key: &SigningKey) -> Answer<Arc<VerifyingKey>> {
        let unusable = |_| Fault::new(Kind::InternalError, "The pool's public key cannot be used.");
        self.core.keys.verifying.get(&key.kid, || VerifyingKey::new(&jwk(key))).map_err(unusable)
    }

    /// The pool and claims of an access token: signature, issuer, use and time are verified, with AWS's errors in AWS's order.
    pub(crate) async fn verify_access_token(&self, token: &str) -> Answer<(OpenPool, AccessClaims)> {
        let invalid = || Fault::not_authorized("Invalid Access Token");
        let (kid, peeked): (String, AccessClaims) = jwt::peek(token).map_err(|_| invalid())?;
        if peeked.token_use != "access" {
            return Err(invalid());
        }
        let pool_id = peeked.iss.rsplit('/').next().unwrap_or_default();
        let pool = self.pool(pool_id).await.map_err(|fault| match fault.kind {
            Kind::InternalError => fault,
            _ => invalid(),
        })?;
        let now = self.core.clock().now();
        let unverified = || Fault::not_authorized("Could not verify signature for Access Token");
        let key = pool.keys.access_key(&kid, now).ok_or_else(unverified)?;
        let claims: AccessClaims = self.verifying_key(key)?.verify(token).map_err(|_| unverified())?;
        if claims.iss != self.issuer_of(&pool) {
            return Err(invalid());
        }
        if now.seconds() >= claims.exp {
            return Err(Fault::not_authorized("Access Token has expired"));
        }
        Ok((pool, claims))
    }
}
