//! What a client is told of a sign-in at a provider that fails: AWS's texts, where they are known.

use domain::user_pools::{
    federation::Reason,
    identity_provider::{Details, ProviderConfig},
};
use ports::federation::{Endpoint, ProviderFault, saml};

use super::{
    ended::{Ended, reason_of, reason_of_saml},
    invalid,
};
use crate::{
    Fault,
    oauth::authorize::{Asked, AuthorizeRefused},
    user_pools::federation::is_passing,
};

/// The client does not have the provider, or no longer.
pub(super) const NO_PROVIDER: &str = "The identity provider is not available to the client.";
/// Characters of what a provider says of an error.
const SAID_MAX: usize = 512;

/// A provider's answer is not taken.
pub(super) fn told(asked: &Asked, provider: &ProviderConfig, fault: &ProviderFault) -> Ended {
    tracing::warn!(pool = %asked.client.pool.id, provider = provider.name, ?fault, "a sign-in at a provider fails");
    let error = match fault {
        ProviderFault::Status { error, .. } => error.as_deref(),
        _ => None,
    };
    Ended::by_error(reason_of(fault), error, invalid(asked, &text(provider, fault)))
}

/// A response of SAML is not taken.
pub(super) fn saml_told(asked: &Asked, provider: &ProviderConfig, why: saml::Refused) -> Ended {
    tracing::warn!(pool = %asked.client.pool.id, provider = provider.name, ?why, "the answer of a provider is refused");
    Ended::by(reason_of_saml(why), saml(asked, &why.to_string()))
}

/// A response of SAML is refused: as AWS tells it.
pub(super) fn saml(asked: &Asked, why: &str) -> AuthorizeRefused {
    let description = format!("Invalid SAML response received: {}.", why.trim_end_matches('.'));
    AuthorizeRefused::Redirect(asked.refuse("server_error", &description))
}

fn text(provider: &ProviderConfig, fault: &ProviderFault) -> String {
    let name = &provider.name;
    match fault {
        ProviderFault::Timeout(Endpoint::Token) => {
            "Timeout occurred in calling IdP token endpoint".to_owned()
        }
        ProviderFault::Timeout(Endpoint::Keys) => "Timeout in calling jwks uri".to_owned(),
        ProviderFault::Timeout(Endpoint::Discovery | Endpoint::UserInfo) => "Read timed out".to_owned(),
        ProviderFault::Broken(_) => "Connection reset".to_owned(),
        ProviderFault::Address(_) => format!("{name} Error - an endpoint has an address that is not called"),
        ProviderFault::Status { endpoint: Endpoint::Token, status, error: Some(error) }
            if matches!(provider.details, Details::Google(_)) =>
        {
            format!("Google Error - {status} {error}")
        }
        ProviderFault::Status { endpoint: Endpoint::Token, status, .. } => {
            format!("{name} Error - {status} error getting token")
        }
        ProviderFault::Status { endpoint, status, .. } => {
            format!("{name} Error - {status} error getting {}", wanted(*endpoint))
        }
        ProviderFault::Unreadable(endpoint) => format!("{name} Error - unreadable {}", wanted(*endpoint)),
        ProviderFault::Untrue(why) => why.to_string(),
        ProviderFault::Configuration(why) => (*why).to_owned(),
    }
}

const fn wanted(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Discovery => "configuration",
        Endpoint::Token => "token",
        Endpoint::Keys => "keys",
        Endpoint::UserInfo => "user info",
    }
}

/// A user is refused. A service that cannot answer now refuses no one: that is told on a page.
pub(super) fn refused(asked: &Asked, fault: Fault) -> AuthorizeRefused {
    if is_passing(&fault) { AuthorizeRefused::Fault(fault) } else { invalid(asked, &fault.message) }
}

/// A user who is not known is refused, for this reason. A service that cannot answer now refuses no one.
pub(super) fn refused_for(reason: Reason, asked: &Asked, fault: Fault) -> Ended {
    match refused(asked, fault) {
        told @ AuthorizeRefused::Fault(_) => told.into(),
        told => Ended::by(reason, told),
    }
}

/// What a provider has answered instead of a code is passed on, as far as it is a code and a text of OAuth (RFC 6749, 4.1.2.1).
pub(super) fn passed_on(asked: &Asked, error: &str, description: Option<&str>) -> Ended {
    let is_text = |text: &str| {
        let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        !text.is_empty() && text.len() <= SAID_MAX && text.bytes().all(is_allowed)
    };
    let passed = Some(error).filter(|error| is_text(error) && !error.contains(' ')).unwrap_or("server_error");
    let description = description.filter(|description| is_text(description)).unwrap_or_default();
    let told = AuthorizeRefused::Redirect(asked.refuse(passed, description));
    Ended::by_error(Reason::ProviderError, Some(error), told)
}
