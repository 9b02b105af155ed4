//! What is wrong with the configuration of a pool, of its clients, and of what belongs to it.

use std::convert::Infallible;

use domain::user_pools::{
    branding, classic_style, client, domain as pool_domain, identity_provider, resource_server, terms,
    user_pool,
};

use crate::{Fault, Kind};

impl From<user_pool::rules::ConfigurationError> for Fault {
    fn from(error: user_pool::rules::ConfigurationError) -> Self {
        use user_pool::rules::ConfigurationError as Error;
        let kind = match error {
            Error::Tier { .. } | Error::NotInTier { .. } => Kind::FeatureUnavailableInTier,
            Error::TooManyTags | Error::ReservedTag => Kind::UserPoolTagging,
            _ => Kind::InvalidParameter,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<client::rules::ClientConfigurationError> for Fault {
    fn from(error: client::rules::ClientConfigurationError) -> Self {
        use client::rules::ClientConfigurationError as Error;
        let kind = match error {
            Error::FlowsAndScopesRequired
            | Error::ProgramAndPerson
            | Error::ProgramWithoutSecret
            | Error::PersonsScope(_) => Kind::InvalidOAuthFlow,
            Error::Scope(_) => Kind::ScopeDoesNotExist,
            _ => Kind::InvalidParameter,
        };
        Self::new(kind, error.to_string())
    }
}

/// For a kind of configuration that has no rule to break.
impl From<Infallible> for Fault {
    fn from(refusal: Infallible) -> Self {
        match refusal {}
    }
}

impl From<branding::BrandingError> for Fault {
    fn from(error: branding::BrandingError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<terms::TermsError> for Fault {
    fn from(error: terms::TermsError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<classic_style::StyleError> for Fault {
    fn from(error: classic_style::StyleError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<pool_domain::DomainError> for Fault {
    fn from(error: pool_domain::DomainError) -> Self {
        use pool_domain::DomainError as Error;
        let kind = match error {
            Error::Tier => Kind::FeatureUnavailableInTier,
            Error::InvalidCharacter
            | Error::Reserved(_)
            | Error::NotASubdomain
            | Error::PrefixToCustom
            | Error::CustomToPrefix => Kind::InvalidParameter,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<identity_provider::ProviderError> for Fault {
    fn from(error: identity_provider::ProviderError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<resource_server::ResourceServerError> for Fault {
    fn from(error: resource_server::ResourceServerError) -> Self {
        Self::invalid(error.to_string())
    }
}
