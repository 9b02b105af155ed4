//! What codes are for.

use serde::{Deserialize, Serialize};

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    /// To confirm a sign-up.
    #[serde(rename = "sign_up")]
    SignUp,
    /// To set a forgotten password anew.
    #[serde(rename = "forgot_password")]
    ForgotPassword,
}
