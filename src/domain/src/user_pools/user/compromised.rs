//! Passwords of a user that are in a list of breached ones. Neither the password nor its entry in the list is recorded.

use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    values::risk::{PasswordEvent, PasswordFinding},
};

/// A password that was given is in the list. Where it was taken all the same, this follows in the log right behind the fact of what it was
/// given for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompromisedPasswordFound {
    /// What it was given for.
    pub on: PasswordEvent,
    /// Whether it was refused.
    pub blocked: bool,
    /// When.
    pub at: Timestamp,
}

impl CompromisedPasswordFound {
    /// The fact behind that of an occasion where a compromised password was taken.
    pub(super) fn noted(on: PasswordEvent, finding: PasswordFinding, at: Timestamp) -> Option<Self> {
        finding.is_compromised().then_some(Self { on, blocked: false, at })
    }
}
