//! Functions that a pool calls in the course of an operation, which AWS calls Lambda triggers: what each is asked, and what it answers.
//!
//! A [`Trigger`] is a type for what a function is asked, with a type for its answer; both have the members that AWS documents, so that a
//! function that was written for AWS serves here as it is. [`Triggers`] carries an [`Event`] to a function and its answer back, and knows
//! nothing of what they mean. A name that AWS gives a value (a challenge, say) is a text here, as functions see and write it.

mod challenges;
mod event;
mod federation;
mod messages;
mod migration;
mod nullable;
mod sign_in;
mod sign_up;
mod tokens;

use std::{collections::BTreeMap, fmt};

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use challenges::{
    Answered, ChallengeCreated, ChallengeDefined, ChallengeVerified, CreateAuthChallenge,
    DefineAuthChallenge, VerifyAuthChallengeResponse,
};
pub use event::{CallerContext, Event};
pub use federation::{InboundAttributes, InboundFederation};
pub use messages::{
    CustomMessage, CustomSender, MessageSource, MessageTexts, SenderKind, SuspectSignIn, TakeoverNotice,
};
pub use migration::{MigratedUser, MigrationSource, UserMigration};
pub use sign_in::{PostAuthentication, PreAuthentication};
pub use sign_up::{ConfirmationSource, PostConfirmation, PreSignUp, SignUpSource, SignUpVerdict};
pub use tokens::{
    AccessTokenChanges, ClaimChanges, ClaimsAndScopes, ClaimsV1, GroupChanges, Groups, PreTokenGeneration,
    TokenChanges, TokenEventVersion, TokenSource,
};

/// Texts by their names: attributes, parameters, `ClientMetadata`.
pub type Texts = BTreeMap<String, String>;

/// What the id of a client is where an operation has none.
pub const NO_CLIENT: &str = "CLIENT_ID_NOT_APPLICABLE";

/// What a function is asked. Serialised it is the event's `request`, but for `userAttributes`.
pub trait Trigger: Serialize + Send + Sync {
    /// What the function answers: the event's `response`. Its default is what a function that changes nothing answers.
    type Answer: Default + Serialize + DeserializeOwned;

    /// The trigger as errors name it.
    const NAME: &'static str;

    /// `triggerSource`
    fn source(&self) -> String;

    /// `version`
    fn version(&self) -> &'static str {
        "1"
    }

    /// The `response` that the function gets, to fill in; null where it gets none.
    fn unanswered(&self) -> Value {
        serde_json::to_value(Self::Answer::default()).unwrap_or_default()
    }
}

/// The answer of a function of which nothing is asked but that it does not fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Nothing {}

/// One call of a function: what every trigger is told, and what this one is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Call<R> {
    /// The function's ARN.
    pub function: String,
    /// The pool's region.
    pub region: String,
    /// The pool's id.
    pub pool: String,
    /// Through which client; [`NO_CLIENT`] where there is none.
    pub client: String,
    /// The user name; for an unknown name the one that its user would have.
    pub username: String,
    /// `userAttributes`; for an unknown name none. Absent where the trigger is told of no user.
    pub attributes: Option<Texts>,
    /// What this trigger is asked.
    pub request: R,
}

impl<R> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("function", &self.function).finish_non_exhaustive()
    }
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
    /// Calls a function and waits for its answer, which is the whole event with its `response` filled in.
    async fn invoke(&self, function: &str, event: &Event) -> Result<Value, TriggerFault>;

    /// Has a function called for its effect. Done when whoever runs the function has taken the event.
    async fn send(&self, function: &str, event: &Event) -> Result<(), TriggerFault>;
}

impl dyn Triggers + '_ {
    /// Asks a function.
    pub async fn ask<R: Trigger>(&self, call: Call<R>) -> Result<R::Answer, TriggerFault> {
        let event = Event::of(&call);
        let answer = self.invoke(&call.function, &event).await?;
        event.answer(answer).ok_or(TriggerFault::Unreadable)
    }

    /// Has a function called for its effect.
    pub async fn tell<R: Trigger>(&self, call: Call<R>) -> Result<(), TriggerFault> {
        self.send(&call.function, &Event::of(&call)).await
    }
}

#[cfg(test)]
mod tests;
