//! A user who was imported from a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Credential, Profile, Status};
use crate::{Personal, Timestamp, user_pools::sign_in::SecondFactor, values::username::Name};

/// The user was imported from a file. There is no password: the user must set one by a code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// The user name as it was given.
    pub username: Personal<String>,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// Whether codes by text message are switched on as a second factor.
    pub sms_factor: bool,
    /// The id of the job that imported the file.
    pub job: String,
    /// When.
    pub at: Timestamp,
}

impl Profile {
    pub(super) fn imported(event: &Imported) -> Self {
        let none = Credential::absent();
        let mut profile =
            Self::new(&event.username, &event.attributes, Status::ResetRequired, &none, event.at);
        profile.factors.active.extend(event.sms_factor.then_some(SecondFactor::Sms));
        profile
    }
}
