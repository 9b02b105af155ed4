//! Which role an identity of the pool gets: the two plain ones, and mappings by provider. Which of them a call gets is decided elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;

/// Most rules of one provider's mapping.
pub const RULES_MAX: usize = 25;

/// The whole document of `SetIdentityPoolRoles`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// ARN of the role of authenticated identities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticated: Option<String>,
    /// ARN of the role of guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unauthenticated: Option<String>,
    /// By provider; a user pool's key ends in `:<client id>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mappings: BTreeMap<String, RoleMapping>,
}

impl Roles {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let longest = self.mappings.values().map(RoleMapping::rules).map(<[Rule]>::len).max();
        if longest.is_some_and(|rules| rules > RULES_MAX) { Err(Refusal::TooManyRules) } else { Ok(()) }
    }
}

/// How the role of one provider's users is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMapping {
    /// Where the role comes from.
    pub source: RoleSource,
    /// What happens when that gives none, or more than one.
    pub ambiguous: AmbiguousRole,
}

impl RoleMapping {
    /// The rules, in order; none when the token says the role.
    pub fn rules(&self) -> &[Rule] {
        match &self.source {
            RoleSource::Token => &[],
            RoleSource::Rules(rules) => rules,
        }
    }
}

/// `Type` of a role mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleSource {
    /// The claims `cognito:preferred_role` and `cognito:roles`.
    #[serde(rename = "token")]
    Token,
    /// The first of these that matches.
    #[serde(rename = "rules")]
    Rules(Vec<Rule>),
}

/// `AmbiguousRoleResolution`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AmbiguousRole {
    /// The pool's role for authenticated identities.
    #[serde(rename = "authenticated-role")]
    AuthenticatedRole,
    /// No credentials.
    #[serde(rename = "deny")]
    Deny,
}

/// One line of a rules mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Name of the claim that is looked at.
    pub claim: String,
    /// How it is compared.
    pub match_type: MatchType,
    /// With what.
    pub value: String,
    /// ARN of the role of the users that the rule matches.
    pub role_arn: String,
}

/// How a rule compares a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MatchType {
    /// Equal.
    #[serde(rename = "equals")]
    Equals,
    /// There, and not equal.
    #[serde(rename = "not-equal")]
    NotEqual,
    /// Begins with the value.
    #[serde(rename = "starts-with")]
    StartsWith,
    /// Has the value in it.
    #[serde(rename = "contains")]
    Contains,
}
