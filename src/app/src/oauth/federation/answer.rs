//! What follows on a provider's answer.

use std::sync::Arc;

use domain::{
    Moment,
    user_pools::{
        federation::{Protocol, Reason},
        identity_provider::{ProviderConfig, ProviderType},
    },
};
use ports::federation::{CodeAnswer, ForeignUser};

use super::{
    Proofs, Visitor,
    ended::Ended,
    faults, invalid, provider,
    state::{Resumed, SessionAtProvider, State},
    unusable,
};
use crate::{
    Answer,
    kernel::whole::to_its_end,
    oauth::{
        OAuth,
        authorize::{Asked, AuthorizeRefused},
    },
    user_pools::{
        federation::{NotTaken, Said, answer_used},
        pools::OpenPool,
        sign_in::{PageSession, Vouched},
    },
};

/// A browser follows a redirect at once.
const RESUMED_SECONDS: i64 = 60;

/// The parameters of an answer with a code, as they came; one that is empty counts as absent.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "they are the parameters of the protocol, by their names")]
pub struct CodeParameters {
    pub state: Option<String>,
    pub code: Option<String>,
    pub iss: Option<String>,
    /// What Apple says of the user, once.
    pub user: Option<String>,
    pub error: Option<String>,
    pub error_description: Option<String>,
}

/// A user who has come back from a provider, and for whom it has vouched.
pub struct Arrived {
    /// The client's request.
    pub asked: Asked,
    pub(super) vouched: Vouched,
    pub(super) browser: [u8; 32],
    /// The user's session at the provider, where it can be ended from here.
    pub(super) at_provider: Option<SessionAtProvider>,
}

impl OAuth {
    /// Takes an answer with a code that a browser has brought itself, with its cookie.
    pub async fn code_brought(
        &self,
        pool: &OpenPool,
        visitor: Visitor<'_>,
        answer: CodeParameters,
        moment: &Moment,
    ) -> Result<Arrived, AuthorizeRefused> {
        let state = self.state(pool, answer.state.as_deref())?;
        let arrived = if state.browser == visitor.digest() {
            self.take_code(pool, &state, visitor, answer, moment).await
        } else {
            Err(Ended::by(Reason::OtherBrowser, AuthorizeRefused::Page))
        };
        self.concluded(state.sign_in(pool, Protocol::Code), arrived, moment).await
    }

    /// Takes an answer with a code that was posted from a provider's pages, without a cookie. No session may open before the browser has shown
    /// it, see [`OAuth::resume`].
    pub async fn code_posted(
        &self,
        pool: &OpenPool,
        base_url: &str,
        answer: CodeParameters,
        moment: &Moment,
    ) -> Result<String, AuthorizeRefused> {
        let state = self.state(pool, answer.state.as_deref())?;
        let visitor = Visitor { base_url, cookie: "" };
        let arrived = self.take_code(pool, &state, visitor, answer, moment).await;
        let arrived = self.concluded(state.sign_in(pool, Protocol::Code), arrived, moment).await?;
        Ok(self.seal_arrived(pool, &arrived, moment)?)
    }

    /// The user of a posted answer, whose browser now shows its cookie.
    pub async fn resume(
        &self,
        pool: &OpenPool,
        visitor: Visitor<'_>,
        text: &str,
        moment: &Moment,
    ) -> Result<Arrived, AuthorizeRefused> {
        let opened = self.core.sealer.open::<Resumed>(pool.id.as_str(), text);
        let resumed = opened.map_err(|_| AuthorizeRefused::Page)?;
        if resumed.browser != visitor.digest() {
            let other = Err(Ended::by(Reason::OtherBrowser, AuthorizeRefused::Page));
            return self.concluded(resumed.sign_in(pool), other, moment).await;
        }
        let asked = self.asked(pool, resumed.request).await?;
        Ok(Arrived {
            asked,
            vouched: resumed.vouched,
            browser: resumed.browser,
            at_provider: resumed.at_provider,
        })
    }

    /// Opens the session of a user who has come back.
    pub async fn admit(&self, arrived: &Arrived, moment: &Moment) -> Result<PageSession, AuthorizeRefused> {
        let Arrived { asked, vouched, .. } = arrived;
        let (client, authorization) = (&asked.client, &asked.authorization);
        let opened = self.user_pools.open_vouched(client, vouched, authorization, moment).await;
        opened.map_err(|fault| faults::refused(asked, fault))
    }

