//! What codes are for.

use serde::{Deserialize, Serialize};

use crate::values::contact::Contact;

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    /// To confirm a sign-up.
    #[serde(rename = "sign_up")]
    SignUp,
    /// To set a forgotten password anew.
    #[serde(rename = "forgot_password")]
    ForgotPassword,
    /// To verify the e-mail address that it is sent to.
    #[serde(rename = "verify_email")]
    VerifyEmail,
    /// To verify the phone number that it is sent to.
    #[serde(rename = "verify_phone_number")]
    VerifyPhoneNumber,
}

impl Purpose {
    /// To verify an address of this kind.
    pub const fn verifying(contact: Contact) -> Self {
        match contact {
            Contact::Email => Self::VerifyEmail,
            Contact::Phone => Self::VerifyPhoneNumber,
        }
    }
}
