//! Triggers that write messages, and that send them instead of the service.

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// `linkParameter`: the place of a link, in every event as at AWS; a link is put there in messages that may have one.
    pub link_parameter: &'static str,
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
    /// `clientMetadata`; null where the call has none.
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

    fn unanswered(&self) -> Value {
        Value::Null
    }
}

/// What `CustomEmailSender` is told of a sign-in that somebody else may have made, to warn the user. It has no code.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TakeoverNotice {
    /// `type`: `customEmailSenderRequestV1`.
    pub r#type: &'static str,
    /// `code`: null.
    pub code: (),
    /// `clientMetadata`: null.
    pub client_metadata: (),
    /// `userAttributes`: what is known of the sign-in, in the place of the user's attributes.
    pub user_attributes: SuspectSignIn,
}

/// A sign-in that somebody else may have made, named as AWS names it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct SuspectSignIn {
    /// `EVENT_ID`: the id of the event that `AdminListUserAuthEvents` lists.
    pub event_id: String,
    /// `USER_NAME`
    pub user_name: String,
    /// `ACCOUNT_TAKE_OVER_ACTION`: what was done about it, `BLOCK`, `MFA` or `NO_ACTION`.
    pub account_take_over_action: &'static str,
    /// `LOGIN_TIME`, such as `Friday, March 19, 2021 02:25 PM UTC`.
    pub login_time: String,
    /// `IP_ADDRESS`; null where it is not known.
    pub ip_address: Option<String>,
    /// `CITY`; null where it is not known.
    pub city: Option<String>,
    /// `COUNTRY`; null where it is not known.
    pub country: Option<String>,
    /// `DEVICE_NAME`: what the software calls itself; null where it is not known.
    pub device_name: Option<String>,
    /// `FEEDBACK_TOKEN`, for `UpdateAuthEventFeedback`.
    pub feedback_token: String,
    /// `ONE_CLICK_LINK_VALID`: where the user says that it was the user.
    pub one_click_link_valid: String,
    /// `ONE_CLICK_LINK_INVALID`: where the user says that it was not.
    pub one_click_link_invalid: String,
}

impl Trigger for TakeoverNotice {
    type Answer = Nothing;

    const NAME: &'static str = "CustomEmailSender";

    fn source(&self) -> String {
        "CustomEmailSender_AccountTakeOverNotification".to_owned()
    }

    fn unanswered(&self) -> Value {
        Value::Null
    }
}
