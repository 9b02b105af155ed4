//! What the pool's functions for messages are told of a code, beside the user: recorded with the code, for they are called when it is sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Personal;

/// What a code was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeReason {
    /// It came with a sign-up.
    #[serde(rename = "sign_up")]
    SignUp,
    /// A further one for a sign-up.
    #[serde(rename = "resend_code")]
    ResendCode,
    /// To set a forgotten password anew.
    #[serde(rename = "forgot_password")]
    ForgotPassword,
    /// An address or number has changed.
    #[serde(rename = "update_user_attribute")]
    UpdateUserAttribute,
    /// The user asked to verify an address or number.
    #[serde(rename = "verify_user_attribute")]
    VerifyUserAttribute,
    /// It is a factor of a sign-in.
    #[serde(rename = "authentication")]
    Authentication,
}

/// What a function is told; recorded only where the pool has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForFunction {
    /// What the code was asked for.
    pub reason: CodeReason,
    /// `ClientMetadata` of the call that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Personal<BTreeMap<String, String>>>,
}
