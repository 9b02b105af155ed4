//! The functions that a pool calls. Of those that AWS knows, only the ones that are called have a place here.

use serde::{Deserialize, Serialize};

/// `LambdaConfig`: functions by their ARNs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerFunctions {
    /// `DefineAuthChallenge`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub define_auth_challenge: Option<String>,
    /// `CreateAuthChallenge`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_auth_challenge: Option<String>,
    /// `VerifyAuthChallengeResponse`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify_auth_challenge_response: Option<String>,
}

impl TriggerFunctions {
    pub(super) fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}
