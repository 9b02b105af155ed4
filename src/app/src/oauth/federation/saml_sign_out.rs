//! Signing out at a SAML provider: the browser goes there with a request, comes back with an answer, and goes on to where it was to go.

use crypto::seal::random_bytes;
use domain::{Moment, Timestamp};
use ports::federation::saml::NameId;
use serde::{Deserialize, Serialize};

use super::{
    saml::{SamlParameters, message_id},
    state::SessionAtProvider,
};
use crate::{
    Answer,
    kernel::sealer::{Form, Token},
    oauth::{OAuth, authorize::AuthorizeRefused},
    user_pools::{
        pools::OpenPool,
        saml::{ForeignSession, Outgoing, Partner, Posted},
    },
};

/// Where SAML providers' pages post answers to sign-outs.
pub const SAML_SIGN_OUT: &str = "/saml2/logout";

/// How long a sign-out at a provider may take.
const SIGN_OUT_SECONDS: i64 = 300;

/// What a sign-out at a provider goes on with.
#[derive(Serialize, Deserialize)]
struct SigningOut {
    id: [u8; 16],
    provider: String,
    /// Where the browser goes in the end.
    to: String,
    ends_at: Timestamp,
}

impl Token for SigningOut {
    const KEY: &'static str = "federation";
    const PURPOSE: &'static str = "sign-out at a provider";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.ends_at)
    }
}

impl OAuth {
    /// Where a browser that has signed out goes to end its user's session at the provider, and in the end to `to`. None where the provider
    /// ends no sessions, or the browser keeps none.
    pub async fn sign_out_at_provider(
        &self,
        pool: &OpenPool,
        kept: &str,
        to: &str,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        let opened = self.core.sealer.open::<SessionAtProvider>(pool.id.as_str(), kept);
        let Ok(SessionAtProvider { provider, name, format, qualifier, sp_qualifier, index }) = opened else {
            return Ok(None);
        };
        let Some(details) = self.user_pools.saml_provider(pool, &provider).await? else { return Ok(None) };
        let (id, ends_at) = (random_bytes(), moment.now.plus_seconds(SIGN_OUT_SECONDS));
        let signing_out = SigningOut { id, provider: provider.clone(), to: to.to_owned(), ends_at };
        let relay_state = self.core.sealer.seal(pool.id.as_str(), &signing_out)?;
        let partner = Partner { pool, name: &provider, provider: &details };
        let outgoing = Outgoing { id: message_id(id), relay_state };
        let name = NameId { value: name, format, qualifier, sp_qualifier };
        self.user_pools.saml_sign_out_url(partner, outgoing, ForeignSession { name, index }, moment).await
    }

    /// Where a browser goes whose user's session at a provider has ended.
    pub async fn signed_out_at_provider(
        &self,
        pool: &OpenPool,
        base_url: &str,
        posted: SamlParameters,
        moment: &Moment,
    ) -> Result<String, AuthorizeRefused> {
        let opened = self.core.sealer.open::<SigningOut>(pool.id.as_str(), &posted.relay_state);
        let SigningOut { id, provider, to, .. } = opened.map_err(|_| AuthorizeRefused::Page)?;
        let details = self.user_pools.saml_provider(pool, &provider).await?;
        let details = details.ok_or(AuthorizeRefused::Page)?;
        let partner = Partner { pool, name: &provider, provider: &details };
        let address = format!("{base_url}{SAML_SIGN_OUT}");
        let posted = Posted { message: posted.response, address, request: Some(message_id(id)) };
        match self.user_pools.read_saml_sign_out(partner, posted, moment).await? {
            Ok(()) => Ok(to),
            Err(why) => {
                tracing::warn!(pool = %pool.id, provider, %why, "a sign-out at a provider fails");
                Err(AuthorizeRefused::Page)
            }
        }
    }
}
