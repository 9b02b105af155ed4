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
    /// Earlier answers about the user that have ended, so that their claims do too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<String>,
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

/// How long the claim on an answer is kept at the least: longer than any answer is good. A sign-in at a provider ends after five minutes, no
/// assertion is taken that is good for more than an hour, and clocks differ by minutes.
const CLAIMED_SECONDS: i64 = 2 * 3_600;

/// The answers of identity providers that a user has signed in by lately. The claim on an answer keeps it from other users too, and tells
/// of it before the user is asked; this keeps two sign-ins by one answer, which arrive together, from both being the first, and says which
/// claims can end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TakenAnswers(VecDeque<TakenAnswer>);

/// An answer that a user has signed in by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct TakenAnswer {
    id: String,
    at: Timestamp,
}

impl TakenAnswers {
    /// Ids that are remembered. Between the look at the claim and the user's turn, no user signs in as often. Of a user who signs in as often
    /// while the claims are kept, those of the first ones are kept until the user is deleted.
    const MAX: usize = 100;

    pub(super) fn add(&mut self, answered: &ProviderAnswered) {
        self.0.retain(|taken| !answered.ended.contains(&taken.id));
        let taken = |id: &String| TakenAnswer { id: id.clone(), at: answered.at };
        self.0.extend(answered.answers.iter().map(taken));
        self.0.drain(..self.0.len().saturating_sub(Self::MAX));
    }

    /// Refuses an answer that was taken.
    pub(super) fn check(&self, answers: &[String]) -> Result<(), Refusal> {
        let is_taken = self.0.iter().any(|taken| answers.contains(&taken.id));
        if is_taken { Err(Refusal::AnswerUsed) } else { Ok(()) }
    }

    /// Those that are good no more, whatever they were.
    pub(super) fn ended(&self, now: Timestamp) -> Vec<String> {
        let ended = self.0.iter().filter(|taken| taken.at.plus_seconds(CLAIMED_SECONDS) <= now);
        ended.map(|taken| taken.id.clone()).collect()
    }
}

impl MadeByProvider {
    pub(super) fn taken(&self) -> Vec<Claim> {
        taken(&self.names).into_iter().chain(self.link.account.taken()).collect()
    }
}

impl ProviderAnswered {
    pub(super) fn claims(&self) -> Vec<Claim> {
        let release = |value: &String| Claim::Release { scope: ANSWER_SCOPE, value: value.clone() };
        let take = |value: &String| Claim::Take { scope: ANSWER_SCOPE, value: value.clone() };
        self.ended.iter().map(release).chain(self.answers.iter().map(take)).collect()
    }
}
