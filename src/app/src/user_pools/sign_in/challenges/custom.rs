//! `CUSTOM_CHALLENGE`: functions of the pool say what follows, create challenges, and verify their answers.
//!
//! `DefineAuthChallenge` is asked when the sign-in begins and after each answer. Functions are asked before the answer to a custom challenge
//! is recorded, so that one that fails leaves the challenge good. What they want kept travels in the sealed `Session`: a caller who has
//! proved nothing puts nothing into the log, and an unknown name needs no place to keep it.

use domain::user_pools::{
    sign_in::{
        Asked, AskedSecret, Challenge, CustomSecret, Define, DefinedChallenge, Next, Refused, RoundChallenge,
    },
    user::commands::Proof,
};
use ports::triggers::{
    self as port, ChallengeCreated, ChallengeDefined, CreateAuthChallenge, DefineAuthChallenge, Trigger,
    VerifyAuthChallengeResponse,
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        refused_while_locked::Tried,
        sign_in::{
            Content, Question, Step,
            brought::{Brought, Created},
            call::Call,
            subject::Found,
        },
        unknown_names::Decoy,
    },
};

impl UserPools {
    /// Has functions say what follows: when the sign-in begins, on the answer to a custom challenge, or on another proof.
    pub(in super::super) async fn define(&self, mut call: Call<'_>, brought: Brought) -> Answer<Step> {
        let passed = match &brought {
            Brought::Content(Content::Custom(answer)) => Some(self.verify_custom(&mut call, answer).await?),
            _ => None,
        };
        let (define, person) = (self.ask_define(&call).await?, call.person());
        call.ceremony.define(define, &person, call.moment.now);
        let next = call.next()?;
        let brought = match next {
            Next::Ask(Challenge::Custom) => Brought::Created(self.create_custom(&call).await?),
            _ => brought,
        };
        match call.subject.found {
            Found::Known(_) => self.defined(call, next, passed, brought).await,
            Found::Unknown(_) => self.defined_for_decoy(call, next, passed, brought).await,
        }
    }

    /// Only what an answer leads to is recorded, and what completes the sign-in or asks a device.
    async fn defined(
        &self,
        call: Call<'_>,
        next: Next,
        passed: Option<bool>,
        brought: Brought,
    ) -> Answer<Step> {
        match next {
            Next::Refuse(why) if passed.is_none() => Err(self.refused(&call, why, Tried::NotRight)),
            Next::Ask(challenge) if passed.is_none() && challenge != Challenge::DeviceSrp => {
                self.ask(call, challenge, brought).await
            }
            Next::Ask(_) | Next::Refuse(_) | Next::Admit(_) | Next::Define => {
                self.answer(call, Proof::Defined { passed }, brought).await
            }
        }
    }

    async fn defined_for_decoy(
        &self,
        call: Call<'_>,
        next: Next,
        passed: Option<bool>,
        brought: Brought,
    ) -> Answer<Step> {
        if let Some(passed) = passed.filter(|_| next.spends_custom()) {
            let decoy = Decoy(call.subject.stream.clone());
            self.answer_custom_of(&decoy, &call.ceremony, passed, call.moment).await?;
        }
        match next {
            Next::Ask(challenge) => self.ask(call, challenge, brought).await,
            Next::Refuse(why) => Err(self.refused(&call, why, Tried::NotRight)),
            Next::Define | Next::Admit(_) => Err(Refused::Wrong.into()),
        }
    }

    pub(super) fn ask_custom(&self, mut call: Call<'_>, created: Created) -> Answer<Step> {
        call.ceremony.asked = created.asked;
        Ok(Step::Challenge(Question::Custom {
            username: call.subject.username,
            parameters: created.parameters,
            session: self.seal_session(call.client, call.ceremony)?,
        }))
    }

    async fn ask_define(&self, call: &Call<'_>) -> Answer<Define> {
        let request = DefineAuthChallenge {
            session: session(call),
            client_metadata: call.metadata.clone(),
            user_not_found: call.is_of_unknown(),
        };
        let function = call.client.pool.config.triggers.define_auth_challenge.as_deref();
        let ChallengeDefined { fails, issues_tokens, challenge } =
            self.ask_custom_function(call, function, request).await?;
        let challenge = challenge.and_then(|name| DefinedChallenge::of_name(&name));
        Ok(Define { fails, issues_tokens, challenge })
    }

    /// Whether the function finds an answer right. It joins what functions are told.
    async fn verify_custom(&self, call: &mut Call<'_>, answer: &Answer<String>) -> Answer<bool> {
        let answer = answer.as_ref().map_err(Clone::clone)?.clone();
        let Some(Asked { secret: AskedSecret::Custom(secret), .. }) = &call.ceremony.asked else {
            return Err(Refused::Outdated.into());
        };
        let request = VerifyAuthChallengeResponse {
            private: secret.private.clone(),
            answer,
            client_metadata: call.metadata.clone(),
            user_not_found: call.is_of_unknown(),
        };
        let function = call.client.pool.config.triggers.verify_auth_challenge_response.as_deref();
        let passed = self.ask_custom_function(call, function, request).await?.is_right;
        call.ceremony.answer_custom(passed);
        Ok(passed)
    }

    async fn create_custom(&self, call: &Call<'_>) -> Answer<Created> {
        let request = CreateAuthChallenge {
            challenge: RoundChallenge::Custom.name().to_owned(),
            session: session(call),
            client_metadata: call.metadata.clone(),
            user_not_found: call.is_of_unknown(),
        };
        let function = call.client.pool.config.triggers.create_auth_challenge.as_deref();
        let ChallengeCreated { public, private, metadata } =
            self.ask_custom_function(call, function, request).await?;
        let secret = AskedSecret::Custom(CustomSecret { private, metadata });
        let mut ceremony = call.ceremony.clone();
        self.set_asked(call.client, &mut ceremony, Challenge::Custom, secret);
        // More than a `Session` has room for.
        ceremony.to_session().map_err(|_| Refused::TriggerOutput)?;
        Ok(Created { asked: ceremony.asked, parameters: public })
    }

    /// Asks one of the three functions.
    async fn ask_custom_function<R: Trigger>(
        &self,
        call: &Call<'_>,
        function: Option<&str>,
        request: R,
    ) -> Answer<R::Answer> {
        let function = function.ok_or(Refused::NoCustomTrigger)?;
        self.ask_of_sign_in(call, function, request).await
    }
}

/// What was answered so far.
fn session(call: &Call<'_>) -> Vec<port::Answered> {
    let answered = call.ceremony.rounds.iter().map(|round| port::Answered {
        challenge: round.challenge.name().to_owned(),
        passed: round.passed,
        metadata: round.metadata.clone(),
    });
    answered.collect()
}
