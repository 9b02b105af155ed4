//! What is refused of a pool's configuration because its members contradict one another, in AWS's words.
//!
//! One function a rule's group, over the values that the group looks at; none knows where they came from, so that a creation
//! and a change are held to the same rules. Bounds of single members are the service model's, and are checked before.

mod error;
pub mod log_delivery;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use error::ConfigurationError;

use super::{Mfa, Tier};
use crate::values::contact::Contact;

/// Tags that a pool may have.
pub const TAGS_MAX: usize = 50;
/// A text that a message quotes is cut after so many characters.
const QUOTED_CHARS_MAX: usize = 1024;

/// Addresses are user names, or aliases of user names, never both.
pub fn check_names(has_aliases: bool, has_addresses: bool) -> Result<(), ConfigurationError> {
    refuse_if(has_aliases && has_addresses, ConfigurationError::AliasAndUsernameAttributes)
}

/// Contacts whose new value waits for a code must be among those that codes are sent to.
pub fn check_updates(
    auto_verified: &BTreeSet<Contact>,
    verify_before_update: &BTreeSet<Contact>,
) -> Result<(), ConfigurationError> {
    refuse_if(!verify_before_update.is_subset(auto_verified), ConfigurationError::UnverifiedUpdate)
}

/// The senders of text messages that are configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextSender {
    /// SNS, by a role.
    pub sns: bool,
    /// AWS End User Messaging, by a role.
    pub eums: bool,
}

impl TextSender {
    /// Whether text messages can be sent at all.
    pub const fn is_set(self) -> bool {
        self.sns || self.eums
    }
}

/// A factor that can be proved first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstFactor {
    /// `PASSWORD`
    Password,
    /// `EMAIL_OTP`
    EmailCode,
    /// `SMS_OTP`
    TextCode,
    /// `WEB_AUTHN`
    Passkey,
    /// `SOFTWARE_TOKEN`
    Authenticator,
}

impl FirstFactor {
    /// The factor that AWS calls so.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "PASSWORD" => Some(Self::Password),
            "EMAIL_OTP" => Some(Self::EmailCode),
            "SMS_OTP" => Some(Self::TextCode),
            "WEB_AUTHN" => Some(Self::Passkey),
            "SOFTWARE_TOKEN" => Some(Self::Authenticator),
            _ => None,
        }
    }
}

/// What the rules about text messages and factors look at.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    /// Who sends text messages.
    pub texts: TextSender,
    /// `phone_number` is verified by a code.
    pub verifies_phones: bool,
    /// `MfaConfiguration`
    pub mfa: Mfa,
    /// A second factor that needs no text messages is configured already.
    pub other_factor: bool,
    /// `AllowedFirstAuthFactors`; empty where nothing was said.
    pub first: Vec<FirstFactor>,
    /// A passkey counts as two factors.
    pub passkey_counts_as_two: bool,
}

/// Text messages need a sender, and first factors must go with the second one.
pub fn check_factors(factors: &Factors) -> Result<(), ConfigurationError> {
    let Factors { texts, verifies_phones, mfa, other_factor, first, passkey_counts_as_two } = factors;
    let (asked, demanded) = (*mfa != Mfa::Off, *mfa == Mfa::On);
    let has = |factor| first.contains(&factor);
    let has_code = has(FirstFactor::EmailCode) || has(FirstFactor::TextCode);
    refuse_if(texts.sns && texts.eums, ConfigurationError::TwoTextSenders)?;
    refuse_if(*verifies_phones && !texts.is_set(), ConfigurationError::PhoneVerificationWithoutTexts)?;
    refuse_if(asked && !other_factor && !texts.is_set(), ConfigurationError::MfaWithoutTexts)?;
    let texts_first = has(FirstFactor::TextCode);
    refuse_if(texts_first && !texts.is_set(), ConfigurationError::TextFactorWithoutTexts)?;
    let left_out = !first.is_empty() && !has(FirstFactor::Password);
    refuse_if(left_out, ConfigurationError::PasswordFactorLeftOut)?;
    refuse_if(demanded && has_code, ConfigurationError::CodeFactorWithMfa)?;
    let single_passkey = has(FirstFactor::Passkey) && !passkey_counts_as_two;
    refuse_if(demanded && single_passkey, ConfigurationError::PasskeyFactorWithMfa)
}

