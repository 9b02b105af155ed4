//! Calls of the pool's function `PostConfirmation`. That one is due is recorded with the confirmation, and that it was made, behind it: what
//! a node does not live to call is called later.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

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
