//! `MfaConfiguration`, and what `SetUserPoolMfaConfig` says beside it. That operation replaces all of it, but for the sender of text
//! messages, which can be changed and never taken away.

use app::Answer;
use domain::user_pools::user_pool::{
    Mfa, MfaFactors, MfaMailTexts, PasskeySetting, PoolConfig,
    rules::{Features, SecondFactors, check_relying_party, check_second_factors, check_tier},
};
use wire::cognito_idp::{
    EmailMfaConfigType, SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse, SmsMfaConfigType,
    SoftwareTokenMfaConfigType, WebAuthnConfigurationType,
};

use super::senders;
use crate::api::user_pools::named::Names;

const ASKED: Names<Mfa> = Names(&[(Mfa::Off, "OFF"), (Mfa::Optional, "OPTIONAL"), (Mfa::On, "ON")]);
const VERIFICATION: Names<bool> = Names(&[(true, "required"), (false, "preferred")]);
const FACTORS: Names<bool> =
    Names(&[(true, "MULTI_FACTOR_WITH_USER_VERIFICATION"), (false, "SINGLE_FACTOR")]);

pub(super) fn asked(name: Option<&str>) -> Option<Mfa> {
    name.and_then(|name| ASKED.value(name))
}

pub(super) fn name(mfa: Mfa) -> String {
    ASKED.name(mfa)
}

/// The configuration that a request leads to, held to AWS's rules. `kept` is the pool's.
pub(in super::super) fn with_mfa(
    request: SetUserPoolMfaConfigRequest,
    kept: &PoolConfig,
) -> Answer<PoolConfig> {
    let mfa = asked(request.mfa_configuration.as_deref()).unwrap_or_default();
    let passkeys = request.web_authn_configuration.map(passkeys).transpose()?;
    let counts_as_two = passkeys.as_ref().is_some_and(|passkeys| passkeys.counts_as_two == Some(true));
    let texts = request.sms_mfa_configuration;
    let has_texts = texts.is_some();
    let texts = texts.unwrap_or_default();
    let sms = texts.sms_configuration.map(senders::sms).or_else(|| kept.sms.clone());
    check_second_factors(SecondFactors {
        mfa,
        texts: has_texts,
        software_token: request.software_token_mfa_configuration.is_some(),
        mail: request.email_mfa_configuration.is_some(),
        text_sender: senders::text_sender(sms.as_ref()),
        own_mail: kept.mail.is_own,
        code_first: !kept.first_codes.is_empty(),
        single_passkey_first: kept.passkey_first && !counts_as_two,
    })?;
    let mail_factor = request.email_mfa_configuration.is_some();
    check_tier(kept.tier, Features { mail_factor, ..Features::default() })?;
    Ok(PoolConfig {
        mfa,
        mfa_factors: MfaFactors {
            software_token: request.software_token_mfa_configuration.map(|app| app.enabled.unwrap_or(false)),
            email: request.email_mfa_configuration.map(mail_texts),
        },
        passkeys,
        sms_authentication_message: texts.sms_authentication_message,
        sms,
        ..kept.clone()
    })
}

fn mail_texts(EmailMfaConfigType { message, subject }: EmailMfaConfigType) -> MfaMailTexts {
    MfaMailTexts { subject, message }
}

fn passkeys(given: WebAuthnConfigurationType) -> Answer<PasskeySetting> {
    if let Some(id) = &given.relying_party_id {
        check_relying_party(id)?;
    }
    Ok(PasskeySetting {
        relying_party: given.relying_party_id,
        verification_required: given.user_verification.and_then(|name| VERIFICATION.value(&name)),
        counts_as_two: given.factor_configuration.and_then(|name| FACTORS.value(&name)),
    })
}

/// What is configured; blocks that were never set are left out.
pub(in super::super) fn shown(config: &PoolConfig) -> SetUserPoolMfaConfigResponse {
    let MfaFactors { software_token, email } = config.mfa_factors.clone();
    SetUserPoolMfaConfigResponse {
        email_mfa_configuration: email
            .map(|MfaMailTexts { subject, message }| EmailMfaConfigType { message, subject }),
        mfa_configuration: Some(name(config.mfa)),
        sms_mfa_configuration: config.mfa_by_text().then(|| SmsMfaConfigType {
            sms_authentication_message: config.sms_authentication_message.clone(),
            sms_configuration: config.sms.clone().map(senders::sms_shown),
        }),
        software_token_mfa_configuration: software_token
            .map(|enabled| SoftwareTokenMfaConfigType { enabled: Some(enabled) }),
        web_authn_configuration: config.passkeys.clone().map(|passkeys| WebAuthnConfigurationType {
            factor_configuration: passkeys.counts_as_two.map(|two| FACTORS.name(two)),
            relying_party_id: passkeys.relying_party,
            user_verification: passkeys.verification_required.map(|required| VERIFICATION.name(required)),
        }),
    }
}
