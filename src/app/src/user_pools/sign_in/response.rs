//! Answers to challenges, as callers give them.

use crypto::srp::ClientPublic;
use domain::{
    user_pools::sign_in::{Challenge, CodeUse, FirstFactor, Given, SecondFactor},
    values::{attributes::Values, contact::Contact},
};

use super::{Along, SrpAnswer};
use crate::Answer;

/// The answer to a challenge. A part that is missing or malformed is reported in its turn, behind what is wrong with the parts before it.
pub enum Response {
    /// `PASSWORD_VERIFIER`, `DEVICE_PASSWORD_VERIFIER`
    Verifier {
        /// Which of them.
        challenge: Challenge,
        /// A `Session` that was sent beside the secret block, which needs none.
        session: Option<String>,
        /// `PASSWORD_CLAIM_SECRET_BLOCK`, if there is one.
        block: Option<String>,
        /// What proves the password or the device, or what is wrong with its parameters.
        answer: Answer<SrpAnswer>,
    },
    /// Any other, whose `Session` carries the sign-in.
    BySession {
        /// The `Session` of the challenge; only a device's may be absent.
        session: Answer<Option<String>>,
        /// The answer itself.
        content: Content,
    },
}

/// The answer to a challenge whose `Session` carries the sign-in.
pub enum Content {
    /// `SELECT_CHALLENGE`
    SelectChallenge {
        /// The factor that was chosen; absent if no factor has that name.
        first: Answer<Option<FirstFactor>>,
        /// What was sent along.
        along: Answer<Along>,
    },
    /// `PASSWORD`
    Password(Answer<String>),
    /// `PASSWORD_SRP`: the client's public number.
    PasswordSrp(Answer<ClientPublic>),
    /// `DEVICE_SRP_AUTH`: the client's public number.
    DeviceSrp(Answer<ClientPublic>),
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword {
        /// The new password.
        password: Answer<String>,
        /// Attributes that are given with it.
        attributes: Values,
    },
    /// `CUSTOM_CHALLENGE`: what a function verifies; it may be empty.
    Custom(Answer<String>),
    /// `SMS_OTP`, `SMS_MFA`, `EMAIL_OTP`
    Code {
        /// Which of them.
        challenge: CodeChallenge,
        /// The code.
        code: Answer<String>,
    },
    /// `WEB_AUTHN`: what the browser gives.
    Passkey(Answer<Box<PasskeyAnswer>>),
    /// `SOFTWARE_TOKEN_MFA`: the code.
    SoftwareToken(Answer<String>),
    /// `SELECT_MFA_TYPE`: the factor that was chosen; absent if no factor has that name.
    SelectMfaType(Answer<Option<SecondFactor>>),
    /// `MFA_SETUP`: that an app was set up, or an address at which a factor is.
    MfaSetup(Option<(Contact, String)>),
}

/// A proof by a passkey, as a browser gives it.
pub struct PasskeyAnswer {
    /// The credential's id, base64url.
    pub id: String,
    /// `clientDataJSON`
    pub client_data: Vec<u8>,
    /// `authenticatorData`
    pub authenticator_data: Vec<u8>,
    /// `signature`
    pub signature: Vec<u8>,
    /// `userHandle`: whose passkey it is.
    pub user_handle: Option<Vec<u8>>,
}

/// The challenges of codes that are sent.
#[derive(Clone, Copy)]
pub enum CodeChallenge {
    /// `SMS_OTP`: a text message as the first factor.
    SmsOtp,
    /// `SMS_MFA`: a text message as the second factor.
    SmsMfa,
    /// `EMAIL_OTP`: a mail as either.
    EmailOtp,
}

impl Content {
    /// Whether it is an answer to what is asked.
    pub(super) fn answers(&self, asked: &Challenge) -> bool {
        match self {
            Self::SelectChallenge { .. } => matches!(asked, Challenge::SelectChallenge(_)),
            Self::Password(_) => matches!(asked, Challenge::Password),
            Self::PasswordSrp(_) => matches!(asked, Challenge::PasswordSrp),
            Self::DeviceSrp(_) => matches!(asked, Challenge::DeviceSrp),
            Self::NewPassword { .. } => matches!(asked, Challenge::NewPassword),
            Self::Custom(_) => matches!(asked, Challenge::Custom),
            Self::Code { challenge, .. } => challenge.is(asked),
            Self::Passkey(_) => matches!(asked, Challenge::WebAuthn { .. }),
            Self::SoftwareToken(_) => matches!(asked, Challenge::SoftwareToken),
            Self::SelectMfaType(_) => matches!(asked, Challenge::SelectMfaType(_)),
            Self::MfaSetup(_) => matches!(asked, Challenge::MfaSetup(_)),
        }
    }

    /// What it brings beside a proof: choices, and that a number or an address is at hand.
    pub(super) fn given(&self) -> Given {
        match self {
            Self::SelectChallenge { first, along } => Given {
                first: first.as_ref().ok().copied().flatten(),
                srp_public: along.as_ref().is_ok_and(|along| along.client_public.is_some()),
                ..Given::default()
            },
            Self::PasswordSrp(_) => {
                Given { first: Some(FirstFactor::PasswordSrp), srp_public: true, ..Given::default() }
            }
            Self::DeviceSrp(_) => Given { srp_public: true, ..Given::default() },
            Self::MfaSetup(address) => {
                Given { setup: address.as_ref().map(|(contact, _)| *contact), ..Given::default() }
            }
            Self::Password(_)
            | Self::NewPassword { .. }
            | Self::Custom(_)
            | Self::Code { .. }
            | Self::Passkey(_)
            | Self::SoftwareToken(_)
            | Self::SelectMfaType(_) => Given::default(),
        }
    }
}

impl CodeChallenge {
    fn is(self, asked: &Challenge) -> bool {
        let Challenge::Code { to, code_use } = asked else { return false };
        match self {
            Self::SmsOtp => *to == Contact::Phone && *code_use == CodeUse::First,
            Self::SmsMfa => *to == Contact::Phone && *code_use != CodeUse::First,
            Self::EmailOtp => *to == Contact::Email,
        }
    }
}
