//! Who sends a pool's messages. Kept and shown again: mail and text messages go out by the server's own settings.

use serde::{Deserialize, Serialize};

/// `EmailConfiguration`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSender {
    /// `EmailSendingAccount` `DEVELOPER`; otherwise `COGNITO_DEFAULT`.
    pub is_own: bool,
    /// `SourceArn`
    pub source_arn: Option<String>,
    /// `From`
    pub from: Option<String>,
    /// `ReplyToEmailAddress`
    pub reply_to: Option<String>,
    /// `ConfigurationSet`
    pub configuration_set: Option<String>,
}

/// `SmsConfiguration`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsSender {
    /// `SnsCallerArn`
    pub sns_caller_arn: Option<String>,
    /// `ExternalId`
    pub external_id: Option<String>,
    /// `SnsRegion`
    pub sns_region: Option<String>,
    /// `EumsSms`
    pub eums: Option<EumsSender>,
}

/// `SmsConfiguration.EumsSms`: AWS End User Messaging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EumsSender {
    /// `CallerArn`
    pub caller_arn: String,
    /// `ConfigurationSetName`
    pub configuration_set: Option<String>,
    /// `ExternalId`
    pub external_id: Option<String>,
    /// `InEntityId`
    pub in_entity_id: Option<String>,
    /// `InTemplateId`
    pub in_template_id: Option<String>,
    /// `OriginationIdentity`
    pub origination_identity: Option<String>,
    /// `Region`
    pub region: Option<String>,
}
