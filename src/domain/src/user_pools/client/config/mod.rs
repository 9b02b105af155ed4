//! How a client is set up: groups of typed values, a file a group.

mod analytics;
mod flows;
mod lifetimes;
mod oauth;
mod scopes;
mod told;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use analytics::Analytics;
pub use flows::{AuthFlow, AuthFlows};
pub use lifetimes::{RefreshRotation, TimeUnit, TokenLifetimes, TokenUnits};
pub use oauth::{OAuthFlow, OAuthGrants, Redirects};
pub use scopes::ScopesRefused;
pub use told::is_told;

use crate::{Secret, values::attributes::Access};

/// How long the `Session` of a challenge is good when nothing is set, in minutes.
pub const AUTH_SESSION_VALIDITY_MINUTES_DEFAULT: u32 = 3;

/// The configuration of a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientConfig {
    /// `ClientName`; not unique.
    pub name: String,
    /// The secret that every request must prove to know; absent for public clients.
    pub secret: Option<Secret<String>>,
    /// Ways to sign in.
    pub flows: AuthFlows,
    /// `AuthSessionValidity`, in minutes, 3 to 15.
    pub auth_session_validity_minutes: u32,
    /// `PreventUserExistenceErrors`; absent when unset, which means `LEGACY`.
    pub existence_errors: Option<ExistenceErrors>,
    /// `EnablePropagateAdditionalUserContextData`
    pub propagates_user_context: bool,
    /// Whether tokens can be revoked, and name the sign-in that they come from.
    pub enable_token_revocation: bool,
    /// How long tokens live.
    pub lifetimes: TokenLifetimes,
    /// `RefreshTokenRotation`; absent when unset, which means that nothing rotates.
    pub refresh_rotation: Option<RefreshRotation>,
    /// Which attributes its users see and set.
    pub attributes: AttributeAccess,
    /// What it may ask for at the OAuth endpoints.
    pub oauth: OAuthGrants,
    /// Where the pages may send a browser.
    pub redirects: Redirects,
    /// `SupportedIdentityProviders`
    pub providers: Vec<String>,
    /// `AnalyticsConfiguration`
    pub analytics: Option<Analytics>,
}

impl ClientConfig {
    /// A client of which only the name is set.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            secret: None,
            flows: AuthFlows::Unset,
            auth_session_validity_minutes: AUTH_SESSION_VALIDITY_MINUTES_DEFAULT,
            existence_errors: None,
            propagates_user_context: false,
            enable_token_revocation: true,
            lifetimes: TokenLifetimes::default(),
            refresh_rotation: None,
            attributes: AttributeAccess::default(),
            oauth: OAuthGrants::default(),
            redirects: Redirects::default(),
            providers: Vec::new(),
            analytics: None,
        }
    }

    /// Whether the flow may be used. Where refresh tokens rotate, they are used by `GetTokensFromRefreshToken` alone.
    pub fn allows(&self, flow: AuthFlow) -> bool {
        let is_refresh = flow == AuthFlow::RefreshToken;
        self.flows.allow(flow) && !(is_refresh && self.rotation_grace_seconds().is_some())
    }

    /// For how long a refresh token is good after it was replaced; `None` where refresh tokens do not rotate.
    pub fn rotation_grace_seconds(&self) -> Option<u32> {
        let rotation = self.refresh_rotation.filter(|rotation| rotation.is_on);
        rotation.map(|rotation| rotation.grace_seconds.unwrap_or(0))
    }

    /// Which attributes its users see and set.
    pub fn access(&self) -> Access<'_> {
        Access { read: self.attributes.read.as_ref(), write: self.attributes.write.as_ref() }
    }

    /// Whether answers hide which users exist.
    pub fn hides_who_exists(&self) -> bool {
        self.existence_errors == Some(ExistenceErrors::Hidden)
    }
}

/// `PreventUserExistenceErrors`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExistenceErrors {
    /// `LEGACY`: an unknown user is answered with `UserNotFoundException`.
    #[serde(rename = "shown")]
    Shown,
    /// `ENABLED`: an unknown user is answered like a wrong password.
    #[serde(rename = "hidden")]
    Hidden,
}

/// Which attributes a client's users see and set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeAccess {
    /// `ReadAttributes`; absent when unset.
    pub read: Option<BTreeSet<String>>,
    /// `WriteAttributes`; absent when unset.
    pub write: Option<BTreeSet<String>>,
}
