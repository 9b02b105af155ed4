//! What the functions of a sign-in by `CUSTOM_AUTH` are told of the steps before.

use super::{Factor, FirstFactor, SecondFactor};

/// A challenge that was answered in a sign-in by `CUSTOM_AUTH`. The functions see all of them, in order.
#[derive(Clone, PartialEq, Eq)]
pub struct Round {
    /// Which.
    pub challenge: RoundChallenge,
    /// Whether the answer was right. Of a challenge that is not custom, only a right answer makes a round.
    pub passed: bool,
    /// `challengeMetadata`: what the function that created the challenge calls it.
    pub metadata: Option<String>,
}

impl std::fmt::Debug for Round {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Round({} {})", self.challenge.name(), self.passed)
    }
}

/// A challenge, as functions are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundChallenge {
    /// `SRP_A`: the client began with its public number. Nothing was asked for it.
    SrpPublic,
    /// `PASSWORD_VERIFIER`
    PasswordVerifier,
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `SMS_MFA`, `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`
    Second(SecondFactor),
    /// `MFA_SETUP`
    MfaSetup,
    /// `DEVICE_PASSWORD_VERIFIER`
    DeviceVerifier,
    /// `CUSTOM_CHALLENGE`
    Custom,
}

impl RoundChallenge {
    /// The name AWS gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SrpPublic => "SRP_A",
            Self::PasswordVerifier => "PASSWORD_VERIFIER",
            Self::NewPassword => "NEW_PASSWORD_REQUIRED",
            Self::Second(factor) => factor.name(),
            Self::MfaSetup => "MFA_SETUP",
            Self::DeviceVerifier => "DEVICE_PASSWORD_VERIFIER",
            Self::Custom => "CUSTOM_CHALLENGE",
        }
    }

    /// The challenge by which a factor is proved in such a sign-in.
    pub(super) const fn of_factor(factor: Factor) -> Option<Self> {
        match factor {
            Factor::First(FirstFactor::PasswordSrp) => Some(Self::PasswordVerifier),
            Factor::NewPassword => Some(Self::NewPassword),
            Factor::Second(factor) => Some(Self::Second(factor)),
            Factor::Enrolment => Some(Self::MfaSetup),
            Factor::Device => Some(Self::DeviceVerifier),
            Factor::First(_) | Factor::UserVerification | Factor::Custom => None,
        }
    }
}
