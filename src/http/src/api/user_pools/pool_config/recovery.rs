//! `AccountRecoverySetting`.

use domain::user_pools::user_pool::{RecoveryBy, RecoverySetting, RecoveryWay};
use wire::cognito_idp::{AccountRecoverySettingType, RecoveryOptionType};

use crate::api::user_pools::named::Names;

const WAYS: Names<RecoveryBy> = Names(&[
    (RecoveryBy::Email, "verified_email"),
    (RecoveryBy::Phone, "verified_phone_number"),
    (RecoveryBy::Administrator, "admin_only"),
]);

pub(super) fn read(given: AccountRecoverySettingType) -> RecoverySetting {
    let way = |option: RecoveryOptionType| {
        let priority = u32::try_from(option.priority).ok()?;
        Some(RecoveryWay { by: WAYS.value(&option.name)?, priority })
    };
    RecoverySetting(given.recovery_mechanisms.unwrap_or_default().into_iter().filter_map(way).collect())
}

pub(super) fn shown(setting: &RecoverySetting) -> Option<AccountRecoverySettingType> {
    let option = |way: &RecoveryWay| {
        let priority = i32::try_from(way.priority).ok()?;
        Some(RecoveryOptionType { name: WAYS.name(way.by), priority })
    };
    let options = setting.0.iter().filter_map(option).collect::<Vec<_>>();
    (!options.is_empty()).then_some(AccountRecoverySettingType { recovery_mechanisms: Some(options) })
}
