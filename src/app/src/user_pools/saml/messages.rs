//! Messages between a pool and its SAML providers: each with the pool's keys, and with what the provider's metadata say.

use std::sync::Arc;

use domain::{
    Moment,
    user_pools::identity_provider::{Details, ProviderConfig, SamlProvider},
};
use ports::federation::saml::{
    Envelope, Expected, ExpectedSignOut, NameId, Refused, SamlSignIn, SigningKey, Unsent,
};

use crate::{
    Answer, Fault, Kind,
    user_pools::{UserPools, configurations::Configurations, pools::OpenPool},
};

/// A SAML provider of a pool.
#[derive(Clone, Copy)]
pub(crate) struct Partner<'a> {
    /// The pool.
    pub(crate) pool: &'a OpenPool,
    /// The provider's name.
    pub(crate) name: &'a str,
    /// Its configuration.
    pub(crate) provider: &'a SamlProvider,
}

/// What goes with a message to a provider.
pub(crate) struct Outgoing {
    /// The id of the message.
    pub(crate) id: String,
    /// What comes back beside the answer.
    pub(crate) relay_state: String,
}

/// An answer as it was posted.
pub(crate) struct Posted {
    /// `SAMLResponse`
    pub(crate) message: String,
    /// The address it was posted to.
    pub(crate) address: String,
    /// The request that it must answer; absent where none was made.
    pub(crate) request: Option<String>,
}

/// The session of a user at a provider, as a sign-out there names it.
pub(crate) struct ForeignSession {
    /// The user's name there.
    pub(crate) name: NameId,
    /// `SessionIndex`
    pub(crate) index: Option<String>,
}

impl Partner<'_> {
    /// The pool's own entity id.
    fn audience(&self) -> String {
        format!("urn:amazon:cognito:sp:{}", self.pool.id)
    }
}

impl UserPools {
    /// The SAML provider of a name, if the pool has it.
    pub(crate) async fn saml_provider(&self, pool: &OpenPool, name: &str) -> Answer<Option<SamlProvider>> {
        let providers: Configurations<'_, ProviderConfig> = self.configurations_in(pool.clone());
        Ok(match providers.find(name).await?.map(|live| live.config.details) {
            Some(Details::Saml(provider)) => Some(provider),
            Some(_) | None => None,
        })
    }

    /// Where a browser is sent to sign in, the answer to be posted to `answer_at`.
    pub(crate) async fn saml_sign_in_url(
        &self,
        partner: Partner<'_>,
        outgoing: Outgoing,
        answer_at: String,
        moment: &Moment,
    ) -> Answer<String> {
        let peer = self.saml_peer(partner.pool, partner.name, partner.provider, moment).await?;
        let key = if partner.provider.signs_requests {
            Some(self.saml_private_key(partner.pool, moment).await?)
        } else {
            None
        };
        let (saml, issuer, now) = (Arc::clone(self.saml()), partner.audience(), moment.now.seconds());
        let write = move || {
            let envelope = envelope(&outgoing, &issuer, now, key.as_deref());
            saml.sign_in_url(&peer, &envelope, &answer_at)
        };
        self.core.cpu.run(write).await?.map_err(unsent)
    }

    /// What a provider's answer to a sign-in says, or why it is refused.
    pub(crate) async fn read_saml_sign_in(
        &self,
        partner: Partner<'_>,
        posted: Posted,
        moment: &Moment,
    ) -> Answer<Result<SamlSignIn, Refused>> {
        let Partner { pool, name, provider } = partner;
        let peer = self.saml_peer(pool, name, provider, moment).await?;
        let key = self.saml_decryption_key(pool, name, provider, moment).await?;
        let (saml, audience, now) = (Arc::clone(self.saml()), partner.audience(), moment.now.seconds());
        let read = move || {
            let expected = Expected {
                peer: &peer,
                audience: &audience,
                address: &posted.address,
                request: posted.request.as_deref(),
                decrypt: key.as_deref().map(SigningKey),
                now,
            };
            saml.read_response(&posted.message, &expected)
        };
        self.core.cpu.run(read).await
    }

    /// Where a browser is sent to end a user's session at a provider; `None` where the provider ends none.
    pub(crate) async fn saml_sign_out_url(
        &self,
        partner: Partner<'_>,
        outgoing: Outgoing,
        session: ForeignSession,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        if partner.provider.signs_out != Some(true) {
            return Ok(None);
        }
        let peer = self.saml_peer(partner.pool, partner.name, partner.provider, moment).await?;
        let Some(to) = peer.sign_out_url else { return Ok(None) };
        let key = self.saml_private_key(partner.pool, moment).await?;
        let (saml, issuer, now) = (Arc::clone(self.saml()), partner.audience(), moment.now.seconds());
        let write = move || {
            let envelope = envelope(&outgoing, &issuer, now, Some(&key));
            saml.sign_out_url(&to, &envelope, &session.name, session.index.as_deref())
        };
        self.core.cpu.run(write).await?.map(Some).map_err(unsent)
    }

    /// Whether a provider's answer to a sign-out is what it must be. `posted` names the request.
    pub(crate) async fn read_saml_sign_out(
        &self,
        partner: Partner<'_>,
        posted: Posted,
        moment: &Moment,
    ) -> Answer<Result<(), Refused>> {
        let peer = self.saml_peer(partner.pool, partner.name, partner.provider, moment).await?;
        let saml = Arc::clone(self.saml());
        let read = move || {
            let request = posted.request.as_deref().ok_or(Refused::Request)?;
            let expected = ExpectedSignOut { peer: &peer, address: &posted.address, request };
            saml.read_sign_out(&posted.message, &expected)
        };
        self.core.cpu.run(read).await
    }

    async fn saml_private_key(&self, pool: &OpenPool, moment: &Moment) -> Answer<String> {
        let made = self.saml_signing_key(pool, moment).await?;
        let forgotten = || Fault::new(Kind::InternalError, "The signing key of the pool is gone.");
        made.private.known().cloned().ok_or_else(forgotten)
    }
}

fn envelope<'a>(outgoing: &'a Outgoing, issuer: &'a str, now: i64, key: Option<&'a str>) -> Envelope<'a> {
    let Outgoing { id, relay_state } = outgoing;
    Envelope { id, now, issuer, relay_state, key: key.map(SigningKey) }
}

fn unsent(unsent: Unsent) -> Fault {
    tracing::error!(%unsent, "a message to a SAML provider is not sent");
    Fault::new(Kind::InternalError, "The message to the identity provider could not be made.")
}
