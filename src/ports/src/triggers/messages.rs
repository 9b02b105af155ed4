//! Triggers that write messages, and that send them instead of the service.

use serde::{Deserialize, Serialize};

use super::{Nothing, Texts, Trigger};

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageSource {
    /// The code of a sign-up.
    SignUp,
    /// An invitation.
    AdminCreateUser,
    /// A further code of a sign-up.
    ResendCode,
    /// The code for a forgotten password.
    ForgotPassword,
    /// The code of a new address or number.
    UpdateUserAttribute,
    /// The code of an address or number that is to be verified.
    VerifyUserAttribute,
    /// The code of a sign-in.
    Authentication,
    /// A warning of a sign-in that somebody else may have made. Senders of mail alone are asked.
    AccountTakeOverNotification,
}

impl MessageSource {
    fn name(self) -> &'static str {
        match self {
            Self::SignUp => "SignUp",
            Self::AdminCreateUser => "AdminCreateUser",
            Self::ResendCode => "ResendCode",
            Self::ForgotPassword => "ForgotPassword",
            Self::UpdateUserAttribute => "UpdateUserAttribute",
            Self::VerifyUserAttribute => "VerifyUserAttribute",
            Self::Authentication => "Authentication",
            Self::AccountTakeOverNotification => "AccountTakeOverNotification",
        }
    }
}

/// What `CustomMessage` is asked: the texts of a message.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomMessage {
    /// What the message is for.
    #[serde(skip)]
    pub source: MessageSource,
    /// `codeParameter`: the place of the code in the texts.
    pub code_parameter: &'static str,
    /// `linkParameter`: the place of a link, where the pool sends links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_parameter: Option<String>,
    /// `usernameParameter`: the place of the user name; null but in invitations.
    pub username_parameter: Option<&'static str>,
    /// `clientMetadata`; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

/// What it answers; for what is absent the pool's own text is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MessageTexts {
    /// `smsMessage`
    pub sms_message: Option<String>,
    /// `emailMessage`
    pub email_message: Option<String>,
    /// `emailSubject`
    pub email_subject: Option<String>,
}

impl Trigger for CustomMessage {
    type Answer = MessageTexts;
    const NAME: &'static str = "CustomMessage";

    fn source(&self) -> String {
        format!("CustomMessage_{}", self.source.name())
    }
}

/// Which messages a function sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderKind {
    /// `CustomEmailSender`
    Email,
    /// `CustomSMSSender`
    Sms,
}

/// What `CustomEmailSender` and `CustomSMSSender` are told: a code, to send it to the user.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomSender {
    /// Which messages the function sends.
    #[serde(skip)]
    pub kind: SenderKind,
    /// What the message is for.
    #[serde(skip)]
    pub source: MessageSource,
    /// `type`: `customEmailSenderRequestV1` or `customSMSSenderRequestV1`.
    pub r#type: &'static str,
    /// `code`: a message of the AWS Encryption SDK, in base64.
    pub code: String,
    /// `clientMetadata`; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

impl Trigger for CustomSender {
    type Answer = Nothing;
    const NAME: &'static str = "CustomSender";

    fn source(&self) -> String {
        let kind = match self.kind {
            SenderKind::Email => "CustomEmailSender",
            SenderKind::Sms => "CustomSMSSender",
        };
        format!("{kind}_{}", self.source.name())
    }
}
