//! Facts about the attributes of a user: written, and verified.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Purpose;
use crate::{Personal, Timestamp, values::username::Name};

/// Attributes were written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributesWritten {
    /// New values, and what follows from them; an empty value takes its attribute away.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// Names that the user is found by from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// Names that the user gives back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<Name>,
    /// When.
    pub at: Timestamp,
}

/// The user gave the code that was sent to an address, which is thereby verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributeVerified {
    /// What the code was for.
    pub purpose: Purpose,
    /// What was written with it: the flag that says so, and the address itself if it had waited for that.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// Names that the user is found by from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// Names that the user gives back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<Name>,
    /// When.
    pub at: Timestamp,
}
