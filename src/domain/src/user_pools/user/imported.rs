//! A user who was imported from a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Personal, Timestamp, values::username::Name};

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
