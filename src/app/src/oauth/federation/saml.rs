//! Signing in at a SAML provider. What it answers is always posted from its pages, so no cookie of ours comes with it.

use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::seal::random_bytes;
use domain::{
    Moment,
    user_pools::{
        federation::{Protocol, Reason},
        identity_provider::{Details, ProviderConfig, ProviderType, SamlProvider},
    },
    values::provider::OWN_PROVIDER,
};
use ports::federation::saml::{NameId, Refused, SamlSignIn};

use super::{
    Visitor,
    answer::Arrived,
    ended::Ended,
    faults,
    state::{SessionAtProvider, State},
};
use crate::{
    Answer,
    oauth::{
        OAuth,
        authorize::{Asked, AuthorizeRefused, Parameters},
    },
    user_pools::{
        pools::OpenPool,
        saml::{Outgoing, Partner, Posted},
    },
};

/// Where SAML providers' pages post answers.
pub const SAML_ANSWER: &str = "/saml2/idpresponse";

/// How old an answer may be that nobody asked for, in seconds.
const UNASKED_SECONDS: i64 = 360;
/// Characters of what a browser keeps: it drops a cookie of more than 4,096 bytes whole, its name and attributes among them.
const KEPT_MAX: usize = 3_800;

/// An answer as a provider's page has posted it.
#[derive(Clone, Debug, Default)]
pub struct SamlParameters {
    /// `SAMLResponse`
    pub response: String,
    /// `RelayState`
    pub relay_state: String,
}

/// What follows on an answer.
pub enum SamlArrival {
    /// The browser must show its cookie first: what it brings to [`OAuth::resume`].
    Resume(String),
    /// Nobody had asked, so there is no cookie to show.
    Unasked(Box<Arrived>),
}

impl OAuth {
    /// The address at which the browser's user signs in.
    pub(super) async fn begin_by_saml(
        &self,
        asked: &Asked,
        (provider, details): (&ProviderConfig, &SamlProvider),
        (id, relay_state): ([u8; 16], String),
        visitor: Visitor<'_>,
        moment: &Moment,
    ) -> Result<String, Ended> {
        let partner = Partner { pool: &asked.client.pool, name: &provider.name, provider: details };
        let outgoing = Outgoing { id: message_id(id), relay_state };
        let answer_at = format!("{}{SAML_ANSWER}", visitor.base_url);
        let address = self.user_pools.saml_sign_in_url(partner, outgoing, answer_at, moment).await;
        address.map_err(|fault| faults::refused_for(Reason::Unreadable, asked, fault))
    }

    /// Takes an answer that was posted from a provider's pages.
    pub async fn saml_posted(
        &self,
        pool: &OpenPool,
        visitor: Visitor<'_>,
        posted: SamlParameters,
        moment: &Moment,
    ) -> Result<SamlArrival, AuthorizeRefused> {
        let state = self.core.sealer.open::<State>(pool.id.as_str(), &posted.relay_state);
        let Ok(state) = state else { return self.saml_unasked(pool, visitor, posted, moment).await };
        let arrived = self.answered_by_saml(pool, &state, (visitor, posted.response), moment).await;
        let arrived = self.concluded(state.sign_in(pool, Protocol::Saml), arrived, moment).await?;
        Ok(SamlArrival::Resume(self.seal_arrived(pool, &arrived, moment)?))
    }

