//! The inputs and outputs of a sign-in, once for every protocol.

use std::collections::{BTreeMap, BTreeSet};

use crypto::srp::ClientPublic;
use domain::{
    user_pools::{
        client::AuthFlow,
        sign_in::{Began, CodeUse, FirstFactor, SecondFactor},
    },
    values::{attributes::Values, contact::Contact},
};

use crate::user_pools::watch::UserContext;

/// The user name that a caller gives, with its secret hash, and what else every flow may be told.
#[derive(Default)]
pub struct Who {
    /// Any name of the user.
    pub username: String,
    /// The proof that the caller knows the client's secret.
    pub secret_hash: Option<String>,
    /// `DEVICE_KEY`: the device that the user signs in from.
    pub device_key: Option<String>,
    /// `ClientMetadata`: of the call that begins a sign-in for `PreAuthentication`, of an answer for what is asked from then on.
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// What the client tells of the user's device and network.
    pub context: UserContext,
    /// What the client has sent the user to the sign-in pages for; absent in the API.
    pub authorization: Option<Authorization>,
}

/// What a client has sent its user to the sign-in pages for.
#[derive(Clone)]
pub struct Authorization {
    /// A digest of the whole request: a sign-in that began for one continues for no other.
    pub digest: [u8; 32],
    /// The scopes of the tokens.
    pub scopes: Vec<String>,
    /// The audience of the access token (`resource`), where one is named.
    pub audience: Option<String>,
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
    /// `CUSTOM_AUTH`
    Custom {
        /// The user.
        who: Who,
        /// The password is proved by SRP first (`CHALLENGE_NAME` `SRP_A`).
        with_srp: bool,
        /// `SRP_A`
        client_public: Option<ClientPublic>,
    },
    /// `USER_AUTH`
    Choice {
        /// The user.
        who: Who,
        /// `PREFERRED_CHALLENGE`, if it is a first factor's name.
        preferred: Option<FirstFactor>,
        /// What was sent along.
        along: Along,
    },
    /// `USER_AUTH` right after a confirmation
    Confirmed {
        /// The user.
        who: Who,
        /// The `Session` of `ConfirmSignUp`.
        session: String,
    },
    /// `REFRESH_TOKEN_AUTH`
    Refresh {
        /// The refresh token.
        token: String,
        /// The proof that the caller knows the client's secret.
        secret_hash: Option<String>,
        /// `DEVICE_KEY`: the device of the sign-in.
        device_key: Option<String>,
    },
}

impl Start {
    /// The flow that the client must allow.
    pub(super) const fn auth_flow(&self, began: Began) -> AuthFlow {
        match (self, began) {
            (Self::Password { .. }, Began::Admin) => AuthFlow::AdminUserPassword,
            (Self::Password { .. }, Began::Public | Began::Page) => AuthFlow::UserPassword,
            (Self::Srp { .. }, _) => AuthFlow::UserSrp,
            (Self::Custom { .. }, _) => AuthFlow::Custom,
            (Self::Choice { .. } | Self::Confirmed { .. }, _) => AuthFlow::User,
            (Self::Refresh { .. }, _) => AuthFlow::RefreshToken,
        }
    }
}

/// What is sent along with the choice of a first factor, for the one that it is of use for.
#[derive(Default)]
pub struct Along {
    /// `PASSWORD`
    pub password: Option<String>,
    /// `SRP_A`
    pub client_public: Option<ClientPublic>,
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
        /// Where the factor was chosen. It may be sent back with the answer.
        session: Option<String>,
    },
    /// `DEVICE_SRP_AUTH`
    DeviceSrp {
        /// The canonical user name.
        username: String,
        /// To be sent back with the answer.
        session: String,
    },
    /// `DEVICE_PASSWORD_VERIFIER`
    DeviceVerifier {
        /// The canonical user name.
        username: String,
        /// `DEVICE_KEY`, which is hashed.
        device_key: String,
        /// `SALT`, hex.
        salt: String,
        /// `SRP_B`, hex.
        server_public: String,
        /// `SECRET_BLOCK`, base64.
        block: String,
        /// May be sent back with the answer.
        session: String,
    },
    /// `SELECT_CHALLENGE`
    SelectChallenge {
        /// The canonical user name.
        username: String,
        /// `AvailableChallenges`
        offered: BTreeSet<FirstFactor>,
        /// To be sent back with the answer.
        session: String,
    },
    /// `PASSWORD`, `PASSWORD_SRP`
    Password {
        /// The canonical user name.
        username: String,
        /// It is proved, and not sent.
        by_srp: bool,
        /// To be sent back with the answer.
        session: String,
    },
    /// `CUSTOM_CHALLENGE`
    Custom {
        /// The canonical user name.
        username: String,
        /// What the function that created it tells the client.
        parameters: BTreeMap<String, String>,
        /// To be sent back with the answer.
        session: String,
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
    /// `WEB_AUTHN`
    Passkey {
        /// What the browser needs.
        options: RequestOptions,
        /// `AvailableChallenges`
        offered: BTreeSet<FirstFactor>,
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
    /// `SMS_MFA`, `EMAIL_OTP`, `SMS_OTP`
    Code {
        /// The canonical user name.
        username: String,
        /// By what the code was sent.
        contact: Contact,
        /// What it is for.
        code_use: CodeUse,
        /// The address, masked.
        destination: String,
        /// `AvailableChallenges`, where it is the first factor.
        offered: BTreeSet<FirstFactor>,
        /// To be sent back with the answer.
        session: String,
    },
}

/// What a browser needs in order to have a passkey sign.
pub struct RequestOptions {
    /// What is signed, base64url.
    pub challenge: String,
    /// The RP id.
    pub relying_party: String,
    /// Whether the authenticator must verify its user.
    pub verification_required: bool,
    /// The user's passkeys.
    pub allowed: Vec<AllowedPasskey>,
}

/// A passkey that may sign.
pub struct AllowedPasskey {
    /// The credential's id, base64url.
    pub id: String,
    /// By what its authenticator can be reached.
    pub transports: Vec<String>,
}
