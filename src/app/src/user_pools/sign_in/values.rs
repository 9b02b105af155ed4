//! The inputs and outputs of a sign-in, once for every protocol.

use std::collections::BTreeSet;

use crypto::srp::ClientPublic;
use domain::{
    user_pools::{
        client::AuthFlow,
        sign_in::{Began, CodeUse, SecondFactor},
    },
    values::{attributes::Values, contact::Contact},
};

use crate::{Answer, user_pools::tokens::TokenSet};

/// The user name that a caller gives, with its secret hash.
pub struct Who {
    /// Any name of the user.
    pub username: String,
    /// The proof that the caller knows the client's secret.
    pub secret_hash: Option<String>,
}

/// How a sign-in begins, with what it brings.
pub enum Start {
    /// `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH`
    Password {
        /// The user.
        who: Who,
        /// The password.
        password: String,
    },
    /// `USER_SRP_AUTH`
    Srp {
        /// The user.
        who: Who,
        /// `SRP_A`
        client_public: ClientPublic,
    },
    /// `REFRESH_TOKEN_AUTH`
    Refresh {
        /// The refresh token.
        token: String,
        /// The proof that the caller knows the client's secret.
        secret_hash: Option<String>,
    },
}

impl Start {
    /// The flow that the client must allow.
    pub(super) const fn auth_flow(&self, began: Began) -> AuthFlow {
        match (self, began) {
            (Self::Password { .. }, Began::Admin) => AuthFlow::AdminUserPassword,
            (Self::Password { .. }, Began::Public | Began::Page) => AuthFlow::UserPassword,
            (Self::Srp { .. }, _) => AuthFlow::UserSrp,
            (Self::Refresh { .. }, _) => AuthFlow::RefreshToken,
        }
    }
}

/// The answer to a challenge. A part that is missing or malformed is reported in its turn, behind what is wrong with the parts before it.
pub enum Response {
    /// `PASSWORD_VERIFIER`
    PasswordVerifier {
        /// A `Session` that was sent beside the secret block, which needs none.
        session: Option<String>,
        /// `PASSWORD_CLAIM_SECRET_BLOCK`, if there is one.
        block: Option<String>,
        /// What proves the password, or what is wrong with its parameters.
        answer: Answer<SrpAnswer>,
    },
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword {
        /// The `Session` of the challenge.
        session: Answer<String>,
        /// The new password.
        password: Answer<String>,
        /// Attributes that are given with it.
        attributes: Values,
    },
    /// `SOFTWARE_TOKEN_MFA`
    SoftwareToken {
        /// The `Session` of the challenge.
        session: Answer<String>,
        /// The code.
        code: Answer<String>,
    },
    /// `SELECT_MFA_TYPE`
    SelectMfaType {
        /// The `Session` of the challenge.
        session: Answer<String>,
        /// The factor that was chosen; absent if no factor has that name.
        factor: Answer<Option<SecondFactor>>,
    },
    /// `MFA_SETUP`
    MfaSetup {
        /// The `Session` that `VerifySoftwareToken` gave, or that of the challenge.
        session: Answer<String>,
        /// An address at which a factor is set up.
        address: Option<(Contact, String)>,
    },
    /// `SMS_MFA`, `EMAIL_OTP`
    Code {
        /// The `Session` of the challenge.
        session: Answer<String>,
        /// By what the code was sent.
        contact: Contact,
        /// The code.
        code: Answer<String>,
    },
}

/// What proves a password by SRP.
#[derive(Clone)]
pub struct SrpAnswer {
    /// `PASSWORD_CLAIM_SECRET_BLOCK`, base64.
    pub secret_block: String,
    /// `TIMESTAMP` in its canonical form.
    pub timestamp: String,
    /// `PASSWORD_CLAIM_SIGNATURE`, base64.
    pub signature: String,
}

/// What a call submits for its step of a sign-in.
pub(super) enum Brought {
    /// The password itself.
    Password(String),
    /// `SRP_A`
    SrpPublic(ClientPublic),
    /// What proves the password by SRP.
    SrpAnswer(SrpAnswer),
    /// A new password in place of a temporary one.
    NewPassword {
        /// The new password, or that it is missing.
        password: Answer<String>,
        /// Attributes that are given with it.
        attributes: Values,
    },
    /// A code of the authenticator app, or that it is missing.
    Token(Answer<String>),
    /// The second factor that was chosen, or that it is missing; absent if no factor has that name.
    Chosen(Answer<Option<SecondFactor>>),
    /// A code that was sent, or that it is missing.
    Code(Answer<String>),
    /// That a second factor was set up, or an address at which one is.
    SetUp(Option<(Contact, String)>),
    /// Nothing.
    Nothing,
}

impl Brought {
    /// Whether it is a password, or proves one.
    pub(super) const fn is_password(&self) -> bool {
        matches!(self, Self::Password(_) | Self::SrpAnswer(_))
    }

    /// Whether it answers `MFA_SETUP`.
    pub(super) const fn is_set_up(&self) -> bool {
        matches!(self, Self::SetUp(_))
    }
}

/// What follows on a step of a sign-in.
pub enum Step {
    /// The sign-in is complete.
    Tokens(TokenSet),
    /// A challenge must be answered.
    Challenge(Question),
}

/// A challenge, with what is needed to answer it.
pub enum Question {
    /// `PASSWORD_VERIFIER`
    PasswordVerifier {
        /// The canonical user name, which is hashed.
        username: String,
        /// `SALT`, hex.
        salt: String,
        /// `SRP_B`, hex.
        server_public: String,
        /// `SECRET_BLOCK`, base64.
        block: String,
    },
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword {
        /// The canonical user name.
        username: String,
        /// Required attributes that the user lacks.
        missing: Vec<String>,
        /// The attributes that the client may see.
        attributes: Values,
        /// To be sent back with the answer.
        session: String,
    },
    /// `SOFTWARE_TOKEN_MFA`
    SoftwareToken {
        /// The canonical user name.
        username: String,
        /// What the user calls the app.
        device_name: Option<String>,
        /// To be sent back with the answer.
        session: String,
    },
    /// `SELECT_MFA_TYPE`
    SelectMfaType {
        /// The canonical user name.
        username: String,
        /// The factors to choose from.
        offered: BTreeSet<SecondFactor>,
        /// To be sent back with the answer.
        session: String,
    },
    /// `MFA_SETUP`
    MfaSetup {
        /// The canonical user name.
        username: String,
        /// The factors that can be set up.
        enabled: BTreeSet<SecondFactor>,
        /// To be sent back with the answer, or to `AssociateSoftwareToken`.
        session: String,
    },
    /// `SMS_MFA`, `EMAIL_OTP`
    Code {
        /// The canonical user name.
        username: String,
        /// By what the code was sent.
        contact: Contact,
        /// What it is for.
        code_use: CodeUse,
        /// The address, masked.
        destination: String,
        /// To be sent back with the answer.
        session: String,
    },
}
