//! A user whom a function of the pool brought from elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Credential, Status};
use crate::{Personal, Timestamp, values::username::Name};

/// The user signed in, or forgot the password, under a name that the pool did not know; its function `UserMigration` knew it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Migrated {
    /// The user name as it was given.
    pub username: Personal<String>,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The password that the function took; absent where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Credential>,
    /// Confirmed, or required to set another password.
    pub status: Status,
    /// Whether codes by text message are switched on as a second factor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sms_factor: bool,
    /// When.
    pub at: Timestamp,
}
