//! An identity provider of a user pool: another service at which its users may sign in, and which of their attributes come from there.
//! Knows no user and no protocol of federation.

mod details;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use details::{
    AppleProvider, Details, Endpoints, Metadata, OidcProvider, ProviderType, RequestMethod, SamlProvider,
    SocialProvider,
};

use crate::{
    Kind, Scope,
    configured::{Config, Configured, OtherNames},
    values::{provider::OWN_PROVIDER, schema::Schema},
};

/// Scope of the claims on `IdpIdentifiers`.
pub const IDENTIFIER_SCOPE: Scope = "identity_provider_identifier";
/// What every mapping may name beside the attributes of the pool's schema.
const USERNAME: &str = "username";

/// An identity provider.
pub type IdentityProvider = Configured<ProviderConfig>;

/// How an identity provider is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderConfig {
    /// `ProviderName`: what the names of its users begin with.
    pub name: String,
    /// `ProviderType` and `ProviderDetails`
    pub details: Details,
    /// `AttributeMapping`: the provider's claim for each attribute of a user.
    pub mapping: BTreeMap<String, String>,
    /// `IdpIdentifiers`: names by which applications and the sign-in pages choose it; unique among the pool's providers.
    pub identifiers: Vec<String>,
    /// `AcrMapping`: the provider's value for each level of authentication.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<String, String>,
}

/// A change to an identity provider: what is absent stays as it is, what is there is replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderChange {
    /// `ProviderDetails`
    pub details: Option<Details>,
    /// `AttributeMapping`
    pub mapping: Option<BTreeMap<String, String>>,
    /// `IdpIdentifiers`
    pub identifiers: Option<Vec<String>>,
    /// `AcrMapping`
    pub levels: Option<BTreeMap<String, String>>,
}

/// Why an identity provider's configuration is refused. (`InvalidParameterException`)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProviderError {
    /// A social provider bears the name of its type, and no other provider does.
    #[error("Provider {name} cannot be of type {provider_type}.")]
    Type {
        /// As it was given.
        name: String,
        /// As the protocol names it.
        provider_type: &'static str,
    },
    /// Two identifiers of one name.
    #[error("Identifier {0} was given more than once.")]
    DuplicateIdentifier(String),
    /// Only OIDC has classes of authentication.
    #[error("AcrMapping can only be set for OIDC providers.")]
    LevelsWithoutOidc,
    /// Attributes that the pool does not have.
    #[error("AttributeMapping contains invalid mapping: [{}]", .0.join(", "))]
    Mapping(Vec<String>),
}

impl ProviderConfig {
    /// Refuses a mapping of attributes that the pool does not have.
    pub fn check_mapping(schema: &Schema, mapping: &BTreeMap<String, String>) -> Result<(), ProviderError> {
        let is_known = |name: &str| name == USERNAME || (name != "sub" && schema.find(name).is_some());
        let unknown: Vec<_> = mapping.keys().filter(|name| !is_known(name)).cloned().collect();
        if unknown.is_empty() { Ok(()) } else { Err(ProviderError::Mapping(unknown)) }
    }

    /// A mapping with the claim of the user's name, which AWS adds where it is missing.
    #[must_use]
    pub fn with_username(
        mut mapping: BTreeMap<String, String>,
        provider_type: ProviderType,
    ) -> BTreeMap<String, String> {
        if let Some(claim) = provider_type.subject_claim() {
            mapping.entry(USERNAME.to_owned()).or_insert_with(|| claim.to_owned());
        }
        mapping
    }

    fn check_type(&self) -> Result<(), ProviderError> {
        let provider_type = self.details.provider_type();
        let is_right = if provider_type.is_social() {
            self.name == provider_type.name()
        } else {
            let socials =
                [ProviderType::Facebook, ProviderType::Google, ProviderType::Amazon, ProviderType::Apple];
            self.name != OWN_PROVIDER && socials.iter().all(|social| self.name != social.name())
        };
        let wrong = || ProviderError::Type { name: self.name.clone(), provider_type: provider_type.name() };
        if is_right { Ok(()) } else { Err(wrong()) }
    }
}

impl Config for ProviderConfig {
    const KIND: &'static str = "identity_provider";
    const CREATED: Kind = Kind::new("identity_provider.created", 1);
    const CHANGED: Kind = Kind::new("identity_provider.changed", 1);
    const DELETED: Kind = Kind::new("identity_provider.deleted", 1);
    type Change = ProviderChange;
    type Broken = ProviderError;

    const NAMES_CHANGE: bool = true;
    const OTHER_NAMES: Option<OtherNames<Self>> = Some(OtherNames {
        scope: IDENTIFIER_SCOPE,
        of: |config| config.identifiers.clone(),
        taken: "One of the IdpIdentifiers is already used by another identity provider.",
    });

    fn claimed_name(&self) -> &str {
        &self.name
    }

    fn changed(&self, change: &ProviderChange) -> Self {
        let ProviderChange { details, mapping, identifiers, levels } = change.clone();
        Self {
            name: self.name.clone(),
            details: details.unwrap_or_else(|| self.details.clone()),
            mapping: mapping.unwrap_or_else(|| self.mapping.clone()),
            identifiers: identifiers.unwrap_or_else(|| self.identifiers.clone()),
            levels: levels.unwrap_or_else(|| self.levels.clone()),
        }
    }

    fn check(&self) -> Result<(), ProviderError> {
        self.check_type()?;
        if !self.levels.is_empty() && self.details.provider_type() != ProviderType::Oidc {
            return Err(ProviderError::LevelsWithoutOidc);
        }
        let mut seen = BTreeSet::new();
        let twice = self.identifiers.iter().find(|identifier| !seen.insert(*identifier));
        twice.map_or(Ok(()), |twice| Err(ProviderError::DuplicateIdentifier(twice.clone())))
    }

    fn not_there(name: &str) -> String {
        format!("Identity provider {name} does not exist.")
    }

    fn there_already(name: &str) -> String {
        format!("{name} already exists in user pool")
    }
}
