//! What a user can be asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{FirstFactor, SecondFactor};
use crate::values::contact::Contact;

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeUse {
    /// It is the first factor (`EMAIL_OTP`, `SMS_OTP`; eight digits).
    #[serde(rename = "first")]
    First,
    /// It is the second factor (`SMS_MFA`, `EMAIL_OTP`; six digits).
    #[serde(rename = "second")]
    Second,
    /// It sets up the second factor, at an address that was given with `MFA_SETUP`.
    #[serde(rename = "setup")]
    Setup,
}

/// What is asked for. What belongs to it that is random or secret is made outside, see [`super::AskedSecret`].
///
/// A caller that sent its answer unasked (a password with `USER_PASSWORD_AUTH`) is not shown the challenge: the answer is checked at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// `PASSWORD`
    Password,
    /// `PASSWORD_SRP`: the client's public number is missing.
    PasswordSrp,
    /// `PASSWORD_VERIFIER`
    PasswordVerifier,
    /// `SELECT_CHALLENGE`
    SelectChallenge(BTreeSet<FirstFactor>),
    /// `EMAIL_OTP`, `SMS_OTP`, `SMS_MFA`
    Code {
        /// Where the code is sent.
        to: Contact,
        /// What it is for.
        code_use: CodeUse,
    },
    /// `WEB_AUTHN`
    WebAuthn {
        /// The passkey's device must verify its user.
        verification_required: bool,
    },
    /// `SOFTWARE_TOKEN_MFA`
    SoftwareToken,
    /// `SELECT_MFA_TYPE`
    SelectMfaType(BTreeSet<SecondFactor>),
    /// `MFA_SETUP`
    MfaSetup(BTreeSet<SecondFactor>),
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `DEVICE_SRP_AUTH`
    DeviceSrp,
    /// `DEVICE_PASSWORD_VERIFIER`
    DeviceVerifier,
    /// `CUSTOM_CHALLENGE`
    Custom,
}

/// Which count of failures a challenge adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Password,
    Code,
}

impl Challenge {
    /// The challenge of a second factor that the user has.
    pub(super) const fn of_second(factor: SecondFactor) -> Self {
        match factor.contact() {
            Some(to) => Self::Code { to, code_use: CodeUse::Second },
            None => Self::SoftwareToken,
        }
    }

    /// Whether a repeated right answer gets the same result again. Other challenges are good for one right answer.
    pub const fn may_be_answered_again(&self) -> bool {
        matches!(self, Self::PasswordVerifier | Self::DeviceVerifier)
    }

    /// The count that a wrong answer adds to; none for what is not guessed, and for custom challenges, whose trigger counts.
    pub(super) const fn count(&self) -> Option<Count> {
        match self {
            Self::Password | Self::PasswordSrp | Self::PasswordVerifier => Some(Count::Password),
            Self::Code { .. }
            | Self::WebAuthn { .. }
            | Self::SoftwareToken
            | Self::DeviceSrp
            | Self::DeviceVerifier => Some(Count::Code),
            Self::SelectChallenge(_)
            | Self::SelectMfaType(_)
            | Self::MfaSetup(_)
            | Self::NewPassword
            | Self::Custom => None,
        }
    }
}
