//! Refresh tokens: what they carry, sealed.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Fault,
    kernel::sealer::{Form, Token},
    user_pools::{UserPools, clients::OpenClient, tokens::Origin},
};

/// What a refresh token carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct RefreshClaims {
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) origin_jti: String,
    /// Its number among those of the session; tokens of before they rotated have none.
    #[serde(default)]
    pub(crate) number: u64,
}

impl Token for RefreshClaims {
    const KEY: &'static str = "refresh token";
    const PURPOSE: &'static str = "refresh token";
    const FORM: Form = Form::Jwe;

    /// The session that it belongs to decides when it ends.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

impl UserPools {
    pub(super) fn seal_refresh(
        &self,
        client: &OpenClient,
        origin: &Origin<'_>,
        number: u64,
    ) -> Answer<String> {
        let claims = RefreshClaims {
            sub: origin.sub.to_owned(),
            client_id: client.id.clone(),
            origin_jti: origin.jti.to_owned(),
            number,
        };
        self.core.sealer.seal(client.pool.id.as_str(), &claims)
    }

    /// What a refresh token carries, if it is of this client.
    pub(crate) fn open_refresh(&self, client: &OpenClient, token: &str) -> Answer<RefreshClaims> {
        let opened = self.core.sealer.open::<RefreshClaims>(client.pool.id.as_str(), token);
        let claims = opened.map_err(|_| Fault::not_authorized("Invalid Refresh Token"))?;
        if claims.client_id != client.id {
            return Err(Fault::not_authorized("Refresh Token has different Client"));
        }
        Ok(claims)
    }

    /// Whether it is a refresh token that another client of the pool was given.
    pub(crate) fn is_refresh_token_of_another(&self, client: &OpenClient, token: &str) -> bool {
        let opened = self.core.sealer.open::<RefreshClaims>(client.pool.id.as_str(), token);
        opened.is_ok_and(|claims| claims.client_id != client.id)
    }
}
