//! `Policies.PasswordPolicy`, and the older name of one of its members in `AdminCreateUserConfig`.

use domain::{
    user_pools::user_pool::PoolConfig,
    values::password_policy::{self, PasswordPolicy},
};
use wire::cognito_idp::PasswordPolicyType;

/// A policy that is given replaces the whole policy; one that is left out is kept. `unused_days` is `UnusedAccountValidityDays`, which a
/// rule refuses beside its newer name.
pub(super) fn read(
    given: Option<&PasswordPolicyType>,
    unused_days: Option<i32>,
    kept: &PoolConfig,
) -> (PasswordPolicy, Option<u32>) {
    let (mut policy, history) = match given {
        Some(given) => {
            (replaced(given), given.password_history_size.and_then(|size| u32::try_from(size).ok()))
        }
        None => (kept.password_policy.clone(), kept.password_history_size),
    };
    if let Some(days) = unused_days {
        policy.temporary_validity_days = validity_days(Some(days));
    }
    (policy, history)
}

fn replaced(given: &PasswordPolicyType) -> PasswordPolicy {
    PasswordPolicy {
        minimum_length: bounded(given.minimum_length, password_policy::MINIMUM_LENGTH_DEFAULT),
        require_uppercase: given.require_uppercase.unwrap_or(false),
        require_lowercase: given.require_lowercase.unwrap_or(false),
        require_numbers: given.require_numbers.unwrap_or(false),
        require_symbols: given.require_symbols.unwrap_or(false),
        temporary_validity_days: validity_days(given.temporary_password_validity_days),
    }
}

/// 0 means unset.
fn validity_days(given: Option<i32>) -> u32 {
    let otherwise = password_policy::TEMPORARY_VALIDITY_DAYS_DEFAULT;
    bounded(given.filter(|days| *days != 0), otherwise)
}

/// The model bounds every number, and none may be negative.
fn bounded(given: Option<i32>, otherwise: u32) -> u32 {
    given.and_then(|number| u32::try_from(number).ok()).unwrap_or(otherwise)
}

pub(super) fn shown(policy: &PasswordPolicy, history: Option<u32>) -> PasswordPolicyType {
    PasswordPolicyType {
        minimum_length: i32::try_from(policy.minimum_length).ok(),
        password_history_size: history.and_then(|size| i32::try_from(size).ok()),
        require_lowercase: Some(policy.require_lowercase),
        require_numbers: Some(policy.require_numbers),
        require_symbols: Some(policy.require_symbols),
        require_uppercase: Some(policy.require_uppercase),
        temporary_password_validity_days: i32::try_from(policy.temporary_validity_days).ok(),
    }
}
