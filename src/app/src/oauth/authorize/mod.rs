//! The authorize request: what a client asks the pages for. What is wrong with the client or its address is told on a page, everything else
//! to the client.

mod checks;

pub(super) use checks::ECHOED_MAX;
use checks::Told;
use crypto::seal::Mac;
use domain::{user_pools::client::rules::is_standard, values::provider::OWN_PROVIDER};
use serde::{Deserialize, Serialize};

use super::OAuth;
use crate::{
    Fault, Kind,
    user_pools::{clients::OpenClient, identity_providers::Called, pools::OpenPool, sign_in::Authorization},
};

/// A redirect to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// A callback address of the client.
    pub to: String,
    /// What is told there, in this order.
    pub parameters: Vec<(&'static str, String)>,
    /// Whether it is told in the fragment, which no server sees.
    pub is_fragment: bool,
}

/// Why a request is refused.
#[derive(Clone, Debug)]
pub enum AuthorizeRefused {
    /// The address to send the browser to is not the client's: `redirect_mismatch`.
    Mismatch,
    /// There is no client to tell: `invalid_request`.
    Page,
    /// The client is told.
    Redirect(Redirect),
    /// The service fails.
    Fault(Fault),
}

impl From<Fault> for AuthorizeRefused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The parameters of a request, as they came; one that is empty counts as absent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "they are the parameters of the protocol, by their names")]
pub struct Parameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_uri: Option<String>,
}

/// What the client gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// `code`
    Code,
    /// `token`
    Token,
}

/// Whether the user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Where no session of the browser is good.
    IfNeeded,
    /// `none`: in no case.
    Never,
    /// `login`: in any case.
    Login,
    /// `select_account`: whether to go on as the user who is known.
    SelectAccount,
}

/// A valid request.
#[derive(Clone)]
pub struct Asked {
    /// The client.
    pub client: OpenClient,
    /// Where the browser is sent in the end.
    pub redirect_uri: String,
    /// What the client gets.
    pub response_type: ResponseType,
    /// Whether the user is asked.
    pub prompt: Prompt,
    /// So many seconds ago at most the user has signed in.
    pub max_age_seconds: Option<i64>,
    /// A name of the user, which the client knows.
    pub login_hint: Option<String>,
    /// What the tokens are for, with the digest of this request.
    pub authorization: Authorization,
    /// The `sub` of the only user whom the client means, where it means one.
    pub(super) meant: Option<String>,
    /// The identity provider at which the user signs in; absent where the pages ask.
    pub provider: Option<String>,
    /// The request itself.
    pub(super) request: Parameters,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<String>,
}

impl Asked {
    /// Back to the client, with nothing but its own `state`.
    pub fn back(&self) -> Redirect {
        let parameters = self.state.clone().map(|state| ("state", state)).into_iter().collect();
        Redirect { to: self.redirect_uri.clone(), parameters, is_fragment: false }
    }

    /// Whether a user is the one whom the client means, or it means none.
    pub(super) fn may_be(&self, sub: &str) -> bool {
        self.meant.as_ref().is_none_or(|meant| meant == sub)
    }

    /// A refusal that the client is told.
    pub fn refuse(&self, error: &str, description: &str) -> Redirect {
        let is_fragment = self.response_type == ResponseType::Token;
        Told { to: &self.redirect_uri, state: self.state.as_ref(), is_fragment }.redirect(error, description)
    }
}