/// What the rules of `SetUserPoolMfaConfig` look at.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent members of one request")]
pub struct SecondFactors {
    /// `MfaConfiguration`
    pub mfa: Mfa,
    /// `SmsMfaConfiguration` is given.
    pub texts: bool,
    /// `SoftwareTokenMfaConfiguration` is given.
    pub software_token: bool,
    /// `EmailMfaConfiguration` is given.
    pub mail: bool,
    /// The senders of text messages, given or kept.
    pub text_sender: TextSender,
    /// The pool has a mail sender of its own.
    pub own_mail: bool,
    /// A code is allowed as the first factor.
    pub code_first: bool,
    /// A passkey is allowed as the first factor, and is but one.
    pub single_passkey_first: bool,
}

/// The second factors that one call configures, whole.
pub fn check_second_factors(factors: SecondFactors) -> Result<(), ConfigurationError> {
    let SecondFactors { mfa, texts, software_token, mail, text_sender, own_mail, code_first, .. } = factors;
    let (asked, demanded) = (mfa != Mfa::Off, mfa == Mfa::On);
    let any = texts || software_token || mail;
    refuse_if(!asked && any, ConfigurationError::FactorsWithoutMfa)?;
    refuse_if(asked && !any, ConfigurationError::MfaWithoutFactors)?;
    refuse_if(text_sender.sns && text_sender.eums, ConfigurationError::TwoTextSenders)?;
    refuse_if(texts && !text_sender.is_set(), ConfigurationError::MfaWithoutTexts)?;
    refuse_if(mail && !own_mail, ConfigurationError::MailFactorWithoutSender)?;
    refuse_if(demanded && code_first, ConfigurationError::CodeFactorWithMfa)?;
    refuse_if(demanded && factors.single_passkey_first, ConfigurationError::SinglePasskeyWithMfa)?;
    refuse_if(asked && !texts && text_sender.is_set(), ConfigurationError::TextFactorDropped)
}

/// An RP id is a domain and nothing else: neither a scheme nor a port, and no address.
pub fn check_relying_party(id: &str) -> Result<(), ConfigurationError> {
    let is_label = |label: &str| {
        let is_known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(is_known) && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_address = id.split('.').next_back().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    refuse_if(!id.split('.').all(is_label) || is_address, ConfigurationError::RelyingParty)
}

/// How long an invitation is good is said once.
pub fn check_temporary_validity(in_policy: bool, in_admin_config: bool) -> Result<(), ConfigurationError> {
    refuse_if(in_policy && in_admin_config, ConfigurationError::TwoTemporaryValidities)
}

/// Ways of recovery by name and priority: none twice, and the administrator alone.
pub fn check_recovery(mechanisms: &[(&str, i32)]) -> Result<(), ConfigurationError> {
    let names = mechanisms.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>();
    let priorities = mechanisms.iter().map(|(_, priority)| *priority).collect::<BTreeSet<_>>();
    let is_repeated = names.len() < mechanisms.len() || priorities.len() < mechanisms.len();
    refuse_if(is_repeated, ConfigurationError::RepeatedRecovery)?;
    let administrator_and_others = names.contains("admin_only") && names.len() > 1;
    refuse_if(administrator_and_others, ConfigurationError::AdministratorAndOtherRecovery)
}

/// The pool's own mail sender has an ARN; the service's has none.
pub fn check_mail_sender(is_own: bool, has_arn: bool) -> Result<(), ConfigurationError> {
    refuse_if(is_own && !has_arn, ConfigurationError::SenderWithoutArn)?;
    refuse_if(!is_own && has_arn, ConfigurationError::ArnWithoutSender)
}

/// An invitation has placeholders for the name and the password. `member` is `emailMessage` or `smsMessage`.
pub fn check_invitation(member: &'static str, text: Option<&str>) -> Result<(), ConfigurationError> {
    let placeholders = [("{username}", r".*\{username\}.*"), ("{####}", r".*\{####\}.*")];
    let missing = |text: &&str| placeholders.iter().find(|(placeholder, _)| !text.contains(placeholder));
    match text.and_then(|text| Some((text, missing(&text)?))) {
        None => Ok(()),
        Some((text, (_, pattern))) => {
            let text = text.chars().take(QUOTED_CHARS_MAX).collect();
            Err(ConfigurationError::InvitationWithoutPlaceholder { member, text, pattern })
        }
    }
}

/// What the rules about triggers look at. Functions are named by their ARNs.
#[derive(Clone, Debug, Default)]
pub struct Triggers<'a> {
    /// Every function, the following ones included.
    pub functions: Vec<&'a str>,
    /// `PreTokenGeneration`
    pub token: Option<&'a str>,
    /// `PreTokenGenerationConfig`
    pub token_config: Option<&'a str>,
    /// A function sends mail or text messages.
    pub sends: bool,
    /// There is a key to encrypt codes with.
    pub has_key: bool,
}

