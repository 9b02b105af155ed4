//! What a client may ask for at the OAuth endpoints, and where they may send a browser.

use serde::{Deserialize, Serialize};

/// The OAuth switch with its flows and scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthGrants {
    /// `AllowedOAuthFlowsUserPoolClient`: without it the rest has no effect.
    pub is_on: bool,
    /// `AllowedOAuthFlows`
    pub flows: Vec<OAuthFlow>,
    /// `AllowedOAuthScopes`
    pub scopes: Vec<String>,
}

impl OAuthGrants {
    /// Whether the client can get tokens without a user.
    pub fn serve_programs(&self) -> bool {
        self.flows.contains(&OAuthFlow::ClientCredentials)
    }

    /// Whether users are sent to the sign-in pages.
    pub fn serve_persons(&self) -> bool {
        self.flows.iter().any(|flow| matches!(flow, OAuthFlow::Code | OAuthFlow::Implicit))
    }
}

/// An OAuth flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OAuthFlow {
    /// `code`
    #[serde(rename = "code")]
    Code,
    /// `implicit`
    #[serde(rename = "implicit")]
    Implicit,
    /// `client_credentials`
    #[serde(rename = "client_credentials")]
    ClientCredentials,
}

/// Where the pages may send a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirects {
    /// `CallbackURLs`
    pub callbacks: Vec<String>,
    /// `LogoutURLs`
    pub logouts: Vec<String>,
    /// `DefaultRedirectURI`
    pub default: Option<String>,
}
