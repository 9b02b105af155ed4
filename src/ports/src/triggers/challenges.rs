//! The three triggers of `CUSTOM_AUTH`.

use serde::{Deserialize, Serialize};

use super::{Texts, Trigger, nullable};

/// A challenge that was answered, as functions are told of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// `challengeName`
    #[serde(rename = "challengeName")]
    pub challenge: String,
    /// `challengeResult`
    #[serde(rename = "challengeResult")]
    pub passed: bool,
    /// `challengeMetadata`
    #[serde(rename = "challengeMetadata")]
    pub metadata: Option<String>,
}

/// What `DefineAuthChallenge` is asked: what follows in a sign-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DefineAuthChallenge {
    /// `session`: what was answered, in order.
    pub session: Vec<Answered>,
    /// `clientMetadata`; absent where the call has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

/// What it answers. Of several, the first counts.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChallengeDefined {
    /// `failAuthentication`
    #[serde(rename = "failAuthentication", with = "nullable")]
    pub fails: bool,
    /// `issueTokens`
    #[serde(rename = "issueTokens", with = "nullable")]
    pub issues_tokens: bool,
    /// `challengeName`
    #[serde(rename = "challengeName")]
    pub challenge: Option<String>,
}

impl Trigger for DefineAuthChallenge {
    type Answer = ChallengeDefined;
    const NAME: &'static str = "DefineAuthChallenge";

    fn source(&self) -> String {
        "DefineAuthChallenge_Authentication".to_owned()
    }
}

/// What `CreateAuthChallenge` is asked: a challenge.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateAuthChallenge {
    /// `challengeName`
    #[serde(rename = "challengeName")]
    pub challenge: String,
    /// `session`: what was answered, in order.
    pub session: Vec<Answered>,
    /// `clientMetadata`; absent where the call has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

/// What it answers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChallengeCreated {
    /// `publicChallengeParameters`: the client gets them.
    #[serde(rename = "publicChallengeParameters", with = "nullable")]
    pub public: Texts,
    /// `privateChallengeParameters`: the function that verifies the answer gets them, and no client.
    #[serde(rename = "privateChallengeParameters", with = "nullable")]
    pub private: Texts,
    /// `challengeMetadata`: what later calls tell functions of this challenge.
    #[serde(rename = "challengeMetadata")]
    pub metadata: Option<String>,
}

impl Trigger for CreateAuthChallenge {
    type Answer = ChallengeCreated;
    const NAME: &'static str = "CreateAuthChallenge";

    fn source(&self) -> String {
        "CreateAuthChallenge_Authentication".to_owned()
    }
}

/// What `VerifyAuthChallengeResponse` is asked: whether an answer is right.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyAuthChallengeResponse {
    /// `privateChallengeParameters`
    #[serde(rename = "privateChallengeParameters")]
    pub private: Texts,
    /// `challengeAnswer`
    #[serde(rename = "challengeAnswer")]
    pub answer: String,
    /// `clientMetadata`; absent where the call has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

/// What it answers.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChallengeVerified {
    /// `answerCorrect`
    #[serde(rename = "answerCorrect", with = "nullable")]
    pub is_right: bool,
}

impl Trigger for VerifyAuthChallengeResponse {
    type Answer = ChallengeVerified;
    const NAME: &'static str = "VerifyAuthChallengeResponse";

    fn source(&self) -> String {
        "VerifyAuthChallengeResponse_Authentication".to_owned()
    }
}
