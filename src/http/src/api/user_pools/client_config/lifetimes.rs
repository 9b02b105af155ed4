//! `AccessTokenValidity`, `IdTokenValidity`, `RefreshTokenValidity`, `TokenValidityUnits` and `RefreshTokenRotation`.

use domain::user_pools::client::{RefreshRotation, TimeUnit, TokenLifetimes, TokenUnits};
use wire::cognito_idp::{RefreshTokenRotationType, TokenValidityUnitsType, UserPoolClientType};

use super::members::Members;
use crate::api::user_pools::named::Names;

const UNITS: Names<TimeUnit> = Names(&[
    (TimeUnit::Seconds, "seconds"),
    (TimeUnit::Minutes, "minutes"),
    (TimeUnit::Hours, "hours"),
    (TimeUnit::Days, "days"),
]);
const ENABLED: &str = "ENABLED";
const DISABLED: &str = "DISABLED";

/// Units that are left out are kept; lives that are left out are reset.
pub(super) fn read(members: &Members, kept: &TokenLifetimes) -> TokenLifetimes {
    let count = |given: Option<i32>| given.and_then(|count| u32::try_from(count).ok());
    TokenLifetimes {
        access: count(members.access_token_validity),
        id: count(members.id_token_validity),
        // 0 means the default.
        refresh: count(members.refresh_token_validity).filter(|days| *days != 0),
        units: members.token_validity_units.as_ref().map_or(kept.units, units),
    }
}

/// A unit that is given sets the others to their defaults.
fn units(given: &TokenValidityUnitsType) -> Option<TokenUnits> {
    if *given == TokenValidityUnitsType::default() {
        return None;
    }
    let usual = TokenUnits::default();
    let unit = |name: &Option<String>| name.as_deref().and_then(|name| UNITS.value(name));
    Some(TokenUnits {
        access: unit(&given.access_token).unwrap_or(usual.access),
        id: unit(&given.id_token).unwrap_or(usual.id),
        refresh: unit(&given.refresh_token).unwrap_or(usual.refresh),
    })
}

/// Access and ID tokens are shown as they were given, refresh tokens always.
pub(super) fn show(lifetimes: &TokenLifetimes, shown: &mut UserPoolClientType) {
    let number = |count: u32| i32::try_from(count).ok();
    shown.access_token_validity = lifetimes.access.and_then(number);
    shown.id_token_validity = lifetimes.id.and_then(number);
    shown.refresh_token_validity = number(lifetimes.refresh_in_its_unit());
    shown.token_validity_units = lifetimes.units.map(|units| TokenValidityUnitsType {
        access_token: Some(UNITS.name(units.access)),
        id_token: Some(UNITS.name(units.id)),
        refresh_token: Some(UNITS.name(units.refresh)),
    });
}

pub(super) fn rotation(given: &RefreshTokenRotationType) -> RefreshRotation {
    let grace_seconds = given.retry_grace_period_seconds.and_then(|seconds| u32::try_from(seconds).ok());
    RefreshRotation { is_on: given.feature == ENABLED, grace_seconds }
}

pub(super) fn rotation_shown(rotation: RefreshRotation) -> RefreshTokenRotationType {
    RefreshTokenRotationType {
        feature: if rotation.is_on { ENABLED } else { DISABLED }.to_owned(),
        retry_grace_period_seconds: rotation.grace_seconds.and_then(|seconds| i32::try_from(seconds).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unit_brings_the_others_and_none_brings_none() {
        let given = TokenValidityUnitsType { refresh_token: Some("minutes".into()), ..Default::default() };
        let expected = TokenUnits { refresh: TimeUnit::Minutes, ..TokenUnits::default() };
        assert_eq!(units(&given), Some(expected));
        assert_eq!(units(&TokenValidityUnitsType::default()), None);
    }
}
