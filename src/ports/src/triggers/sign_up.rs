//! Triggers around the sign-up of a user.

use serde::{Deserialize, Serialize};

use super::{Nothing, Texts, Trigger};

/// Who wants a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpSource {
    /// The user, by `SignUp`.
    SignUp,
    /// An administrator, by `AdminCreateUser`.
    AdminCreateUser,
    /// An identity provider, at the first sign-in by it.
    ExternalProvider,
}

/// What `PreSignUp` is asked: whether there shall be a user.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreSignUp {
    /// Who wants a user.
    #[serde(skip)]
    pub source: SignUpSource,
    /// `validationData`; null where the call has none.
    pub validation_data: Option<Texts>,
    /// `clientMetadata`; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

/// What it answers: what is done at once that would need a code otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SignUpVerdict {
    /// `autoConfirmUser`
    pub auto_confirm_user: bool,
    /// `autoVerifyEmail`
    pub auto_verify_email: bool,
    /// `autoVerifyPhone`
    pub auto_verify_phone: bool,
}

impl Trigger for PreSignUp {
    type Answer = SignUpVerdict;
    const NAME: &'static str = "PreSignUp";

    fn source(&self) -> String {
        let source = match self.source {
            SignUpSource::SignUp => "PreSignUp_SignUp",
            SignUpSource::AdminCreateUser => "PreSignUp_AdminCreateUser",
            SignUpSource::ExternalProvider => "PreSignUp_ExternalProvider",
        };
        source.to_owned()
    }
}

/// What was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationSource {
    /// A sign-up.
    SignUp,
    /// A new password after a forgotten one.
    ForgotPassword,
}

/// What `PostConfirmation` is told: a user is confirmed.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PostConfirmation {
    /// What was confirmed.
    #[serde(skip)]
    pub source: ConfirmationSource,
    /// `clientMetadata`; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

impl Trigger for PostConfirmation {
    type Answer = Nothing;
    const NAME: &'static str = "PostConfirmation";

    fn source(&self) -> String {
        let source = match self.source {
            ConfirmationSource::SignUp => "PostConfirmation_ConfirmSignUp",
            ConfirmationSource::ForgotPassword => "PostConfirmation_ConfirmForgotPassword",
        };
        source.to_owned()
    }
}
