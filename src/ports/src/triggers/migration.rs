//! The trigger that brings users from elsewhere.

use serde::{Deserialize, Serialize};

use super::{Texts, Trigger};

/// What an unknown name was typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationSource {
    /// A sign-in by password.
    Authentication,
    /// A forgotten password.
    ForgotPassword,
}

/// What `UserMigration` is asked: who has a name that the pool does not know.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserMigration {
    /// What the name was typed for.
    #[serde(skip)]
    pub source: MigrationSource,
    /// `password` that was typed; null for a forgotten one.
    pub password: Option<String>,
    /// `validationData`: the `ClientMetadata` of the call that begins a sign-in; null where it has none.
    pub validation_data: Option<Texts>,
    /// `clientMetadata`; absent where the call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
}

/// What it answers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MigratedUser {
    /// `userAttributes`; absent or empty where there is no such user.
    pub user_attributes: Option<Texts>,
    /// `finalUserStatus`: `CONFIRMED` or `RESET_REQUIRED`.
    pub final_user_status: Option<String>,
    /// `messageAction`: `SUPPRESS` or nothing.
    pub message_action: Option<String>,
    /// `desiredDeliveryMediums`: `EMAIL`, `SMS`.
    pub desired_delivery_mediums: Option<Vec<String>>,
    /// `forceAliasCreation`
    pub force_alias_creation: Option<bool>,
    /// `enableSMSMFA`
    #[serde(rename = "enableSMSMFA")]
    pub enable_sms_mfa: Option<bool>,
}

impl Trigger for UserMigration {
    type Answer = MigratedUser;
    const NAME: &'static str = "UserMigration";

    fn source(&self) -> String {
        let source = match self.source {
            MigrationSource::Authentication => "UserMigration_Authentication",
            MigrationSource::ForgotPassword => "UserMigration_ForgotPassword",
        };
        source.to_owned()
    }
}
