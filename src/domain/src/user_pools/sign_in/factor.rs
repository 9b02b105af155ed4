//! What can be proved in a sign-in, and by which flow it goes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::values::contact::Contact;

/// A proof that can come first. In the order in which `AvailableChallenges` shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FirstFactor {
    /// `PASSWORD_SRP`: the password is proved and not sent.
    PasswordSrp,
    /// `PASSWORD`: the password itself is sent.
    Password,
    /// `EMAIL_OTP`
    EmailOtp,
    /// `SMS_OTP`
    SmsOtp,
    /// `WEB_AUTHN`: a passkey.
    WebAuthn,
}

impl FirstFactor {
    /// Both ways to prove a password. A policy that allows `PASSWORD` allows both.
    pub const PASSWORDS: [Self; 2] = [Self::PasswordSrp, Self::Password];

    /// The name AWS gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PasswordSrp => "PASSWORD_SRP",
            Self::Password => "PASSWORD",
            Self::EmailOtp => "EMAIL_OTP",
            Self::SmsOtp => "SMS_OTP",
            Self::WebAuthn => "WEB_AUTHN",
        }
    }

    /// The factor of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = [Self::PasswordSrp, Self::Password, Self::EmailOtp, Self::SmsOtp, Self::WebAuthn];
        all.into_iter().find(|factor| factor.name() == name)
    }

    /// The factor whose codes are sent to a contact.
    pub const fn of_contact(contact: Contact) -> Self {
        match contact {
            Contact::Email => Self::EmailOtp,
            Contact::Phone => Self::SmsOtp,
        }
    }

    /// Whether it proves the password.
    pub const fn is_password(self) -> bool {
        matches!(self, Self::PasswordSrp | Self::Password)
    }

    /// Where the code of this factor is sent; nothing for what is no code.
    pub const fn contact(self) -> Option<Contact> {
        match self {
            Self::EmailOtp => Some(Contact::Email),
            Self::SmsOtp => Some(Contact::Phone),
            Self::PasswordSrp | Self::Password | Self::WebAuthn => None,
        }
    }
}

/// A proof that can come second. In the order in which `MFAS_CAN_CHOOSE` and `MFAS_CAN_SETUP` show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SecondFactor {
    /// `SMS_MFA`
    #[serde(rename = "SMS_MFA")]
    Sms,
    /// `SOFTWARE_TOKEN_MFA`
    #[serde(rename = "SOFTWARE_TOKEN_MFA")]
    SoftwareToken,
    /// `EMAIL_OTP`
    #[serde(rename = "EMAIL_OTP")]
    Email,
}

impl SecondFactor {
    /// The name AWS gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sms => "SMS_MFA",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
            Self::Email => "EMAIL_OTP",
        }
    }

    /// The factor of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|factor| factor.name() == name)
    }

    /// Where the code of this factor is sent; nothing for the authenticator app.
    pub const fn contact(self) -> Option<Contact> {
        match self {
            Self::Sms => Some(Contact::Phone),
            Self::Email => Some(Contact::Email),
            Self::SoftwareToken => None,
        }
    }

    /// The factor whose codes are sent to a contact.
    pub const fn of_contact(contact: Contact) -> Self {
        match contact {
            Contact::Phone => Self::Sms,
            Contact::Email => Self::Email,
        }
    }

    pub(super) fn all() -> BTreeSet<Self> {
        BTreeSet::from([Self::Sms, Self::SoftwareToken, Self::Email])
    }
}

/// What was proved, or set, in a ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// A first factor.
    First(FirstFactor),
    /// The passkey's device verified its user (PIN, fingerprint), which counts as a second factor where the pool says so.
    UserVerification,
    /// A second factor that the user had.
    Second(SecondFactor),
    /// A second factor that the user set up in this ceremony. No other is asked for.
    Enrolment,
    /// A new password instead of a temporary one.
    NewPassword,
    /// A remembered device.
    Device,
    /// The trigger of custom challenges has said `issueTokens`. To be noted where something is still asked after that, so that the
    /// trigger is not asked again.
    Custom,
}

/// How a ceremony goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH`, and a page that asks for name and password together.
    Password,
    /// `USER_SRP_AUTH`
    Srp,
    /// `CUSTOM_AUTH`
    Custom {
        /// The password is proved by SRP before the custom challenges (`CHALLENGE_NAME` `SRP_A`, or `SRP_A` given).
        with_srp: bool,
    },
    /// `USER_AUTH`: the user chooses the first factor.
    Choice,
    /// A passkey that the browser offers before a name was typed. The passkey says who the user is.
    PasskeyFirst,
    /// `USER_AUTH` with the `Session` of a confirmation, which was a proof itself.
    Confirmed,
    /// An identity provider's answer was verified.
    Federated,
    /// The cookie of an earlier sign-in on the pages.
    Cookie,
    /// A refresh token.
    Refresh,
}
