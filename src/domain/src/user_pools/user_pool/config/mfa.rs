//! Second factors and passkeys, as `SetUserPoolMfaConfig` configures them.

use serde::{Deserialize, Serialize};

/// `MfaConfiguration`: which users are asked for a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mfa {
    /// None.
    #[default]
    #[serde(rename = "off")]
    Off,
    /// Those who have one.
    #[serde(rename = "optional")]
    Optional,
    /// Every user.
    #[serde(rename = "on")]
    On,
}

/// The second factors that are configured. Text messages are one wherever the pool has a sender of them and asks for second factors at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaFactors {
    /// `SoftwareTokenMfaConfiguration.Enabled`; absent when unset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software_token: Option<bool>,
    /// `EmailMfaConfiguration`; its presence switches the factor on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<MfaMailTexts>,
}

impl MfaFactors {
    /// Whether nothing is configured.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What mails with a code of the second factor say; each absent when unset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaMailTexts {
    /// `Subject`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `Message`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// `WebAuthnConfiguration`; each member absent when unset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeySetting {
    /// `RelyingPartyId`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relying_party: Option<String>,
    /// `UserVerification` `required`, and not `preferred`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification_required: Option<bool>,
    /// `FactorConfiguration` `MULTI_FACTOR_WITH_USER_VERIFICATION`, and not `SINGLE_FACTOR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_as_two: Option<bool>,
}
