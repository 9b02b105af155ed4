//! Facts about the second factors of a user.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Personal, Secret, Timestamp, user_pools::sign_in::SecondFactor};

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
    /// When.
    pub at: Timestamp,
}

/// A wrong code of a factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorRefused {
    /// Count of wrong codes since the last complete sign-in, this one included.
    pub failures: u32,
    /// Until when every further code is refused unchecked.
    pub locked_until: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}
