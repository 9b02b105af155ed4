//! What is refused of a client's configuration because its members contradict one another or the pool, in AWS's words.
//!
//! One function a rule's group, over the values that the group looks at. Bounds of single members are the service model's, and
//! are checked before.

use std::collections::BTreeSet;

use thiserror::Error;

use super::{AttributeAccess, AuthFlow, AuthFlows, ClientConfig, OAuthGrants, Redirects, TokenLifetimes};
use crate::values::{
    attributes::SERVICE_OWNED,
    provider::OWN_PROVIDER,
    schema::{DEVELOPER_PREFIX, Schema},
};

/// Scopes that every pool has. Others belong to resource servers.
pub const STANDARD_SCOPES: [&str; 5] =
    ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"];

/// Why a configuration is refused. (`InvalidParameterException`, unless said otherwise.)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientConfigurationError {
    /// Names of flows of two generations.
    #[error("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")]
    MixedFlows,
    /// A secret is given or made, not both.
    #[error("ClientSecret cannot be given where GenerateSecret is true.")]
    TwoSecrets,
    /// A token lives too long or not long enough.
    #[error("Invalid range for token validity.")]
    LifeOutOfRange,
    /// A token outlives the one that brings its successor.
    #[error(
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times."
    )]
    OutlivesRefreshToken,
    /// The flow gives no new refresh token, and rotation needs one each time.
    #[error("ALLOW_REFRESH_TOKEN_AUTH cannot be enabled together with refresh token rotation.")]
    FlowAgainstRotation,
    /// Only a client with a secret may pass on the context data of its users.
    #[error("Client Secret is required to set EnablePropagateAdditionalUserContextData as true")]
    PropagationWithoutSecret,
    /// `ReadAttributes` name what the pool does not have.
    #[error("Invalid read attributes specified while {} a client", .0.as_str())]
    ReadAttributes(Occasion),
    /// `WriteAttributes` name what the pool does not have or what no client writes, or leave out what every user must give.
    #[error("Invalid write attributes specified while {} a client", .0.as_str())]
    WriteAttributes(Occasion),
    /// The pool has no such provider.
    #[error("The provider {provider} does not exist for User Pool {pool}")]
    Provider {
        /// As it was given.
        provider: String,
        /// The pool's id.
        pool: String,
    },
    /// OAuth without what it needs. (`InvalidOAuthFlowException`)
    #[error(
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
    )]
    FlowsAndScopesRequired,
    /// There is no callback URL to send a code or a token to.
    #[error("CallbackUrls can not be empty when code flow or implicit flow is selected")]
    NoCallback,
    /// `client_credentials` beside a user's flow. (`InvalidOAuthFlowException`)
    #[error("client_credentials flow can not be selected along with code flow or implicit flow.")]
    ProgramAndPerson,
    /// `client_credentials` without a client secret. (`InvalidOAuthFlowException`)
    #[error("client_credentials flow can not be selected if client does not have a client secret.")]
    ProgramWithoutSecret,
    /// `client_credentials` with a scope that only a user can have. (`InvalidOAuthFlowException`)
    #[error("{0} is not supported with client_credentials flow")]
    PersonsScope(String),
    /// No such scope. (`ScopeDoesNotExistException`)
    #[error("Invalid scope requested: {0}")]
    Scope(String),
    /// An unencrypted URL, whose traffic can be read on the way.
    #[error("{0} cannot use the HTTP protocol.")]
    PlainHttp(String),
    /// A URL with a fragment, which browsers do not send.
    #[error("{0} cannot use fragment")]
    Fragment(String),
    /// `DefaultRedirectURI` is none of the callback URLs.
    #[error("The default redirect URI {0} is not in the callback URIs list.")]
    DefaultRedirect(String),
}

/// The request by which a configuration is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The client is made.
    Creation,
    /// The client is changed.
    Update,
}

impl Occasion {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Creation => "creating",
            Self::Update => "updating",
        }
    }
}

/// Holds a configuration to every rule between its own members.
pub fn check(config: &ClientConfig) -> Result<(), ClientConfigurationError> {
    let has_secret = config.secret.is_some();
    check_propagation(config.propagates_user_context, has_secret)?;
    check_rotation(&config.flows, config.rotation_grace_seconds().is_some())?;
    check_lifetimes(&config.lifetimes)?;
    check_oauth(&config.oauth, &config.redirects, has_secret)
}

/// Names of `ExplicitAuthFlows` are of one generation.
pub fn check_flow_names<S: AsRef<str>>(names: &[S]) -> Result<(), ClientConfigurationError> {
    let new = names.iter().filter(|name| name.as_ref().starts_with("ALLOW_")).count();
    refuse_if(new != 0 && new != names.len(), ClientConfigurationError::MixedFlows)
}

/// A secret is given or made, not both.
pub fn check_secret(is_given: bool, is_made: bool) -> Result<(), ClientConfigurationError> {
    refuse_if(is_given && is_made, ClientConfigurationError::TwoSecrets)
}

/// Only a client with a secret may propagate the context data of users.
fn check_propagation(propagates: bool, has_secret: bool) -> Result<(), ClientConfigurationError> {
    refuse_if(propagates && !has_secret, ClientConfigurationError::PropagationWithoutSecret)
}

