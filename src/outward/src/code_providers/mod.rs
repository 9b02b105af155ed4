//! Identity providers that answer with a code: `OpenID` Connect (RFC 6749, RFC 7636, RFC 9207, `OpenID` Connect Core), and the social ones,
//! each with its own idea of it.
//!
//! Everything that a provider's protocol can prove is checked here, and what was not checked is not handed on. No address, code, token or
//! claim appears in an error.

mod apple;
mod claims;
mod discovery;
mod endpoints;
mod id_token;
mod keys;
mod replies;
mod social;

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ports::federation::{
    CodeAnswer, CodeProvider, CodeProviderKind, CodeProviders, CodeRequest, Endpoint, ForeignUser,
    ProviderFault, Untrue,
};
use serde_json::{Map, Value, json};

use crate::guarded::{BadHost, Guarded, GuardedFault};
use discovery::Discoveries;
use endpoints::Endpoints;
use keys::KeySets;
pub use social::{BadSocialAddress, SocialAddresses};

/// How long all calls for one answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Speaks with providers over HTTP.
pub struct HttpCodeProviders {
    guard: Guarded,
    social: SocialAddresses,
    discoveries: Discoveries,
    keys: KeySets,
}

impl HttpCodeProviders {
    /// Calls public addresses, and the hosts that the operator names. `social` has other addresses for social providers.
    pub fn new(own_hosts: &[String], social: SocialAddresses) -> Result<Self, BadHost> {
        let guard = Guarded::new(own_hosts)?;
        Ok(Self { guard, social, discoveries: Discoveries::default(), keys: KeySets::default() })
    }

    /// Where a provider is.
    async fn endpoints(&self, provider: &CodeProvider) -> Result<Endpoints, ProviderFault> {
        match &provider.kind {
            CodeProviderKind::Oidc { issuer, endpoints, .. } => {
                self.discoveries.endpoints(&self.guard, issuer, endpoints).await
            }
            kind => Ok(self.social.endpoints(kind)),
        }
    }

    async fn verified(
        &self,
        provider: &CodeProvider,
        answer: &CodeAnswer,
    ) -> Result<ForeignUser, ProviderFault> {
        let endpoints = self.endpoints(provider).await?;
        endpoints.check_issuer_of_answer(answer.issuer.as_deref())?;
        let tokens = replies::redeem(&self.guard, provider, &endpoints, answer).await?;
        let signed = match &endpoints.keys {
            Some(keys) => Some(self.signed(provider, &endpoints, keys, &tokens, answer).await?),
            None => None,
        };
        let access_token = text(&tokens, "access_token");
        let user_info = match (&endpoints.user_info, access_token) {
            (Some(address), Some(token)) => {
                Some(replies::user_info(&self.guard, provider, address, token).await?)
            }
            _ => None,
        };
        user(provider, answer, Parts { tokens, signed, user_info })
    }

    async fn signed(
        &self,
        provider: &CodeProvider,
        endpoints: &Endpoints,
        keys: &str,
        tokens: &Map<String, Value>,
        answer: &CodeAnswer,
    ) -> Result<Map<String, Value>, ProviderFault> {
        let token = text(tokens, "id_token").ok_or(ProviderFault::Untrue(Untrue::NoToken))?;
        let head = id_token::head(token)?;
        let key = self.keys.key(&self.guard, keys, &head.kid).await?;
        let claims = id_token::verified(token, &head, &key)?;
        let expected = id_token::Expected {
            issuers: &endpoints.issuers,
            client_id: &provider.client_id,
            nonce: &answer.nonce,
            max_age_seconds: answer.max_age_seconds,
            now_seconds: answer.now_seconds,
        };
        expected.check(&claims)?;
        Ok(claims)
    }
}

