//! `UserPoolAddOns`, `KeyConfiguration`, `IssuerConfiguration` and `DcrConfiguration`. What of them asks for something is refused by name
//! before it is read.

use domain::user_pools::user_pool::{
    AwsIssuer, DormantRegistration, KeyCustody, PoolConfig, ThreatProtection, Tier,
};
use wire::cognito_idp::{
    DcrConfigurationType, IssuerConfigurationType, KeyConfigurationType, UserPoolAddOnsType, UserPoolType,
};

use super::members::Members;
use crate::api::user_pools::named::Names;

const PROTECTION: Names<ThreatProtection> = Names(&[
    (ThreatProtection::Off, "OFF"),
    (ThreatProtection::Audit, "AUDIT"),
    (ThreatProtection::Enforced, "ENFORCED"),
]);
const KEYS: Names<KeyCustody> = Names(&[(KeyCustody::Service, "AWS_OWNED_KEY")]);
const ISSUERS: Names<AwsIssuer> =
    Names(&[(AwsIssuer::Original, "ORIGINAL"), (AwsIssuer::Updated, "UPDATED")]);

/// Reset where it is left out.
pub(super) fn threat_protection(members: &Members) -> Option<ThreatProtection> {
    members.user_pool_add_ons.as_ref().and_then(|add_ons| PROTECTION.value(&add_ons.advanced_security_mode))
}

/// The tier that holds where a request names none: the kept one, and the one that has threat protection where a request asks for that. The
/// oldest tier had it before there were others, and keeps it.
pub(super) fn tier(members: &Members, kept: Tier) -> Tier {
    let is_protected = threat_protection(members).is_some_and(|mode| mode != ThreatProtection::Off);
    if is_protected && kept == Tier::Essentials { Tier::Plus } else { kept }
}

/// Kept where it is left out.
pub(super) fn keys(members: &Members, kept: &PoolConfig) -> Option<KeyCustody> {
    let name = members.key_configuration.as_ref().and_then(|keys| keys.key_type.as_deref());
    name.and_then(|name| KEYS.value(name)).or(kept.keys)
}

/// Kept where it is left out.
pub(super) fn issuer(members: &Members, kept: &PoolConfig) -> Option<AwsIssuer> {
    let name = members.issuer_configuration.as_ref().and_then(|issuer| issuer.r#type.as_deref());
    name.and_then(|name| ISSUERS.value(name)).or(kept.aws_issuer)
}

pub(super) fn registration(given: DcrConfigurationType) -> DormantRegistration {
    DormantRegistration {
        scopes: given.allowed_scopes,
        authenticated_grants: given.authenticated_grant_types,
        is_open: given.open_dcr_enabled,
        open_grants: given.open_dcr_grant_types,
    }
}

pub(super) fn show(config: &PoolConfig, shown: &mut UserPoolType) {
    shown.user_pool_add_ons = config.protection.map(|mode| UserPoolAddOnsType {
        advanced_security_additional_flows: None,
        advanced_security_mode: PROTECTION.name(mode),
    });
    shown.key_configuration =
        config.keys.map(|keys| KeyConfigurationType { key_type: Some(KEYS.name(keys)), kms_key_arn: None });
    shown.issuer_configuration =
        config.aws_issuer.map(|issuer| IssuerConfigurationType { r#type: Some(ISSUERS.name(issuer)) });
    shown.dcr_configuration = config.registration.clone().map(|dormant| DcrConfigurationType {
        allowed_scopes: dormant.scopes,
        authenticated_grant_types: dormant.authenticated_grants,
        enable_status: Some("Disabled".to_owned()),
        open_dcr_enabled: dormant.is_open,
        open_dcr_grant_types: dormant.open_grants,
    });
}
