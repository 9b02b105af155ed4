//! Signing in at another provider: a browser is sent there with a state, comes back with an answer, and goes on to the client with a code.
//!
//! The state is sealed and needs no row. It holds the client's request, names the provider, ends after five minutes, is bound to a cookie of
//! the browser, and is good once: its id is claimed together with what the answer brings. An answer that is posted from the provider's pages
//! comes without the cookie; it is taken, and the browser is sent to an address of ours to show the cookie before any session opens.
//!
//! What a provider's protocol can prove is verified by an adapter of `ports::federation`; what becomes of the user is `user_pools::federation`.

mod answer;
mod ended;
mod faults;
mod provider;
mod saml;
mod saml_sign_out;
mod state;

pub use answer::{Arrived, CodeParameters};
pub use saml::{SAML_ANSWER, SamlArrival, SamlParameters};
pub use saml_sign_out::SAML_SIGN_OUT;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::seal::{Mac, random_bytes};
use domain::{
    Moment,
    user_pools::{
        federation::{Protocol, Reason},
        identity_provider::{Details, ProviderConfig},
    },
};
use ports::federation::{CodeProviders, CodeRequest};

use super::{
    OAuth,
    authorize::{Asked, AuthorizeRefused},
};
use crate::{
    Answer, Fault,
    user_pools::{identity_providers::Called, pools::OpenPool},
};
use ended::Ended;
use state::State;

/// Where providers that answer with a code send browsers.
pub const CODE_ANSWER: &str = "/oauth2/idpresponse";
/// Characters of a state at the most: it travels in addresses.
const STATE_MAX: usize = 7_000;

/// A browser at a domain of a pool.
#[derive(Clone, Copy)]
pub struct Visitor<'a> {
    /// The domain's address, without a slash at the end.
    pub base_url: &'a str,
    /// What a cookie of the browser holds, that no other browser has.
    pub cookie: &'a str,
}

impl Visitor<'_> {
    fn digest(self) -> [u8; 32] {
        crypto::sha256(self.cookie.as_bytes())
    }
}

/// What is sent to a provider and comes back in its ID token, or is shown to its token endpoint. Derived, so that the state need not hold it.
struct Proofs {
    nonce: String,
    verifier: String,
}

impl OAuth {
    /// The address at which the browser's user signs in at a provider, for a client's request.
    pub async fn begin_at_provider(
        &self,
        asked: &Asked,
        name: &str,
        visitor: Visitor<'_>,
        moment: &Moment,
    ) -> Result<String, AuthorizeRefused> {
        let provider = self.user_pools.provider_of(&asked.client, Called::Name(name)).await?;
        let provider = provider.ok_or_else(|| invalid(asked, faults::NO_PROVIDER))?;
        let id = random_bytes();
        let state = State::new(id, &provider.name, asked, visitor.digest(), self.core.clock().now());
        let sealed = self.core.sealer.seal(asked.client.pool.id.as_str(), &state)?;
        if sealed.len() > STATE_MAX {
            return Err(invalid(asked, "The request is too long for a sign-in at an identity provider."));
        }
        let (protocol, begun) = match &provider.details {
            Details::Saml(details) => {
                let of = (&provider, details);
                (Protocol::Saml, self.begin_by_saml(asked, of, (id, sealed), visitor, moment).await)
            }
            Details::Facebook(_)
            | Details::Google(_)
            | Details::Amazon(_)
            | Details::Apple(_)
            | Details::Oidc(_) => {
                (Protocol::Code, self.begin_by_code(asked, &provider, (id, sealed), visitor).await)
            }
        };
        self.concluded(state.sign_in(&asked.client.pool, protocol), begun, moment).await
    }

    async fn begin_by_code(
        &self,
        asked: &Asked,
        provider: &ProviderConfig,
        (id, state): ([u8; 16], String),
        visitor: Visitor<'_>,
    ) -> Result<String, Ended> {
        let Proofs { nonce, verifier } = self.proofs(&asked.client.pool, id);
        // No other provider takes one, as at AWS.
        let takes_hint = matches!(provider.details, Details::Oidc(_));
        let request = CodeRequest {
            state,
            nonce,
            verifier,
            redirect_uri: format!("{}{CODE_ANSWER}", visitor.base_url),
            prompt: asked.request.prompt.clone().filter(|prompt| prompt != "none"),
            max_age_seconds: asked.max_age_seconds,
            login_hint: asked.login_hint.clone().filter(|_| takes_hint),
        };
        let known = provider::by_code(provider).ok_or_else(|| unusable(asked))?;
        let begun = self.code_providers()?.begin(&known, &request).await;
        begun.map_err(|fault| faults::told(asked, provider, &fault))
    }

    /// The client's request of a sign-in that was begun. The client may have changed since.
    async fn asked_before(&self, pool: &OpenPool, state: &State) -> Result<Asked, Ended> {
        self.asked(pool, state.request.clone()).await.map_err(|told| match told {
            AuthorizeRefused::Fault(fault) => fault.into(),
            told => Ended::by(Reason::ClientChanged, told),
        })
    }

    /// The provider of a sign-in that was begun. The client may have lost it since.
    async fn provider_for(&self, asked: &Asked, state: &State) -> Result<ProviderConfig, Ended> {
        let found = self.user_pools.provider_of(&asked.client, Called::Name(&state.provider)).await?;
        found.ok_or_else(|| Ended::by(Reason::ClientChanged, invalid(asked, faults::NO_PROVIDER)))
    }

    fn proofs(&self, pool: &OpenPool, id: [u8; 16]) -> Proofs {
        let mac = Mac::new(&self.core.derived("sign-in at a provider", pool.id.as_str()));
        let text = |purpose: &[u8]| URL_SAFE_NO_PAD.encode(mac.of(&[purpose, &id]));
        Proofs { nonce: text(b"nonce"), verifier: text(b"verifier") }
    }

    fn code_providers(&self) -> Answer<&dyn CodeProviders> {
        self.code_providers.as_deref().ok_or_else(|| Fault::not_implemented("Signing in at another provider"))
    }
}

fn invalid(asked: &Asked, description: &str) -> AuthorizeRefused {
    AuthorizeRefused::Redirect(asked.refuse("invalid_request", description))
}

/// The provider's secret is forgotten, or it does not answer with codes.
fn unusable(asked: &Asked) -> Ended {
    Ended::by(Reason::Configuration, invalid(asked, faults::NO_PROVIDER))
}
