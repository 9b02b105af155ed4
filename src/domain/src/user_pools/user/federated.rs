//! Facts about users whom identity providers sign in: that the first sign-in made the user, what a provider said, and why such a sign-in was
//! refused.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::{Link, Refusal, taken};
use crate::{Claim, Personal, Scope, Timestamp, values::username::Name};

/// Scope of the claims on answers of identity providers: each is good once in its pool.
pub const ANSWER_SCOPE: Scope = "provider_answer";

/// The first sign-in with an account at an identity provider made the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MadeByProvider {
    /// `<provider>_<subject>`, as the pool writes names.
    pub username: Personal<String>,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The account.
    pub link: Link,
    /// Through which client.
    pub client_id: String,
    /// When.
    pub at: Timestamp,
}

/// An identity provider said who signs in. What it said was verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProviderAnswered {
    /// The provider's name.
    pub provider: String,
    /// The provider's own id of the user.
    pub subject: Personal<String>,
    /// What makes the answer one of its own: the id of the sign-in that it completes, and that of an assertion.
    pub answers: Vec<String>,
    /// What it said, as far as attributes are made of it, by the provider's names.
    pub claims: BTreeMap<String, Personal<String>>,
    /// The class of authentication that it stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// Through which client.
    pub client_id: String,
    /// When.
    pub at: Timestamp,
}

/// A sign-in by an identity provider was refused, though the provider's answer was good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FederationRefused {
    /// The provider's name.
    pub provider: String,
    /// Why, as the client was told.
    pub why: Personal<String>,
    /// Through which client.
    pub client_id: String,
    /// When.
    pub at: Timestamp,
}

/// The answers of identity providers that a user has signed in by lately. The claim on an answer keeps it from other users for good, and tells
/// of it before the user is asked; this keeps two sign-ins by one answer, which arrive together, from both being the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TakenAnswers(VecDeque<String>);

impl TakenAnswers {
    /// Ids that are remembered. Between the look at the claim and the user's turn, no user signs in as often.
    const MAX: usize = 100;

    pub(super) fn add(&mut self, answers: &[String]) {
        self.0.extend(answers.iter().cloned());
        self.0.drain(..self.0.len().saturating_sub(Self::MAX));
    }

    /// Refuses an answer that was taken.
    pub(super) fn check(&self, answers: &[String]) -> Result<(), Refusal> {
        let is_taken = answers.iter().any(|answer| self.0.contains(answer));
        if is_taken { Err(Refusal::AnswerUsed) } else { Ok(()) }
    }
}

impl MadeByProvider {
    pub(super) fn taken(&self) -> Vec<Claim> {
        taken(&self.names).into_iter().chain(self.link.account.taken()).collect()
    }
}

impl ProviderAnswered {
    pub(super) fn taken(&self) -> Vec<Claim> {
        let take = |value: &String| Claim::Take { scope: ANSWER_SCOPE, value: value.clone() };
        self.answers.iter().map(take).collect()
    }
}
