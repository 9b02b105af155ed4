//! Passwords of a user that are in a list of breached ones. Neither the password nor its entry in the list is recorded.

use serde::{Deserialize, Serialize};

use super::{Profile, ResetRequired, Status, UserEvent};
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
    pub(super) fn noted(on: PasswordEvent, finding: PasswordFinding, at: Timestamp) -> Option<UserEvent> {
        finding.is_compromised().then(|| Self { on, blocked: false, at }.into())
    }
}

impl Profile {
    /// What follows on a compromised password that signs nobody in: a confirmed user must set another one by a code.
    pub(super) fn block_compromised(&self, at: Timestamp) -> Vec<UserEvent> {
        let found = CompromisedPasswordFound { on: PasswordEvent::SignIn, blocked: true, at };
        let reset = (self.status == Status::Confirmed).then(|| ResetRequired { at }.into());
        std::iter::once(found.into()).chain(reset).collect()
    }
}