impl OAuth {
    /// Checks a request to the pages of a pool.
    pub async fn asked(&self, pool: &OpenPool, parameters: Parameters) -> Result<Asked, AuthorizeRefused> {
        let client_id = parameters.client_id.as_deref().ok_or(AuthorizeRefused::Page)?;
        let client = self.client_of_pages(pool, client_id).await?;
        let redirect_uri = parameters.redirect_uri.clone().ok_or(AuthorizeRefused::Mismatch)?;
        if !client.config.redirects.callbacks.contains(&redirect_uri) {
            return Err(AuthorizeRefused::Mismatch);
        }
        let is_fragment = parameters.response_type.as_deref() == Some("token");
        let told = Told { to: &redirect_uri, state: parameters.state.as_ref(), is_fragment };
        checks::form(&told, &parameters)?;
        let response_type = checks::response_type(&told, &client, parameters.response_type.as_deref())?;
        let challenge = checks::challenge(&told, &parameters)?;
        let (prompt, max_age_seconds) =
            (checks::prompt(&told, &parameters)?, checks::max_age(&told, &parameters)?);
        let provider = self.provider(&told, &client, &parameters).await?;
        let scopes = self.scopes(&told, &client, parameters.scope.as_deref()).await?;
        let audience = checks::audience(&told, parameters.resource.as_deref())?;
        let meant = self.meant(&told, pool, parameters.id_token_hint.as_deref())?;
        let Parameters { state, nonce, login_hint, .. } = parameters.clone();
        let mut asked = Asked {
            client,
            redirect_uri,
            response_type,
            prompt,
            max_age_seconds,
            login_hint,
            authorization: Authorization { digest: [0; 32], scopes, audience },
            meant,
            provider,
            request: parameters,
            state,
            nonce,
            challenge,
        };
        asked.authorization.digest = self.digest(&asked);
        Ok(asked)
    }

    /// A client that sends its users to the pages of the pool.
    pub async fn client_of_pages(
        &self,
        pool: &OpenPool,
        client_id: &str,
    ) -> Result<OpenClient, AuthorizeRefused> {
        match self.user_pools.client_in(pool.clone(), client_id).await {
            Ok(client) => Ok(client),
            Err(fault) if fault.kind == Kind::ResourceNotFound => Err(AuthorizeRefused::Page),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The identity provider that a request names, or the only one that the client has. None where users choose, or sign in with the pool.
    async fn provider(
        &self,
        told: &Told<'_>,
        client: &OpenClient,
        parameters: &Parameters,
    ) -> Result<Option<String>, AuthorizeRefused> {
        let providers = &client.config.providers;
        let has_own_users = providers.is_empty() || providers.iter().any(|name| name == OWN_PROVIDER);
        let called = match (&parameters.identity_provider, &parameters.idp_identifier) {
            (Some(name), _) if name == OWN_PROVIDER && has_own_users => return Ok(None),
            (Some(name), _) => Called::Name(name),
            (None, Some(identifier)) => Called::Identifier(identifier),
            (None, None) => match &providers[..] {
                [only] if !has_own_users => Called::Name(only),
                _ => return Ok(None),
            },
        };
        let found = self.user_pools.provider_of(client, called).await?;
        let missing = || told.invalid("The identity provider is not available to the client.");
        found.map(|provider| Some(provider.name)).ok_or_else(missing)
    }

    async fn scopes(
        &self,
        told: &Told<'_>,
        client: &OpenClient,
        given: Option<&str>,
    ) -> Result<Vec<String>, AuthorizeRefused> {
        let wanted: Vec<String> = given.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        let oauth = &client.config.oauth;
        let named = if wanted.is_empty() { &oauth.scopes } else { &wanted };
        let mut known = self.user_pools.defined_scopes(&client.pool, named).await?;
        known.extend(named.iter().filter(|scope| is_standard(scope)).cloned());
        // The API's twin knows why; here each reason is told alike.
        oauth.scopes_among(&wanted, &known).map_err(|_| told.invalid("invalid_scope"))
    }

    /// The only user whom the client means, where it names one by a hint.
    fn meant(
        &self,
        told: &Told<'_>,
        pool: &OpenPool,
        hint: Option<&str>,
    ) -> Result<Option<String>, AuthorizeRefused> {
        let Some(token) = hint else { return Ok(None) };
        let hint = self.hint(pool, token);
        let hint = hint.ok_or_else(|| told.invalid("id_token_hint must be an ID token of the user pool"))?;
        Ok(Some(hint.sub))
    }

    /// Binds a sign-in to the request that it serves.
    fn digest(&self, asked: &Asked) -> [u8; 32] {
        let Asked { client, authorization: Authorization { scopes, audience, .. }, .. } = asked;
        let mac = Mac::new(&self.core.derived("authorize request", client.pool.id.as_str()));
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let parts = [
            client.id.clone(),
            asked.redirect_uri.clone(),
            if asked.response_type == ResponseType::Code { "code" } else { "token" }.to_owned(),
            scopes.join(" "),
            text(&asked.state),
            text(&asked.nonce),
            text(&asked.challenge),
            text(audience),
            text(&asked.meant),
        ];
        mac.of(&parts.each_ref().map(String::as_bytes))
    }
}