/// Functions lie in the pool's region, one of them changes tokens, and senders have a key.
pub fn check_triggers(triggers: &Triggers<'_>, region: &str) -> Result<(), ConfigurationError> {
    let differ = |(one, other)| one != other;
    let two = triggers.token.zip(triggers.token_config).is_some_and(differ);
    refuse_if(two, ConfigurationError::TwoTokenTriggers)?;
    refuse_if(triggers.sends && !triggers.has_key, ConfigurationError::SenderTriggerWithoutKey)?;
    let is_foreign = |arn: &&str| arn.split(':').nth(3).is_some_and(|found| found != region);
    refuse_if(triggers.functions.iter().any(is_foreign), ConfigurationError::ForeignFunction)
}

/// What the pricing tiers differ in, as far as it can be configured.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent features, each on or off")]
pub struct Features {
    /// First factors other than the password.
    pub passwordless: bool,
    /// Codes of a second factor by mail.
    pub mail_factor: bool,
    /// A trigger that changes access tokens.
    pub token_customization: bool,
    /// Former passwords are refused.
    pub password_history: bool,
    /// Risk is recorded or acted upon.
    pub threat_protection: bool,
}

/// A tier that was asked for must include what was asked for with it. `LITE` keeps threat protection, which is older than the tiers.
pub fn check_tier(tier: Tier, features: Features) -> Result<(), ConfigurationError> {
    let beyond_lite = [
        (features.passwordless, "Passwordless Sign-In"),
        (features.mail_factor, "Email MFA"),
        (features.token_customization, "Token Customization with Pre-Token Generation Lambda V2_0"),
        (features.password_history, "Password History"),
    ];
    let beyond_essentials = [(features.threat_protection, "Threat Protection")];
    let beyond = match tier {
        Tier::Lite => beyond_lite.as_slice(),
        Tier::Essentials => beyond_essentials.as_slice(),
        Tier::Plus => &[],
    };
    let features = beyond.iter().filter(|(is_on, _)| *is_on).map(|(_, name)| *name).collect::<Vec<_>>();
    let features = features.join(", ");
    refuse_if(!features.is_empty(), ConfigurationError::Tier { tier, features })
}

/// The lowest tier has none of the features that came after it.
pub fn check_has(tier: Tier, feature: &'static str) -> Result<(), ConfigurationError> {
    refuse_if(tier == Tier::Lite, ConfigurationError::NotInTier { tier, feature })
}

/// What users do is logged elsewhere in the highest tier alone.
pub fn check_log_streaming(tier: Tier) -> Result<(), ConfigurationError> {
    refuse_if(tier != Tier::Plus, ConfigurationError::NotInTier { tier, feature: "Log Streaming" })
}

/// Names of tags: not too many, and none that AWS keeps to itself.
pub fn check_tags<'a>(keys: impl Iterator<Item = &'a String>) -> Result<(), ConfigurationError> {
    let keys = keys.collect::<Vec<_>>();
    refuse_if(keys.len() > TAGS_MAX, ConfigurationError::TooManyTags)?;
    let is_reserved = |key: &&String| key.to_ascii_lowercase().starts_with("aws:");
    refuse_if(keys.iter().any(is_reserved), ConfigurationError::ReservedTag)
}

fn refuse_if(broken: bool, error: ConfigurationError) -> Result<(), ConfigurationError> {
    if broken { Err(error) } else { Ok(()) }
}
