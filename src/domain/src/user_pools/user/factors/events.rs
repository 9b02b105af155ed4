//! Facts about the second factors of a user.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Personal, Secret, Timestamp,
    user_pools::{
        sign_in::{CodeUse, SecondFactor},
        user::ForFunction,
    },
    values::contact::Contact,
};

/// An authenticator app was given its secret. It counts once a code of it was verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorAssociated {
    /// The secret, hex.
    pub secret: Secret<String>,
    /// When.
    pub at: Timestamp,
}

/// A code of an authenticator app was verified. It takes the place of an earlier app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorVerified {
    /// Its secret, hex.
    pub secret: Secret<String>,
    /// What the user calls it; empty if it has no name.
    pub device_name: Personal<String>,
    /// The step of the code, which is not good again.
    pub step: u64,
    /// The app is asked for from now on. Otherwise that is as it was before.
    pub switched_on: bool,
    /// When.
    pub at: Timestamp,
}

/// A code of the authenticator app was right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorUsed {
    /// The step of the code. Neither this nor an earlier one is good again.
    pub step: u64,
    /// When.
    pub at: Timestamp,
}

/// The user no longer has an authenticator app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuthenticatorRemoved {
    /// When.
    pub at: Timestamp,
}

/// Second factors were switched on or off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorsSet {
    /// Those that are on from now on.
    pub active: BTreeSet<SecondFactor>,
    /// The one that is asked for where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<SecondFactor>,
    /// The user lets a passkey stand for both factors, where the pool does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passkeys_stand_for_both: bool,
    /// When.
    pub at: Timestamp,
}

/// A code of a factor was issued; a reaction sends it. The code itself is derived from the nonce under a key that is in no database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorCodeIssued {
    /// What for.
    pub code_use: CodeUse,
    /// Random; tells one code from the next.
    pub nonce: String,
    /// By what it is sent.
    pub contact: Contact,
    /// Where it is sent.
    pub destination: Personal<String>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// For which client.
    pub client_id: String,
    /// What functions for messages are told, where the pool has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_function: Option<ForFunction>,
    /// When.
    pub at: Timestamp,
}
