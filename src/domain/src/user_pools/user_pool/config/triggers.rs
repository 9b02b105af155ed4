//! The functions that a pool calls. Of those that AWS knows, only the ones that are called have a place here.

use serde::{Deserialize, Serialize};

/// `LambdaConfig`: functions by their ARNs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerFunctions {
    /// `PreSignUp`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_sign_up: Option<String>,
    /// `PostConfirmation`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_confirmation: Option<String>,
    /// `PreAuthentication`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_authentication: Option<String>,
    /// `PostAuthentication`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_authentication: Option<String>,
    /// `DefineAuthChallenge`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub define_auth_challenge: Option<String>,
    /// `CreateAuthChallenge`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_auth_challenge: Option<String>,
    /// `VerifyAuthChallengeResponse`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify_auth_challenge_response: Option<String>,
    /// `PreTokenGeneration` and `PreTokenGenerationConfig`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_token_generation: Option<TokenFunction>,
    /// `UserMigration`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_migration: Option<String>,
    /// `CustomMessage`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_message: Option<String>,
    /// `CustomEmailSender`, whose one version is `V1_0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_email_sender: Option<String>,
    /// `CustomSMSSender`, whose one version is `V1_0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_sms_sender: Option<String>,
    /// `InboundFederation`, whose one version is `V1_0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_federation: Option<String>,
    /// `KMSKeyID`: the ARN of the key that encrypts codes for senders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_key: Option<String>,
}

/// A function that changes tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFunction {
    /// Its ARN.
    pub function: String,
    /// Which form of the event it is written for.
    pub version: TokenFunctionVersion,
}

/// `LambdaVersion` of a function that changes tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenFunctionVersion {
    /// `V1_0`: the ID token.
    V1,
    /// `V2_0`: the access token too.
    V2,
    /// `V3_0`: clients' own tokens too.
    V3,
}

impl TriggerFunctions {
    /// Whether functions write messages or send them.
    pub fn has_message_function(&self) -> bool {
        self.custom_message.is_some()
            || self.custom_email_sender.is_some()
            || self.custom_sms_sender.is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}