    /// The state that an answer comes with. Without one there is no client to tell anything, and no provider to record it about.
    fn state(&self, pool: &OpenPool, text: Option<&str>) -> Result<State, AuthorizeRefused> {
        let opened = text.map(|text| self.core.sealer.open(pool.id.as_str(), text));
        opened.and_then(Result::ok).ok_or_else(|| {
            tracing::info!(pool = %pool.id, "an answer belongs to no open sign-in at a provider");
            AuthorizeRefused::Page
        })
    }

    async fn take_code(
        &self,
        pool: &OpenPool,
        state: &State,
        visitor: Visitor<'_>,
        answer: CodeParameters,
        moment: &Moment,
    ) -> Result<Arrived, Ended> {
        let asked = self.asked_before(pool, state).await?;
        self.check_unused(&asked, state).await?;
        if let Some(error) = &answer.error {
            return Err(faults::passed_on(&asked, error, answer.error_description.as_deref()));
        }
        let no_code = || Ended::by(Reason::NoCode, invalid(&asked, "The answer has no code."));
        let code = answer.code.ok_or_else(no_code)?;
        let provider = self.provider_for(&asked, state).await?;
        let Proofs { nonce, verifier } = self.proofs(pool, state.id);
        let brought = CodeAnswer {
            code,
            issuer: answer.iss,
            user: answer.user,
            nonce,
            verifier,
            redirect_uri: format!("{}{}", visitor.base_url, super::CODE_ANSWER),
            max_age_seconds: asked.max_age_seconds,
            now_seconds: self.core.clock().now().seconds(),
        };
        let known = provider::by_code(&provider).ok_or_else(|| unusable(&asked))?;
        let user = self.code_providers()?.user(&known, &brought).await;
        let user = user.map_err(|fault| faults::told(&asked, &provider, &fault))?;
        let answers = vec![state.claimed_id()];
        self.take_verified(asked, state, (provider, user, answers), moment).await
    }

    /// Refuses a second answer to a sign-in.
    pub(super) async fn check_unused(&self, asked: &Asked, state: &State) -> Result<(), Ended> {
        let is_used = self.user_pools.is_answer_used(&asked.client.pool, &state.claimed_id()).await?;
        let used = || faults::refused_for(Reason::UsedBefore, asked, answer_used());
        if is_used { Err(used()) } else { Ok(()) }
    }

    /// Takes what a provider has said, once all of it was verified. `answers` are the ids that make the answer one of its own.
    pub(super) async fn take_verified(
        &self,
        asked: Asked,
        state: &State,
        (provider, user, answers): (ProviderConfig, ForeignUser, Vec<String>),
        moment: &Moment,
    ) -> Result<Arrived, Ended> {
        let is_saml = provider.details.provider_type() == ProviderType::Saml;
        let (user_pools, moment) = (Arc::clone(&self.user_pools), moment.clone());
        let (client, authorization, id) = (asked.client.clone(), asked.authorization.clone(), state.id);
        let taken = to_its_end(async move {
            let said = Said { provider: &provider, user, answers };
            let known = match user_pools.take_answer(&client, said, &moment).await {
                Ok(known) => known,
                Err(not_taken) => return Ok(Err(not_taken)),
            };
            user_pools.vouch(&client, (&provider.name, &known), (id, &authorization), &moment).await.map(Ok)
        });
        match taken.await.unwrap_or_else(|fault| Err(fault.into())) {
            Ok(vouched) => Ok(Arrived { asked, vouched, browser: state.browser, at_provider: None }),
            Err(NotTaken::Refused(Reason::Function, fault)) if is_saml => {
                Err(Ended::by(Reason::Function, faults::saml(&asked, &fault.message)))
            }
            Err(NotTaken::Refused(reason, fault)) => Err(faults::refused_for(reason, &asked, fault)),
            Err(NotTaken::Told(fault)) => Err(faults::refused(&asked, fault).into()),
        }
    }

    /// Seals a user who has come back by a posted answer, for the way to the browser's cookie.
    pub(super) fn seal_arrived(&self, pool: &OpenPool, arrived: &Arrived, moment: &Moment) -> Answer<String> {
        let Arrived { asked, vouched, browser, at_provider } = arrived;
        let (vouched, request) = (vouched.clone(), asked.request.clone());
        let resumed = Resumed {
            ends_at: moment.now.plus_seconds(RESUMED_SECONDS),
            vouched,
            request,
            browser: *browser,
            at_provider: at_provider.clone(),
        };
        self.core.sealer.seal(pool.id.as_str(), &resumed)
    }
}
