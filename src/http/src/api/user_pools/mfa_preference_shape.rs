//! Which second factors are switched on or off: the blocks of `SetUserMFAPreference` and `AdminSetUserMFAPreference`.

use domain::user_pools::{
    sign_in::SecondFactor,
    user::commands::{FactorChange, SetFactors},
};
use wire::cognito_idp::{
    EmailMfaSettingsType, SMSMfaSettingsType, SoftwareTokenMfaSettingsType, WebAuthnMfaSettingsType,
};

/// The factors that a request names, with what becomes of them.
pub(super) fn changes(
    texts: Option<SMSMfaSettingsType>,
    app: Option<SoftwareTokenMfaSettingsType>,
    mails: Option<EmailMfaSettingsType>,
    passkeys: Option<WebAuthnMfaSettingsType>,
) -> SetFactors {
    let given = [
        (SecondFactor::Sms, texts.map(|block| (block.enabled, block.preferred_mfa))),
        (SecondFactor::SoftwareToken, app.map(|block| (block.enabled, block.preferred_mfa))),
        (SecondFactor::Email, mails.map(|block| (block.enabled, block.preferred_mfa))),
    ];
    let change = |(on, preferred): (Option<bool>, _)| FactorChange { on: on.unwrap_or(false), preferred };
    SetFactors {
        changes: given.into_iter().filter_map(|(factor, block)| Some((factor, change(block?)))).collect(),
        passkeys: passkeys.map(|block| block.enabled.unwrap_or(false)),
    }
}
