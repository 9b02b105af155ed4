//! How a pool is set up. What the service acts upon has a field of its own; the rest of what was given is kept as it came.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::values::{
    contact::{Contact, Recovery},
    password_policy::PasswordPolicy,
    schema::Schema,
    username::Naming,
};

/// The configuration of a user pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolConfig {
    /// `PoolName`; not unique.
    pub name: String,
    /// What passwords must be like.
    pub password_policy: PasswordPolicy,
    /// What attributes there are.
    pub schema: Schema,
    /// How users are named; never changes.
    pub naming: Naming,
    /// Contacts that a new user verifies by a code.
    pub auto_verified: BTreeSet<Contact>,
    /// Contacts whose new value counts only once it is verified.
    pub verify_before_update: BTreeSet<Contact>,
    /// Only administrators make users.
    pub admin_create_user_only: bool,
    /// What messages with a code say.
    pub verification: MessageTemplate,
    /// What invitations say.
    pub invitation: MessageTemplate,
    /// Whether a second factor is asked for.
    pub mfa: Mfa,
    /// How an account is recovered.
    pub recovery: Recovery,
    /// Whether devices are remembered; `None`: not.
    pub devices: Option<DeviceConfig>,
    /// Whether the pool refuses to be deleted (`DeletionProtection` `ACTIVE`).
    pub deletion_protection: bool,
    /// What tokens name as their issuer.
    pub issuer: IssuerForm,
    /// What the pool pays for elsewhere; here only told.
    pub tier: Tier,
    /// `UserPoolTags`
    pub tags: BTreeMap<String, String>,
    /// Every other member that was given, under its AWS name, to be told as it came.
    pub verbatim: Value,
}

impl PoolConfig {
    /// A pool of which only the name was said.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password_policy: PasswordPolicy::default(),
            schema: Schema::default(),
            naming: Naming { case_sensitive: true, ..Naming::default() },
            auto_verified: BTreeSet::new(),
            verify_before_update: BTreeSet::new(),
            admin_create_user_only: false,
            verification: MessageTemplate::verification(),
            invitation: MessageTemplate::invitation(),
            mfa: Mfa::Off,
            recovery: Recovery::PhoneFirst,
            devices: None,
            deletion_protection: false,
            issuer: IssuerForm::Own,
            tier: Tier::Essentials,
            tags: BTreeMap::new(),
            verbatim: Value::Object(serde_json::Map::new()),
        }
    }
}

/// What a message says: `{####}` stands for the code or the temporary password, `{username}` for the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageTemplate {
    /// Subject of the mail.
    pub email_subject: String,
    /// Body of the mail.
    pub email_message: String,
    /// The SMS.
    pub sms_message: String,
}

impl MessageTemplate {
    /// The service's own words around a code.
    pub fn verification() -> Self {
        Self {
            email_subject: "Your verification code".to_owned(),
            email_message: "Your verification code is {####}. ".to_owned(),
            sms_message: "Your verification code is {####}. ".to_owned(),
        }
    }

    /// The service's own words of an invitation.
    pub fn invitation() -> Self {
        Self {
            email_subject: "Your temporary password".to_owned(),
            email_message: "Your username is {username} and temporary password is {####}. ".to_owned(),
            sms_message: "Your username is {username} and temporary password is {####}. ".to_owned(),
        }
    }
}

/// Whether a second factor is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mfa {
    /// Never.
    #[default]
    #[serde(rename = "off")]
    Off,
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