/// Where refresh tokens rotate, the flow that does not replace them is not named.
fn check_rotation(flows: &AuthFlows, rotates: bool) -> Result<(), ClientConfigurationError> {
    let is_named = matches!(flows, AuthFlows::Allow(named) if named.contains(&AuthFlow::RefreshToken));
    refuse_if(rotates && is_named, ClientConfigurationError::FlowAgainstRotation)
}

/// Every life is within its bounds, and none is longer than the refresh token's.
fn check_lifetimes(lifetimes: &TokenLifetimes) -> Result<(), ClientConfigurationError> {
    let short = [lifetimes.access_seconds(), lifetimes.id_seconds()];
    let refresh = lifetimes.refresh_seconds();
    let are_within = TokenLifetimes::REFRESH_SECONDS.contains(&refresh)
        && short.iter().all(|life| TokenLifetimes::SHORT_SECONDS.contains(life));
    refuse_if(!are_within, ClientConfigurationError::LifeOutOfRange)?;
    let outlives = short.iter().any(|life| *life > refresh);
    refuse_if(outlives, ClientConfigurationError::OutlivesRefreshToken)
}

/// Attributes that clients read and write are the pool's.
pub fn check_attributes(
    schema: &Schema,
    attributes: &AttributeAccess,
    occasion: Occasion,
) -> Result<(), ClientConfigurationError> {
    let is_known = |name: &String| schema.find(name).is_some();
    let reads = attributes.read.as_ref().is_none_or(|names| names.iter().all(is_known));
    refuse_if(!reads, ClientConfigurationError::ReadAttributes(occasion))?;
    let is_writable = |name: &String| {
        is_known(name) && !SERVICE_OWNED.contains(&name.as_str()) && !name.starts_with(DEVELOPER_PREFIX)
    };
    let writes = attributes.write.as_ref().is_none_or(|names| {
        names.iter().all(is_writable) && schema.required().all(|name| names.contains(name))
    });
    refuse_if(!writes, ClientConfigurationError::WriteAttributes(occasion))
}

/// Every provider is one that the pool has: its own directory, or one of those that are `there`. `pool` is the id of the pool.
pub fn check_providers(
    pool: &str,
    providers: &[String],
    there: &BTreeSet<&str>,
) -> Result<(), ClientConfigurationError> {
    let is_there = |provider: &&String| *provider == OWN_PROVIDER || there.contains(provider.as_str());
    match providers.iter().find(|provider| !is_there(provider)) {
        None => Ok(()),
        Some(provider) => {
            Err(ClientConfigurationError::Provider { provider: provider.clone(), pool: pool.to_owned() })
        }
    }
}

/// Every scope is a standard one, or one of a resource server of the pool: those are `defined`.
pub fn check_scopes(scopes: &[String], defined: &BTreeSet<String>) -> Result<(), ClientConfigurationError> {
    let is_there = |scope: &String| is_standard(scope) || defined.contains(scope);
    refuse_any(scopes, |scope| !is_there(scope), ClientConfigurationError::Scope)
}

/// Flows, scopes and addresses go together. Whether a scope is there is another rule's matter.
fn check_oauth(
    oauth: &OAuthGrants,
    redirects: &Redirects,
    has_secret: bool,
) -> Result<(), ClientConfigurationError> {
    use ClientConfigurationError as Error;
    let lacks = oauth.flows.is_empty() || oauth.scopes.is_empty();
    refuse_if(oauth.is_on && lacks, Error::FlowsAndScopesRequired)?;
    let (is_program, is_person) = (oauth.serve_programs(), oauth.serve_persons());
    refuse_if(is_program && is_person, Error::ProgramAndPerson)?;
    refuse_if(is_program && !has_secret, Error::ProgramWithoutSecret)?;
    refuse_if(is_person && redirects.callbacks.is_empty(), Error::NoCallback)?;
    refuse_any(&oauth.scopes, |scope| is_program && is_standard(scope), Error::PersonsScope)?;
    check_redirects(redirects)
}

/// Whether every pool has the scope.
pub fn is_standard(scope: &str) -> bool {
    STANDARD_SCOPES.contains(&scope)
}

fn check_redirects(redirects: &Redirects) -> Result<(), ClientConfigurationError> {
    use ClientConfigurationError as Error;
    for urls in [&redirects.callbacks, &redirects.logouts] {
        refuse_any(urls, |url| is_plain_http(url), Error::PlainHttp)?;
        refuse_any(urls, |url| url.contains('#'), Error::Fragment)?;
    }
    match &redirects.default {
        Some(default) if !redirects.callbacks.contains(default) => {
            Err(Error::DefaultRedirect(default.clone()))
        }
        _ => Ok(()),
    }
}

/// Whether a URL is `http:` to any host but this machine.
fn is_plain_http(url: &str) -> bool {
    let is_http = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    let authority = url.get(7..).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    is_http && !["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

fn refuse_if(broken: bool, error: ClientConfigurationError) -> Result<(), ClientConfigurationError> {
    if broken { Err(error) } else { Ok(()) }
}

fn refuse_any(
    given: &[String],
    is_wrong: impl Fn(&String) -> bool,
    error: fn(String) -> ClientConfigurationError,
) -> Result<(), ClientConfigurationError> {
    given.iter().find(|one| is_wrong(one)).map_or(Ok(()), |wrong| Err(error(wrong.clone())))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
