//! Domains as requests set them and answers show them.

use app::{App, user_pools::domains::version};
use domain::{
    configured::Live,
    user_pools::domain::{CustomDomain, DomainConfig, LoginPages, SecurityPolicy},
};
use wire::cognito_idp::{CustomDomainConfigType, DomainDescriptionType};

use super::named::Names;

const POLICIES: Names<SecurityPolicy> = Names(&[
    (SecurityPolicy::Tls10, "TLS_V1"),
    (SecurityPolicy::Tls12, "TLS_V1_2_2021"),
    (SecurityPolicy::Tls13, "TLS_V1_3_2025"),
]);

/// The pages of a version; AWS takes any other number for none given.
pub(super) const fn pages(given: Option<i32>) -> Option<LoginPages> {
    match given {
        Some(1) => Some(LoginPages::Classic),
        Some(2) => Some(LoginPages::Managed),
        _ => None,
    }
}

/// The version of pages.
pub(super) const fn pages_shown(pages: LoginPages) -> i32 {
    match pages {
        LoginPages::Classic => 1,
        LoginPages::Managed => 2,
    }
}

/// A custom domain as it was given.
pub(super) fn custom(given: CustomDomainConfigType) -> CustomDomain {
    let security = given.security_policy.and_then(|name| POLICIES.value(&name));
    CustomDomain { certificate_arn: given.certificate_arn, security }
}

/// The host name that a custom domain must lead to; a prefix has none.
pub(super) fn target(app: &App, domain: &DomainConfig) -> Option<String> {
    domain.custom.as_ref().map(|_| app.core.settings.public_host().to_owned())
}

/// A domain as it is described.
pub(super) fn shown(app: &App, live: Live<DomainConfig>) -> DomainDescriptionType {
    let DomainConfig { name, pool_id, custom, pages } = live.config;
    let custom_shown = |custom: CustomDomain| CustomDomainConfigType {
        certificate_arn: custom.certificate_arn,
        security_policy: custom.security.map(|policy| POLICIES.name(policy)),
    };
    DomainDescriptionType {
        aws_account_id: Some(app.core.settings.account.clone()),
        cloud_front_distribution: Some(app.core.settings.public_host().to_owned()),
        custom_domain_config: custom.map(custom_shown),
        domain: Some(name),
        managed_login_version: Some(pages_shown(pages)),
        status: Some("ACTIVE".to_owned()),
        user_pool_id: Some(pool_id),
        version: Some(version(live.modified_at)),
        ..DomainDescriptionType::default()
    }
}
