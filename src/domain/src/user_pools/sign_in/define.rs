//! What the trigger `DefineAuthChallenge` can say.

use super::SecondFactor;

/// What the trigger `DefineAuthChallenge` has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Define {
    /// `failAuthentication`
    pub fails: bool,
    /// `issueTokens`
    pub issues_tokens: bool,
    /// `challengeName`; absent where it is missing or no name of a challenge.
    pub challenge: Option<DefinedChallenge>,
}

/// A challenge that the trigger `DefineAuthChallenge` can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinedChallenge {
    /// `CUSTOM_CHALLENGE`
    Custom,
    /// `PASSWORD_VERIFIER`
    PasswordVerifier,
    /// `SMS_MFA`, `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`
    Second(SecondFactor),
}

impl DefinedChallenge {
    /// The challenge of a name; absent where the trigger cannot ask for it.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "CUSTOM_CHALLENGE" => Some(Self::Custom),
            "PASSWORD_VERIFIER" => Some(Self::PasswordVerifier),
            name => SecondFactor::of_name(name).map(Self::Second),
        }
    }
}
