//! The trigger that changes what tokens say.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Texts, Trigger};

/// What tokens are issued for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// A sign-in on the pages.
    HostedAuth,
    /// A sign-in by operations.
    Authentication,
    /// The same, that ended with a new password.
    NewPasswordChallenge,
    /// The same, that ended with a remembered device.
    AuthenticateDevice,
    /// A refresh.
    RefreshTokens,
    /// A client for itself.
    ClientCredentials,
}

/// Which form of the event the function is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenEventVersion {
    /// `V1_0`: the ID token.
    V1,
    /// `V2_0`: the access token too.
    V2,
    /// `V3_0`: clients' own tokens too.
    V3,
}

/// `groupConfiguration`: the groups that tokens will tell of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Groups {
    /// `groupsToOverride`
    pub groups_to_override: Vec<String>,
    /// `iamRolesToOverride`
    pub iam_roles_to_override: Vec<String>,
    /// `preferredRole`
    pub preferred_role: Option<String>,
}

/// What `PreTokenGeneration` is asked: what tokens shall say.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreTokenGeneration {
    /// What tokens are issued for.
    #[serde(skip)]
    pub source: TokenSource,
    /// Which form of the event the function is written for.
    #[serde(skip)]
    pub version: TokenEventVersion,
    /// `groupConfiguration`; null for a client.
    pub group_configuration: Option<Groups>,
    /// `scopes`, from V2 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// `clientMetadata`; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

/// What it answers: one member or the other, by the event's version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TokenChanges {
    /// `claimsOverrideDetails`, in V1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims_override_details: Option<ClaimsV1>,
    /// `claimsAndScopeOverrideDetails`, from V2 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims_and_scope_override_details: Option<ClaimsAndScopes>,
}

/// `claimsOverrideDetails`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClaimsV1 {
    /// `claimsToAddOrOverride`: texts alone.
    pub claims_to_add_or_override: Option<Texts>,
    /// `claimsToSuppress`
    pub claims_to_suppress: Option<Vec<String>>,
    /// `groupOverrideDetails`
    pub group_override_details: Option<GroupChanges>,
}

/// `claimsAndScopeOverrideDetails`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClaimsAndScopes {
    /// `idTokenGeneration`
    pub id_token_generation: Option<ClaimChanges>,
    /// `accessTokenGeneration`
    pub access_token_generation: Option<AccessTokenChanges>,
    /// `groupOverrideDetails`
    pub group_override_details: Option<GroupChanges>,
}

/// `idTokenGeneration`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClaimChanges {
    /// `claimsToAddOrOverride`: any JSON.
    pub claims_to_add_or_override: Option<Map<String, Value>>,
    /// `claimsToSuppress`
    pub claims_to_suppress: Option<Vec<String>>,
}

/// `accessTokenGeneration`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AccessTokenChanges {
    /// `claimsToAddOrOverride`: any JSON.
    pub claims_to_add_or_override: Option<Map<String, Value>>,
    /// `claimsToSuppress`
    pub claims_to_suppress: Option<Vec<String>>,
    /// `scopesToAdd`
    pub scopes_to_add: Option<Vec<String>>,
    /// `scopesToSuppress`
    pub scopes_to_suppress: Option<Vec<String>>,
}

/// `groupOverrideDetails`: absent it changes nothing; what it leaves out is taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GroupChanges {
    /// `groupsToOverride`
    pub groups_to_override: Option<Vec<String>>,
    /// `iamRolesToOverride`
    pub iam_roles_to_override: Option<Vec<String>>,
    /// `preferredRole`
    pub preferred_role: Option<String>,
}

impl Trigger for PreTokenGeneration {
    type Answer = TokenChanges;
    const NAME: &'static str = "PreTokenGeneration";

    fn source(&self) -> String {
        let source = match self.source {
            TokenSource::HostedAuth => "HostedAuth",
            TokenSource::Authentication => "Authentication",
            TokenSource::NewPasswordChallenge => "NewPasswordChallenge",
            TokenSource::AuthenticateDevice => "AuthenticateDevice",
            TokenSource::RefreshTokens => "RefreshTokens",
            TokenSource::ClientCredentials => "ClientCredentials",
        };
        format!("TokenGeneration_{source}")
    }

    fn version(&self) -> &'static str {
        match self.version {
            TokenEventVersion::V1 => "1",
            TokenEventVersion::V2 => "2",
            TokenEventVersion::V3 => "3",
        }
    }

    fn unanswered(&self) -> Value {
        match self.version {
            TokenEventVersion::V1 => json!({ "claimsOverrideDetails": null }),
            TokenEventVersion::V2 | TokenEventVersion::V3 => json!({ "claimsAndScopeOverrideDetails": null }),
        }
    }
}
