//! A user's password, and whether and how the user may sign in.

use serde::{Deserialize, Serialize};

use crate::{Secret, Timestamp};

/// A password in the forms it is checked in. The password itself is nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Random; tells one password from the next, so that a check against an old one does not count.
    pub version: String,
    /// Argon2id, PHC string.
    pub phc: Secret<String>,
    /// SRP salt, hex.
    pub srp_salt: Secret<String>,
    /// SRP verifier, hex.
    pub srp_verifier: Secret<String>,
}

impl Credential {
    /// What a user without a password has in its place. No form of it is known, so that no proof of it is right.
    pub const fn absent() -> Self {
        Self {
            version: String::new(),
            phc: Secret::Forgotten,
            srp_salt: Secret::Forgotten,
            srp_verifier: Secret::Forgotten,
        }
    }

    /// Whether there is a password.
    pub const fn is_present(&self) -> bool {
        self.phc.known().is_some()
    }
}

/// Whether and how a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Signed up, not confirmed.
    #[serde(rename = "UNCONFIRMED")]
    Unconfirmed,
    /// May sign in.
    #[serde(rename = "CONFIRMED")]
    Confirmed,
    /// May sign in with a temporary password and must set another.
    #[serde(rename = "FORCE_CHANGE_PASSWORD")]
    ForceChangePassword {
        /// When the temporary password ends.
        expires_at: Timestamp,
    },
    /// An administrator has reset the password, or the user was imported without one: the user must set one by a code.
    #[serde(rename = "RESET_REQUIRED")]
    ResetRequired,
    /// An identity provider has made the user, who signs in there: there is no password.
    #[serde(rename = "EXTERNAL_PROVIDER")]
    External,
}

impl Status {
    /// The name of the status of a user whom an administrator has made.
    pub const FORCE_CHANGE_PASSWORD: &str = "FORCE_CHANGE_PASSWORD";

    /// The name AWS gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword { .. } => Self::FORCE_CHANGE_PASSWORD,
            Self::ResetRequired => "RESET_REQUIRED",
            Self::External => "EXTERNAL_PROVIDER",
        }
    }
}
