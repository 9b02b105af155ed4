//! Functions that a pool calls in the course of an operation, which AWS calls Lambda triggers: what each is asked, and what it answers.
//!
//! A trigger is a method of [`Triggers`], with a type for its request and one for its answer. What every trigger is told is in [`Call`]. A
//! name that AWS gives a value (a challenge, say) is a text here, as functions see and write it.

use std::{collections::BTreeMap, fmt};

use async_trait::async_trait;

/// Texts by their names: attributes, parameters, `ClientMetadata`.
pub type Texts = BTreeMap<String, String>;

/// One call of a function: what every trigger is told, and what this one is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Call<R> {
    /// The function's ARN.
    pub function: String,
    /// The pool's region.
    pub region: String,
    /// The pool's id.
    pub pool: String,
    /// Through which client.
    pub client: String,
    /// The user name; for an unknown name the one that its user would have.
    pub username: String,
    /// `userAttributes`; for an unknown name none.
    pub attributes: Texts,
    /// What this trigger is asked.
    pub request: R,
}

impl<R> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("function", &self.function).finish_non_exhaustive()
    }
}

/// A challenge that was answered, as functions are told of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answered {
    /// `challengeName`
    pub challenge: String,
    /// `challengeResult`
    pub passed: bool,
    /// `challengeMetadata`
    pub metadata: Option<String>,
}

/// What `DefineAuthChallenge` is asked: what follows in a sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct DefineAuthChallenge {
    /// `session`: what was answered, in order.
    pub session: Vec<Answered>,
    /// `clientMetadata`; absent where the call has none.
    pub client_metadata: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

/// What it answers. Of several, the first counts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChallengeDefined {
    /// `failAuthentication`
    pub fails: bool,
    /// `issueTokens`
    pub issues_tokens: bool,
    /// `challengeName`
    pub challenge: Option<String>,
}

/// What `CreateAuthChallenge` is asked: a challenge.
#[derive(Clone, PartialEq, Eq)]
pub struct CreateAuthChallenge {
    /// `challengeName`
    pub challenge: String,
    /// `session`: what was answered, in order.
    pub session: Vec<Answered>,
    /// `clientMetadata`; absent where the call has none.
    pub client_metadata: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

/// What it answers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChallengeCreated {
    /// `publicChallengeParameters`: the client gets them.
    pub public: Texts,
    /// `privateChallengeParameters`: the function that verifies the answer gets them, and no client.
    pub private: Texts,
    /// `challengeMetadata`: what later calls tell functions of this challenge.
    pub metadata: Option<String>,
}

/// What `VerifyAuthChallengeResponse` is asked: whether an answer is right.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyAuthChallengeResponse {
    /// `privateChallengeParameters`
    pub private: Texts,
    /// `challengeAnswer`
    pub answer: String,
    /// `clientMetadata`; absent where the call has none.
    pub client_metadata: Option<Texts>,
    /// `userNotFound`
    pub user_not_found: bool,
}

/// Why a function has not answered.
#[derive(Clone, PartialEq, Eq)]
pub enum TriggerFault {
    /// It has thrown an error, with this text, which is meant for the caller.
    Threw(String),
    /// What it has answered is no answer to what it was asked.
    Unreadable,
    /// It could not be called, or has not answered in time. AWS's name of the error, such as `AccessDeniedException`.
    NotCalled(String),
}

impl fmt::Debug for TriggerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Threw(_) => "Threw(..)",
            Self::Unreadable => "Unreadable",
            Self::NotCalled(error) => return write!(f, "NotCalled({error})"),
        })
    }
}

/// Calls functions. An adapter gives a function 5 seconds and tries three times in all, as AWS does; so functions bear a repeat.
#[async_trait]
pub trait Triggers: Send + Sync {
    /// `DefineAuthChallenge`
    async fn define_auth_challenge(
        &self,
        call: Call<DefineAuthChallenge>,
    ) -> Result<ChallengeDefined, TriggerFault>;

    /// `CreateAuthChallenge`
    async fn create_auth_challenge(
        &self,
        call: Call<CreateAuthChallenge>,
    ) -> Result<ChallengeCreated, TriggerFault>;

    /// `VerifyAuthChallengeResponse`: whether the answer is right (`answerCorrect`).
    async fn verify_auth_challenge_response(
        &self,
        call: Call<VerifyAuthChallengeResponse>,
    ) -> Result<bool, TriggerFault>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_users_nor_what_functions_say() {
        let request = VerifyAuthChallengeResponse {
            private: [("answer".to_owned(), "4711".to_owned())].into(),
            answer: "4711".to_owned(),
            client_metadata: None,
            user_not_found: false,
        };
        let call = Call {
            function: "arn:verify".to_owned(),
            region: "us-east-1".to_owned(),
            pool: "us-east-1_a".to_owned(),
            client: "web".to_owned(),
            username: "ada".to_owned(),
            attributes: [("email".to_owned(), "ada@example.com".to_owned())].into(),
            request,
        };
        let shown = format!("{call:?} {:?}", TriggerFault::Threw("ada is not welcome".to_owned()));
        assert!(shown.contains("arn:verify"));
        assert!(["ada", "4711"].iter().all(|private| !shown.contains(private)), "{shown}");
    }
}
