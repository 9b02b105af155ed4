//! Calls of the pool's function `PostConfirmation`. That one is due is recorded with the confirmation, and that it was made, behind it: what
//! a node does not live to call is called later.

use serde::{Deserialize, Serialize};

use super::Profile;
use crate::Timestamp;

/// Calls of `PostConfirmation` that a user is remembered to be owed. A function that is never there to be called does not make a user grow.
const CALLS_DUE_MAX: usize = 10;

/// What was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    /// A sign-up.
    #[serde(rename = "sign_up")]
    SignUp,
    /// A new password after a forgotten one.
    #[serde(rename = "forgot_password")]
    ForgotPassword,
}

/// The pool's function is to be called. No `ClientMetadata` is recorded: AWS stores none either.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostConfirmationDue {
    /// What was confirmed.
    pub confirmation: Confirmation,
    /// Through which client; empty for a call of an administrator's.
    pub client_id: String,
    /// When.
    pub at: Timestamp,
}

/// The function was called, and has answered or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostConfirmationCalled {
    /// When the call fell due.
    pub due_at: Timestamp,
    /// When.
    pub at: Timestamp,
}

impl Profile {
    pub(super) fn owe_post_confirmation(&mut self, event: &PostConfirmationDue) {
        self.post_confirmations.push(event.clone());
        let surplus = self.post_confirmations.len().saturating_sub(CALLS_DUE_MAX);
        self.post_confirmations.drain(..surplus);
    }

    pub(super) fn call_post_confirmation(&mut self, event: &PostConfirmationCalled) {
        self.post_confirmations.retain(|due| due.at != event.due_at);
    }

    /// The call of `PostConfirmation` that fell due at a time, if it was not made since.
    pub fn post_confirmation_due(&self, at: Timestamp) -> Option<&PostConfirmationDue> {
        self.post_confirmations.iter().find(|due| due.at == at)
    }
}
