//! What a pool's configuration says of threat protection, keys, AWS's issuer and the registration of clients. Of the latter three only the
//! value that needs nothing unbuilt is accepted so far.

use serde::{Deserialize, Serialize};

/// `UserPoolAddOns.AdvancedSecurityMode`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThreatProtection {
    /// `OFF`
    #[serde(rename = "off")]
    Off,
    /// `AUDIT`
    #[serde(rename = "audit")]
    Audit,
    /// `ENFORCED`
    #[serde(rename = "enforced")]
    Enforced,
}

/// `KeyConfiguration.KeyType`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyCustody {
    /// `AWS_OWNED_KEY`: keys lie under the server's master key.
    #[serde(rename = "service")]
    Service,
}

/// `IssuerConfiguration.Type`: one of two hosts of AWS, of which tokens name neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AwsIssuer {
    /// `ORIGINAL`
    #[serde(rename = "original")]
    Original,
    /// `UPDATED`
    #[serde(rename = "updated")]
    Updated,
}

/// `DcrConfiguration` with `EnableStatus` `Disabled`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DormantRegistration {
    /// `AllowedScopes`
    pub scopes: Option<Vec<String>>,
    /// `AuthenticatedGrantTypes`
    pub authenticated_grants: Option<Vec<String>>,
    /// `OpenDcrEnabled`
    pub is_open: Option<bool>,
    /// `OpenDcrGrantTypes`
    pub open_grants: Option<Vec<String>>,
}
