//! How a client is set up. What the service acts upon has a field of its own; the rest of what was given is kept as it came.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// `ExplicitAuthFlows` as they were given, to be told as they came; absent when unset.
    pub explicit_auth_flows: Option<Vec<String>>,
    /// What these flows allow.
    pub allowed_flows: BTreeSet<AuthFlow>,
    /// How long tokens live.
    pub lifetimes: TokenLifetimes,
    /// `AuthSessionValidity`, in minutes, 3 to 15.
    pub auth_session_validity_minutes: u32,
    /// Whether answers hide who exists (`PreventUserExistenceErrors` `ENABLED`).
    pub prevent_user_existence_errors: bool,
    /// `ReadAttributes`; absent when unset.
    pub read_attributes: Option<BTreeSet<String>>,
    /// `WriteAttributes`; absent when unset.
    pub write_attributes: Option<BTreeSet<String>>,
    /// Whether tokens can be revoked, and name the sign-in that they come from.
    pub enable_token_revocation: bool,
    /// Whether a refresh brings a new refresh token; absent: it does not.
    pub refresh_rotation: Option<RefreshRotation>,
    /// Every other member that was given (OAuth and the like), under its AWS name, to be told as it came.
    pub verbatim: Value,
}

impl ClientConfig {
    /// A client of which only the name was said.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            secret: None,
            explicit_auth_flows: None,
            allowed_flows: AuthFlow::default_flows(),
            lifetimes: TokenLifetimes::default(),
            auth_session_validity_minutes: AUTH_SESSION_VALIDITY_MINUTES_DEFAULT,
            prevent_user_existence_errors: false,
            read_attributes: None,
            write_attributes: None,
            enable_token_revocation: true,
            refresh_rotation: None,
            verbatim: Value::Object(serde_json::Map::new()),
        }
    }

    /// Whether the flow may be used.
    pub fn allows(&self, flow: AuthFlow) -> bool {
        self.allowed_flows.contains(&flow)
    }

    /// Which attributes its users see and set.
    pub fn access(&self) -> Access<'_> {
        Access { read: self.read_attributes.as_ref(), write: self.write_attributes.as_ref() }
    }
}

/// A way to sign in, or to stay signed in, that a client may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AuthFlow {
    /// `USER_SRP_AUTH`
    #[serde(rename = "user_srp")]
    UserSrp,
    /// `USER_PASSWORD_AUTH`
    #[serde(rename = "user_password")]
    UserPassword,
    /// `ADMIN_USER_PASSWORD_AUTH`, once called `ADMIN_NO_SRP_AUTH`.
    #[serde(rename = "admin_user_password")]
    AdminUserPassword,
    /// `CUSTOM_AUTH`
    #[serde(rename = "custom")]
    Custom,
    /// `USER_AUTH`
    #[serde(rename = "user")]
    User,
    /// `REFRESH_TOKEN_AUTH`
    #[serde(rename = "refresh_token")]
    RefreshToken,
}

impl AuthFlow {
    /// What a client may use that sets nothing.
    pub fn default_flows() -> BTreeSet<Self> {
        BTreeSet::from([Self::UserSrp, Self::Custom, Self::RefreshToken])
    }

    /// What a list of `ExplicitAuthFlows` allows; `None` when old names and new ones are mixed, or a name is unknown.
    /// Old names leave SRP, custom challenges and refreshing allowed, as they always were.
    pub fn of_explicit<S: AsRef<str>>(names: &[S]) -> Option<BTreeSet<Self>> {
        if names.is_empty() {
            return Some(Self::default_flows());
        }
        let is_new = |name: &S| name.as_ref().starts_with("ALLOW_");
        if names.iter().any(is_new) != names.iter().all(is_new) {
            return None;
        }
        let explicit =
            names.iter().map(|name| Self::of_name(name.as_ref())).collect::<Option<BTreeSet<_>>>()?;
        let always = if names.iter().any(is_new) { BTreeSet::new() } else { Self::default_flows() };
        Some(explicit.into_iter().chain(always).collect())
    }

    fn of_name(name: &str) -> Option<Self> {
        match name {
            "ALLOW_USER_SRP_AUTH" => Some(Self::UserSrp),
            "ALLOW_USER_PASSWORD_AUTH" | "USER_PASSWORD_AUTH" => Some(Self::UserPassword),
            "ALLOW_ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => Some(Self::AdminUserPassword),
            "ALLOW_CUSTOM_AUTH" | "CUSTOM_AUTH_FLOW_ONLY" => Some(Self::Custom),
            "ALLOW_USER_AUTH" => Some(Self::User),
            "ALLOW_REFRESH_TOKEN_AUTH" => Some(Self::RefreshToken),
            _ => None,
        }
    }
}

/// How long tokens live, in seconds; how it was said is kept verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLifetimes {
    /// Access tokens, 5 minutes to a day.
    pub access_seconds: u32,
    /// ID tokens, 5 minutes to a day.
    pub id_seconds: u32,
    /// Refresh tokens, an hour to 3650 days.
    pub refresh_seconds: u32,
}

impl Default for TokenLifetimes {
    /// An hour, an hour, thirty days.
    fn default() -> Self {
        Self { access_seconds: 3_600, id_seconds: 3_600, refresh_seconds: 30 * 86_400 }
    }
}

impl TokenLifetimes {
    /// Shortest and longest life of an access or ID token.
    pub const SHORT_SECONDS: std::ops::RangeInclusive<u32> = 300..=86_400;
    /// Shortest and longest life of a refresh token.
    pub const REFRESH_SECONDS: std::ops::RangeInclusive<u32> = 3_600..=3_650 * 86_400;
}

/// A refresh brings a new refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshRotation {
    /// The old one is good for so many seconds more, 0 to 60.
    pub grace_seconds: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_sets_nothing_may_use_srp_custom_and_refresh() {
        let config = ClientConfig::named("web");
        assert!(config.allows(AuthFlow::UserSrp) && config.allows(AuthFlow::RefreshToken));
        assert!(!config.allows(AuthFlow::UserPassword) && !config.allows(AuthFlow::AdminUserPassword));
    }

    #[test]
    fn new_names_allow_what_they_say_and_nothing_else() {
        let flows = AuthFlow::of_explicit(&["ALLOW_USER_PASSWORD_AUTH"]).unwrap();
        assert_eq!(flows, BTreeSet::from([AuthFlow::UserPassword]));
        assert_eq!(AuthFlow::of_explicit::<&str>(&[]), Some(AuthFlow::default_flows()));
    }

    #[test]
    fn old_names_leave_srp_custom_and_refresh_allowed_and_do_not_mix_with_new_ones() {
        let flows = AuthFlow::of_explicit(&["ADMIN_NO_SRP_AUTH"]).unwrap();
        let expected =
            [AuthFlow::UserSrp, AuthFlow::AdminUserPassword, AuthFlow::Custom, AuthFlow::RefreshToken];
        assert_eq!(flows, BTreeSet::from(expected));
        assert_eq!(AuthFlow::of_explicit(&["ADMIN_NO_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]), None);
        assert_eq!(AuthFlow::of_explicit(&["ALLOW_NOTHING"]), None);
    }
}