    async fn answered_by_saml(
        &self,
        pool: &OpenPool,
        state: &State,
        (visitor, response): (Visitor<'_>, String),
        moment: &Moment,
    ) -> Result<Arrived, Ended> {
        let asked = self.asked_before(pool, state).await?;
        self.check_unused(&asked, state).await?;
        let provider = self.provider_for(&asked, state).await?;
        let request = Some(message_id(state.id));
        let sign_in = self.read_saml(&asked, &provider, (visitor, response, request), moment).await?;
        self.take_saml(asked, state, provider, sign_in, moment).await
    }

    /// Takes an answer that nobody asked for, where the provider may begin. Its relay state holds the parameters of a client's request.
    async fn saml_unasked(
        &self,
        pool: &OpenPool,
        visitor: Visitor<'_>,
        posted: SamlParameters,
        moment: &Moment,
    ) -> Result<SamlArrival, AuthorizeRefused> {
        let parameters = unasked(&posted.relay_state).ok_or_else(|| {
            tracing::info!(pool = %pool.id, "an answer belongs to no open sign-in at a provider");
            AuthorizeRefused::Page
        })?;
        let asked = self.asked(pool, parameters).await?;
        let name = asked.provider.clone().ok_or(AuthorizeRefused::Page)?;
        let state = State::new(random_bytes(), &name, &asked, visitor.digest(), moment.now);
        let arrived = self.begun_by_saml(asked, &state, (visitor, posted.response), moment).await;
        let arrived = self.concluded(state.sign_in(pool, Protocol::SamlUnasked), arrived, moment).await?;
        Ok(SamlArrival::Unasked(Box::new(arrived)))
    }

    async fn begun_by_saml(
        &self,
        asked: Asked,
        state: &State,
        (visitor, response): (Visitor<'_>, String),
        moment: &Moment,
    ) -> Result<Arrived, Ended> {
        let provider = self.provider_for(&asked, state).await?;
        let may_begin = matches!(&provider.details, Details::Saml(saml) if saml.may_begin == Some(true));
        if !may_begin || !self.has_saml_alone(&asked).await? {
            return Err(Ended::by(Reason::Unasked, AuthorizeRefused::Page));
        }
        let sign_in = self.read_saml(&asked, &provider, (visitor, response, None), moment).await?;
        if sign_in.issued_at + UNASKED_SECONDS < moment.now.seconds() {
            return Err(faults::saml_told(&asked, &provider, Refused::Late));
        }
        self.take_saml(asked, state, provider, sign_in, moment).await
    }

    /// Whether a client has SAML providers and nothing else. Only such a one takes answers that nobody asked for.
    async fn has_saml_alone(&self, asked: &Asked) -> Answer<bool> {
        if asked.client.config.providers.iter().any(|name| name == OWN_PROVIDER) {
            return Ok(false);
        }
        let providers = self.user_pools.providers_of(&asked.client).await?;
        Ok(providers.iter().all(|provider| provider.details.provider_type() == ProviderType::Saml))
    }

    async fn read_saml(
        &self,
        asked: &Asked,
        provider: &ProviderConfig,
        (visitor, message, request): (Visitor<'_>, String, Option<String>),
        moment: &Moment,
    ) -> Result<SamlSignIn, Ended> {
        let Details::Saml(details) = &provider.details else {
            return Err(Ended::by(Reason::Configuration, AuthorizeRefused::Page));
        };
        let partner = Partner { pool: &asked.client.pool, name: &provider.name, provider: details };
        let address = format!("{}{SAML_ANSWER}", visitor.base_url);
        let posted = Posted { message, address, request };
        let read = self.user_pools.read_saml_sign_in(partner, posted, moment).await;
        let read = read.map_err(|fault| faults::refused_for(Reason::Unreadable, asked, fault))?;
        read.map_err(|why| faults::saml_told(asked, provider, why))
    }

    /// The user of a verified answer. The answer is good once, and so is the assertion in it, whichever answer brings it.
    async fn take_saml(
        &self,
        asked: Asked,
        state: &State,
        provider: ProviderConfig,
        sign_in: SamlSignIn,
        moment: &Moment,
    ) -> Result<Arrived, Ended> {
        let SamlSignIn { user, name, session_index, assertion_id, .. } = sign_in;
        let answers = vec![state.claimed_id(), claimed_assertion(&provider.name, &assertion_id)];
        let session = session(&provider.name, name, session_index);
        let arrived = self.take_verified(asked, state, (provider, user, answers), moment).await?;
        Ok(Arrived { at_provider: Some(session), ..arrived })
    }

    /// Seals a user's session at a provider, for the browser to keep; none where there is none, or no cookie would hold it.
    pub fn keep_session_at_provider(&self, arrived: &Arrived) -> Answer<Option<String>> {
        let Arrived { asked, at_provider: Some(session), .. } = arrived else { return Ok(None) };
        let kept = self.core.sealer.seal(asked.client.pool.id.as_str(), session)?;
        Ok(Some(kept).filter(|kept| kept.len() <= KEPT_MAX))
    }
}

/// The id of a message to a provider: an XML name.
pub(super) fn message_id(id: [u8; 16]) -> String {
    format!("_{:032x}", u128::from_be_bytes(id))
}

/// An assertion's id as it is claimed. Providers choose them, so what is claimed is a digest.
fn claimed_assertion(provider: &str, assertion_id: &str) -> String {
    STANDARD.encode(crypto::sha256(format!("{provider}\n{assertion_id}").as_bytes()))
}

fn session(provider: &str, name: NameId, index: Option<String>) -> SessionAtProvider {
    let NameId { value, format, qualifier, sp_qualifier } = name;
    SessionAtProvider { provider: provider.to_owned(), name: value, format, qualifier, sp_qualifier, index }
}

/// The client's request that the relay state of an answer holds which nobody asked for.
fn unasked(relay_state: &str) -> Option<Parameters> {
    let mut parameters = Parameters::default();
    for (name, value) in form_urlencoded::parse(relay_state.as_bytes()) {
        let parameter = match &*name {
            "identity_provider" => &mut parameters.identity_provider,
            "client_id" => &mut parameters.client_id,
            "redirect_uri" => &mut parameters.redirect_uri,
            "response_type" => &mut parameters.response_type,
            "scope" => &mut parameters.scope,
            _ => continue,
        };
        *parameter = Some(value.into_owned()).filter(|value| !value.is_empty());
    }
    let is_request = parameters.client_id.is_some() && parameters.identity_provider.is_some();
    is_request.then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_state_with_a_clients_request_is_one_that_nobody_asked_for() {
        let state = "identity_provider=Okta&client_id=1&redirect_uri=https%3A%2F%2Fa.example%2Fcb&response_type=code&scope=openid+email";
        let parameters = unasked(state).unwrap();
        assert_eq!(parameters.redirect_uri.as_deref(), Some("https://a.example/cb"));
        assert_eq!(parameters.scope.as_deref(), Some("openid email"));
        for none in ["", "x", "client_id=1", "identity_provider=Okta", "client_id=&identity_provider=Okta"] {
            assert!(unasked(none).is_none(), "{none}");
        }
    }

    #[test]
    fn an_id_of_a_message_is_a_name_of_xml() {
        assert_eq!(message_id([0xab; 16]), "_abababababababababababababababab");
        assert_eq!(message_id([0; 16]).len(), 33);
    }

    #[test]
    fn assertions_of_two_providers_are_two() {
        assert_ne!(claimed_assertion("a", "_1"), claimed_assertion("b", "_1"));
        assert_ne!(claimed_assertion("a", "_1"), claimed_assertion("a", "_2"));
        assert_eq!(claimed_assertion("a", &"_".repeat(50_000)).len(), 44);
    }
}
