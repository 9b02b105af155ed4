//! How a pool is set up: groups of typed values, a file a group.

mod messages;
mod mfa;
mod protection;
mod recovery;
mod senders;
mod triggers;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use messages::{
    CODE_PLACE, LinkTexts, MessageTemplate, MessageTexts, Places, USERNAME_PLACE, link_place,
};
pub use mfa::{Mfa, MfaFactors, MfaMailTexts, PasskeySetting};
pub use protection::{AwsIssuer, DormantRegistration, KeyCustody, ThreatProtection};
pub use recovery::{RecoveryBy, RecoverySetting, RecoveryWay};
pub use senders::{EumsSender, MailSender, SmsSender};
pub use triggers::{TokenFunction, TokenFunctionVersion, TriggerFunctions};

use crate::values::{contact::Contact, password_policy::PasswordPolicy, schema::Schema, username::Naming};

/// The configuration of a user pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each on or off")]
pub struct PoolConfig {
    /// `PoolName`; not unique.
    pub name: String,
    /// What passwords must be like.
    pub password_policy: PasswordPolicy,
    /// `PasswordHistorySize`; absent when unset.
    pub password_history_size: Option<u32>,
    /// What attributes there are.
    pub schema: Schema,
    /// How users are named; never changes.
    pub naming: Naming,
    /// Whether `UsernameConfiguration` was given: Describe shows it only then.
    pub shows_case: bool,
    /// Contacts that a new user verifies by a code.
    pub auto_verified: BTreeSet<Contact>,
    /// Contacts whose new value counts only once it is verified; absent when unset.
    pub verify_before_update: Option<BTreeSet<Contact>>,
    /// Only administrators make users.
    pub admin_create_user_only: bool,
    /// What messages with a code say.
    pub verification: MessageTexts,
    /// What messages with a link say.
    pub links: LinkTexts,
    /// What invitations say.
    pub invitation: MessageTexts,
    /// `SmsAuthenticationMessage`: what messages with a code that is a factor say.
    pub sms_authentication_message: Option<String>,
    /// Who sends mail.
    pub mail: MailSender,
    /// Who sends text messages; without one, none are sent.
    pub sms: Option<SmsSender>,
    /// Whether a second factor is asked for.
    pub mfa: Mfa,
    /// The second factors that are configured.
    #[serde(default, skip_serializing_if = "MfaFactors::is_empty")]
    pub mfa_factors: MfaFactors,
    /// Contacts to which a code may be sent as the first factor (`EMAIL_OTP`, `SMS_OTP` of `AllowedFirstAuthFactors`). The password always
    /// is one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub first_codes: BTreeSet<Contact>,
    /// Whether a passkey may be the first factor (`WEB_AUTHN` of `AllowedFirstAuthFactors`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passkey_first: bool,
    /// `WebAuthnConfiguration`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkeys: Option<PasskeySetting>,
    /// `LambdaConfig`
    #[serde(default, skip_serializing_if = "TriggerFunctions::is_empty")]
    pub triggers: TriggerFunctions,
    /// How an account is recovered.
    pub recovery: RecoverySetting,
    /// Whether devices are remembered; `None`: not.
    pub devices: Option<DeviceConfig>,
    /// `UserPoolAddOns`
    pub protection: Option<ThreatProtection>,
    /// Whether the pool refuses to be deleted (`DeletionProtection` `ACTIVE`).
    pub deletion_protection: bool,
    /// What tokens name as their issuer.
    pub issuer: IssuerForm,
    /// `IssuerConfiguration`
    pub aws_issuer: Option<AwsIssuer>,
    /// `KeyConfiguration`
    pub keys: Option<KeyCustody>,
    /// `DcrConfiguration`
    pub registration: Option<DormantRegistration>,
    /// `UserPoolTier`: the pricing tier at AWS; here it is shown, and limits what may be configured.
    pub tier: Tier,
    /// `UserPoolTags`
    pub tags: BTreeMap<String, String>,
}

