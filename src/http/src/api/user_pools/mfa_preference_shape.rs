//! Which second factors are switched on or off: the blocks of `SetUserMFAPreference` and `AdminSetUserMFAPreference`.

use std::collections::BTreeMap;

use domain::user_pools::{sign_in::SecondFactor, user::commands::FactorChange};
use wire::cognito_idp::{EmailMfaSettingsType, SMSMfaSettingsType, SoftwareTokenMfaSettingsType};

/// The factors that a request names, with what becomes of them.
pub(super) fn changes(
    texts: Option<SMSMfaSettingsType>,
    app: Option<SoftwareTokenMfaSettingsType>,
    mails: Option<EmailMfaSettingsType>,
) -> BTreeMap<SecondFactor, FactorChange> {
    let given = [
        (SecondFactor::Sms, texts.map(|block| (block.enabled, block.preferred_mfa))),
        (SecondFactor::SoftwareToken, app.map(|block| (block.enabled, block.preferred_mfa))),
        (SecondFactor::Email, mails.map(|block| (block.enabled, block.preferred_mfa))),
    ];
    let change = |(on, preferred): (Option<bool>, _)| FactorChange { on: on.unwrap_or(false), preferred };
    given.into_iter().filter_map(|(factor, block)| Some((factor, change(block?)))).collect()
}
