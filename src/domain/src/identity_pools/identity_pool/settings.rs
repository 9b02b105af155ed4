//! What an identity pool is configured with, apart from its roles. Texts are as the caller gave them: their form was checked before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;

/// Most user pool clients that one identity pool may trust.
pub const COGNITO_PROVIDERS_MAX: usize = 50;

/// Everything that `CreateIdentityPool` and `UpdateIdentityPool` set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// `IdentityPoolName`: a label, not unique.
    pub name: String,
    /// Whether guests get identities.
    pub allow_unauthenticated: bool,
    /// Three states: unset behaves like `true` and is left out of descriptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_classic_flow: Option<bool>,
    /// Key of developer logins. Cannot be changed once set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub developer_provider_name: Option<String>,
    /// Public provider (`accounts.google.com`) to the app id there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub supported_login_providers: BTreeMap<String, String>,
    /// User pools and their clients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cognito_identity_providers: Vec<CognitoProvider>,
    /// ARNs of IAM OIDC providers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_id_connect_provider_arns: Vec<String>,
    /// ARNs of IAM SAML providers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saml_provider_arns: Vec<String>,
    /// `IdentityPoolTags`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// A client of a user pool whose ID tokens the identity pool accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CognitoProvider {
    /// Issuer of the ID token without its scheme; the key in `Logins`.
    pub provider_name: String,
    /// The audience of the ID token.
    pub client_id: String,
    /// Whether the user pool is asked if the user is still valid; `None`: not said, behaves like `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_side_token_check: Option<bool>,
}

impl Settings {
    /// Whether the classic flow (`GetOpenIdToken`, then STS) is open as far as this switch goes.
    pub fn classic_flow(&self) -> bool {
        self.allow_classic_flow.unwrap_or(true)
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.cognito_identity_providers.len() > COGNITO_PROVIDERS_MAX {
            return Err(Refusal::TooManyProviders);
        }
        Ok(())
    }
}