impl PoolConfig {
    /// A pool of which only the name is set.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password_policy: PasswordPolicy::default(),
            password_history_size: None,
            schema: Schema::default(),
            naming: Naming { case_sensitive: true, ..Naming::default() },
            shows_case: false,
            auto_verified: BTreeSet::new(),
            verify_before_update: None,
            admin_create_user_only: false,
            verification: MessageTexts::default(),
            links: LinkTexts::default(),
            invitation: MessageTexts::default(),
            sms_authentication_message: None,
            mail: MailSender::default(),
            sms: None,
            mfa: Mfa::Off,
            mfa_factors: MfaFactors::default(),
            first_codes: BTreeSet::new(),
            passkey_first: false,
            passkeys: None,
            triggers: TriggerFunctions::default(),
            recovery: RecoverySetting::default(),
            devices: None,
            protection: None,
            deletion_protection: false,
            issuer: IssuerForm::Own,
            aws_issuer: None,
            keys: None,
            registration: None,
            tier: Tier::Essentials,
            tags: BTreeMap::new(),
        }
    }

    /// Whether the claims of users have the types of `OpenID` Connect everywhere: the tag of our own `recognito:oidc` says `strict`. At AWS the
    /// user-info endpoint tells texts alone.
    pub fn is_strict_oidc(&self) -> bool {
        self.tags.get("recognito:oidc").is_some_and(|form| form == "strict")
    }

    /// Other tags, and what follows from one of them.
    pub fn set_tags(&mut self, tags: BTreeMap<String, String>) {
        self.issuer = IssuerForm::of_tags(&tags);
        self.tags = tags;
    }

    /// Whether a passkey with a verified user stands for two factors.
    pub fn passkey_counts_as_two(&self) -> bool {
        self.passkeys.as_ref().and_then(|passkeys| passkeys.counts_as_two) == Some(true)
    }

    /// Whether a second factor can be a code by text message: there is a sender of them, and second factors are asked for.
    pub fn mfa_by_text(&self) -> bool {
        self.mfa != Mfa::Off && self.sms.is_some()
    }

    /// What messages with a code say.
    pub fn verification_template(&self) -> MessageTemplate {
        MessageTemplate::verification(&self.verification)
    }

    /// What messages say by which a sign-up is confirmed.
    pub fn sign_up_template(&self) -> MessageTemplate {
        MessageTemplate::sign_up(&self.verification, &self.links)
    }

    /// What messages with a code that is a factor say.
    pub fn authentication_template(&self) -> MessageTemplate {
        let mail = self.mfa_factors.email.clone().unwrap_or_default();
        MessageTemplate::authentication(&MessageTexts {
            email_subject: mail.subject,
            email_message: mail.message,
            sms_message: self.sms_authentication_message.clone(),
        })
    }

    /// What invitations say.
    pub fn invitation_template(&self) -> MessageTemplate {
        MessageTemplate::invitation(&self.invitation)
    }
}

/// `DeviceConfiguration`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceConfig {
    /// A device that is remembered needs no second factor.
    pub challenge_required_on_new_device: bool,
    /// The user is asked before a device is remembered.
    pub only_remembered_on_user_prompt: bool,
}

/// What tokens name as their issuer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum IssuerForm {
    /// This service's public URL and the pool's id.
    #[default]
    #[serde(rename = "own")]
    Own,
    /// The URL that the pool would have at AWS, for verifiers that insist.
    #[serde(rename = "aws")]
    Aws,
}

impl IssuerForm {
    /// The tag of our own by which a pool chooses it.
    const TAG: &'static str = "recognito:issuer";

    /// What the tags of a pool say.
    pub fn of_tags(tags: &BTreeMap<String, String>) -> Self {
        let is_aws = tags.get(Self::TAG).is_some_and(|form| form == "aws");
        if is_aws { Self::Aws } else { Self::Own }
    }
}

/// `UserPoolTier`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tier {
    /// `LITE`
    #[serde(rename = "lite")]
    Lite,
    /// `ESSENTIALS`
    #[default]
    #[serde(rename = "essentials")]
    Essentials,
    /// `PLUS`
    #[serde(rename = "plus")]
    Plus,
}

impl Tier {
    /// As AWS writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lite => "LITE",
            Self::Essentials => "ESSENTIALS",
            Self::Plus => "PLUS",
        }
    }
}
