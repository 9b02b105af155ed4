//! What is particular to each type of provider: addresses, credentials and what is asked of it.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// `ProviderType` with its `ProviderDetails`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Details {
    /// `SAML`
    #[serde(rename = "saml")]
    Saml(SamlProvider),
    /// `Facebook`
    #[serde(rename = "facebook")]
    Facebook(SocialProvider),
    /// `Google`
    #[serde(rename = "google")]
    Google(SocialProvider),
    /// `LoginWithAmazon`
    #[serde(rename = "amazon")]
    Amazon(SocialProvider),
    /// `SignInWithApple`
    #[serde(rename = "apple")]
    Apple(AppleProvider),
    /// `OIDC`
    #[serde(rename = "oidc")]
    Oidc(OidcProvider),
}

/// `ProviderType`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderType {
    /// `SAML`
    Saml,
    /// `Facebook`
    Facebook,
    /// `Google`
    Google,
    /// `LoginWithAmazon`
    Amazon,
    /// `SignInWithApple`
    Apple,
    /// `OIDC`
    Oidc,
}

impl ProviderType {
    /// As the protocol names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Saml => "SAML",
            Self::Facebook => "Facebook",
            Self::Google => "Google",
            Self::Amazon => "LoginWithAmazon",
            Self::Apple => "SignInWithApple",
            Self::Oidc => "OIDC",
        }
    }

    /// Whether a pool has one provider of this type at the most, which bears the type's name.
    pub const fn is_social(self) -> bool {
        matches!(self, Self::Facebook | Self::Google | Self::Amazon | Self::Apple)
    }

    /// The claim that names a user at the provider, which AWS adds to the mapping as that of `username`. An assertion names its subject
    /// outside of its attributes.
    pub const fn subject_claim(self) -> Option<&'static str> {
        match self {
            Self::Saml => None,
            Self::Facebook => Some("id"),
            Self::Amazon => Some("user_id"),
            Self::Google | Self::Apple | Self::Oidc => Some("sub"),
        }
    }
}

/// A SAML 2.0 provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlProvider {
    /// Where its metadata are.
    pub metadata: Metadata,
    /// `IDPSignout`: whether signing out ends the session there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs_out: Option<bool>,
    /// `IDPInit`: whether sign-ins may begin there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_begin: Option<bool>,
    /// `EncryptedResponses`: whether a response that is not encrypted is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_encrypt: Option<bool>,
    /// `RequestSigningAlgorithm` `rsa-sha256`: whether requests are signed.
    pub signs_requests: bool,
}

/// Where a SAML provider's metadata are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Metadata {
    /// `MetadataURL`
    #[serde(rename = "url")]
    Url(String),
    /// `MetadataFile`
    #[serde(rename = "file")]
    File(String),
}

/// A provider whose addresses are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialProvider {
    /// `client_id`
    pub client_id: String,
    /// `client_secret`
    pub client_secret: Secret<String>,
    /// `authorize_scopes`
    pub scopes: String,
    /// `api_version`, of Facebook alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
}

/// Sign in with Apple.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleProvider {
    /// `client_id`
    pub client_id: String,
    /// `team_id`
    pub team_id: String,
    /// `key_id`
    pub key_id: String,
    /// `private_key`, which is never shown.
    pub private_key: Secret<String>,
    /// `authorize_scopes`
    pub scopes: String,
}

/// An OIDC provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcProvider {
    /// `client_id`
    pub client_id: String,
    /// `client_secret`; absent for a public client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret<String>>,
    /// `authorize_scopes`
    pub scopes: String,
    /// `oidc_issuer`
    pub issuer: String,
    /// `attributes_request_method`
    pub attributes_by: RequestMethod,
    /// `attributes_url_add_attributes`: whether the mapped claims are named in the address.
    pub names_attributes: bool,
    /// Addresses that are given and not discovered.
    pub endpoints: Endpoints,
}

/// `attributes_request_method`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestMethod {
    /// `GET`
    #[serde(rename = "get")]
    Get,
    /// `POST`
    #[serde(rename = "post")]
    Post,
}

/// Addresses of an OIDC provider; those that are absent are in its discovery document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// `authorize_url`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize: Option<String>,
    /// `token_url`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// `attributes_url`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// `jwks_uri`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
}

impl Details {
    /// Of which type the provider is.
    pub const fn provider_type(&self) -> ProviderType {
        match self {
            Self::Saml(_) => ProviderType::Saml,
            Self::Facebook(_) => ProviderType::Facebook,
            Self::Google(_) => ProviderType::Google,
            Self::Amazon(_) => ProviderType::Amazon,
            Self::Apple(_) => ProviderType::Apple,
            Self::Oidc(_) => ProviderType::Oidc,
        }
    }

    /// The same with its secret forgotten.
    #[must_use]
    pub fn without_secret(mut self) -> Self {
        match &mut self {
            Self::Saml(_) => {}
            Self::Facebook(social) | Self::Google(social) | Self::Amazon(social) => {
                social.client_secret = Secret::Forgotten;
            }
            Self::Apple(apple) => apple.private_key = Secret::Forgotten,
            Self::Oidc(oidc) => oidc.client_secret = None,
        }
        self
    }
}
