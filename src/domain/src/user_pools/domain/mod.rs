//! A domain of a user pool: the name under which its sign-in pages are found. It lies in the ledger `account`, because no two pools of the
//! server may have the same. Knows no page.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Kind, Scope,
    configured::{Config, Configured, OtherNames},
};

/// Scope of the claims by which a pool has one domain of each kind; see [`place`].
pub const POOL_DOMAIN_SCOPE: Scope = "pool_domain";
/// Words that no part between hyphens of a prefix may be.
const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];

/// A domain.
pub type Domain = Configured<DomainConfig>;

/// How a domain is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainConfig {
    /// `Domain`: a prefix of the service's own host name, or a host name of the pool's owner.
    pub name: String,
    /// The pool that it leads to.
    pub pool_id: String,
    /// `CustomDomainConfig`; absent for a prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomDomain>,
    /// `ManagedLoginVersion`
    pub pages: LoginPages,
}

/// `CustomDomainConfig`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomDomain {
    /// `CertificateArn`
    pub certificate_arn: String,
    /// `SecurityPolicy`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<SecurityPolicy>,
}

/// `SecurityPolicy`: the oldest version of TLS that is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecurityPolicy {
    /// `TLS_V1`
    #[serde(rename = "tls_1_0")]
    Tls10,
    /// `TLS_V1_2_2021`
    #[serde(rename = "tls_1_2")]
    Tls12,
    /// `TLS_V1_3_2025`
    #[serde(rename = "tls_1_3")]
    Tls13,
}

/// `ManagedLoginVersion`: which sign-in pages there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoginPages {
    /// 1
    #[serde(rename = "classic")]
    Classic,
    /// 2
    #[serde(rename = "managed")]
    Managed,
}

/// The kind of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainKind {
    /// A prefix of the service's own host name.
    Prefix,
    /// A host name of the pool's owner.
    Custom,
}

/// A change to a domain: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainChange {
    /// `ManagedLoginVersion`
    pub pages: Option<LoginPages>,
    /// `CustomDomainConfig`
    pub custom: Option<CustomDomain>,
}

/// Why a domain is refused. (`InvalidParameterException`, unless said otherwise.)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DomainError {
    /// A prefix that is no part of a host name.
    #[error(
        "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens."
    )]
    InvalidCharacter,
    /// A prefix that looks like one of AWS's own.
    #[error("Domain cannot contain reserved word: {0}")]
    Reserved(&'static str),
    /// A custom domain that is no host name below another.
    #[error("Custom domain is not a valid subdomain")]
    NotASubdomain,
    /// The kind of a domain never changes.
    #[error("Cannot convert prefix domain to custom domain.")]
    PrefixToCustom,
    /// The kind of a domain never changes.
    #[error("Cannot convert custom domain to prefix domain.")]
    CustomToPrefix,
    /// The pool's tier has no managed pages. (`FeatureUnavailableInTierException`)
    #[error(
        "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2"
    )]
    Tier,
}

/// What a domain claims in [`POOL_DOMAIN_SCOPE`]: a pool has one of each kind at the most.
pub fn place(pool_id: &str, kind: DomainKind) -> String {
    match kind {
        DomainKind::Prefix => format!("{pool_id} prefix"),
        DomainKind::Custom => format!("{pool_id} custom"),
    }
}

impl DomainConfig {
    /// Its kind.
    pub const fn kind(&self) -> DomainKind {
        if self.custom.is_some() { DomainKind::Custom } else { DomainKind::Prefix }
    }

    /// Refuses a request to change it to the other kind: one for a custom domain always names its certificate.
    pub const fn check_kind(&self, change: &DomainChange) -> Result<(), DomainError> {
        match (self.kind(), change.custom.is_some()) {
            (DomainKind::Prefix, true) => Err(DomainError::PrefixToCustom),
            (DomainKind::Custom, false) => Err(DomainError::CustomToPrefix),
            (DomainKind::Prefix, false) | (DomainKind::Custom, true) => Ok(()),
        }
    }
}

/// Refuses pages that the lowest tier does not have.
pub fn check_tier(pages: Option<LoginPages>, is_lite: bool) -> Result<(), DomainError> {
    if is_lite && pages == Some(LoginPages::Managed) { Err(DomainError::Tier) } else { Ok(()) }
}

/// A part of a host name, in lower case.
fn is_label(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_allowed) && !text.starts_with('-') && !text.ends_with('-')
}

impl Config for DomainConfig {
    const KIND: &'static str = "domain";
    const CREATED: Kind = Kind::new("domain.created", 1);
    const CHANGED: Kind = Kind::new("domain.changed", 1);
    const DELETED: Kind = Kind::new("domain.deleted", 1);
    type Change = DomainChange;
    type Broken = DomainError;

    const OTHER_NAMES: Option<OtherNames<Self>> = Some(OtherNames {
        scope: POOL_DOMAIN_SCOPE,
        of: |config| vec![place(&config.pool_id, config.kind())],
        taken: "User pool already has a domain configured.",
    });

    fn claimed_name(&self) -> &str {
        &self.name
    }

    fn changed(&self, change: &DomainChange) -> Self {
        Self {
            custom: change.custom.clone().or_else(|| self.custom.clone()),
            pages: change.pages.unwrap_or(self.pages),
            ..self.clone()
        }
    }

    fn check(&self) -> Result<(), DomainError> {
        match self.kind() {
            DomainKind::Prefix if !is_label(&self.name) => Err(DomainError::InvalidCharacter),
            DomainKind::Prefix => {
                let reserved = RESERVED.iter().find(|word| self.name.split('-').any(|part| part == **word));
                reserved.map_or(Ok(()), |word| Err(DomainError::Reserved(word)))
            }
            DomainKind::Custom if self.name.contains('.') && self.name.split('.').all(is_label) => Ok(()),
            DomainKind::Custom => Err(DomainError::NotASubdomain),
        }
    }

    fn not_there(_: &str) -> String {
        "User pool domain was not found.".to_owned()
    }

    fn there_already(_: &str) -> String {
        "Domain already associated with another user pool.".to_owned()
    }
}