#[async_trait]
impl CodeProviders for HttpCodeProviders {
    async fn begin(&self, provider: &CodeProvider, request: &CodeRequest) -> Result<String, ProviderFault> {
        let endpoints = self.endpoints(provider).await?;
        let mut address = replies::address(Endpoint::Discovery, &endpoints.authorize)?;
        {
            let mut query = address.query_pairs_mut();
            query
                .append_pair("client_id", &provider.client_id)
                .append_pair("redirect_uri", &request.redirect_uri)
                .append_pair("response_type", "code")
                .append_pair("scope", &social::scopes(provider))
                .append_pair("state", &request.state)
                .append_pair("nonce", &request.nonce)
                .append_pair("code_challenge", &challenge(&request.verifier))
                .append_pair("code_challenge_method", "S256");
            let max_age = request.max_age_seconds.map(|seconds| seconds.to_string());
            let others = [
                ("prompt", request.prompt.as_deref()),
                ("max_age", max_age.as_deref()),
                ("login_hint", request.login_hint.as_deref()),
                ("response_mode", social::response_mode(provider)),
            ];
            for (name, value) in others.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                query.append_pair(name, value);
            }
        }
        Ok(address.into())
    }

    async fn user(&self, provider: &CodeProvider, answer: &CodeAnswer) -> Result<ForeignUser, ProviderFault> {
        let verified = tokio::time::timeout(ANSWER_TIMEOUT, self.verified(provider, answer)).await;
        verified.unwrap_or(Err(ProviderFault::Timeout(Endpoint::Token)))
    }
}

/// `S256` (RFC 7636).
fn challenge(verifier: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

/// What a provider has said, part by part.
struct Parts {
    tokens: Map<String, Value>,
    /// The claims of the ID token, where there is one.
    signed: Option<Map<String, Value>>,
    user_info: Option<Map<String, Value>>,
}

/// The user whom all parts are about.
fn user(provider: &CodeProvider, answer: &CodeAnswer, parts: Parts) -> Result<ForeignUser, ProviderFault> {
    let Parts { tokens, signed, user_info } = parts;
    let claim = social::subject_claim(&provider.kind);
    let said = |part: &Option<Map<String, Value>>| part.as_ref().map(|part| claims::subject(part, claim));
    let subject = match (said(&signed), said(&user_info)) {
        (Some(signed), Some(told)) if signed != told => {
            return Err(ProviderFault::Untrue(Untrue::OtherUser));
        }
        (Some(subject), _) | (None, Some(subject)) => subject,
        (None, None) => None,
    };
    let subject = subject.ok_or(ProviderFault::Untrue(Untrue::NoUser))?;
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for part in [&user_info, &signed].into_iter().flatten() {
        all.extend(claims::texts(part));
    }
    if let (CodeProviderKind::Apple { .. }, Some(user)) = (&provider.kind, &answer.user) {
        all.extend(apple::names(user));
    }
    for name in ["access_token", "id_token"] {
        all.extend(text(&tokens, name).map(|token| (name.to_owned(), token.to_owned())));
    }
    let acr = signed.as_ref().and_then(|signed| text(signed, "acr")).map(str::to_owned);
    let mut told = Map::new();
    told.insert("tokenResponse".to_owned(), json!(claims::texts(&tokens)));
    for (name, part) in [("idToken", &signed), ("userInfo", &user_info)] {
        told.extend(part.as_ref().map(|part| (name.to_owned(), json!(claims::texts(part)))));
    }
    Ok(ForeignUser { subject, claims: all, acr, parts: told })
}

/// A member that is a text with something in it.
fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// What the guard's fault means at an endpoint.
const fn fault(endpoint: Endpoint, fault: GuardedFault) -> ProviderFault {
    match fault {
        GuardedFault::Address => ProviderFault::Address(endpoint),
        GuardedFault::Timeout => ProviderFault::Timeout(endpoint),
        GuardedFault::Broken => ProviderFault::Broken(endpoint),
        GuardedFault::TooLong => ProviderFault::Unreadable(endpoint),
    }
}
