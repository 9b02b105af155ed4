//! A call that continues a sign-in: what it submits is checked, the user's aggregate records the result, and the caller gets what follows.
//! `next` decides that twice: in advance, on the user as this request has read it, so that no work is done for a call that is refused
//! anyway; and for good in the aggregate.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    Moment,
    user_pools::{
        session::Alive,
        sign_in::{self, Ceremony, Challenge, Next, Person, Refused, Rules},
        user::{
            self,
            commands::{AnswerChallenge, Answered, Proof},
        },
    },
};

use super::{
    Step, Who,
    brought::Brought,
    session::{Admitted, AnswerAndOpen, SessionToOpen},
    subject::{Found, Subject},
};
use crate::{
    Answer,
    kernel::turns::Turn,
    user_pools::{
        UserPools, clients::OpenClient, refused_while_locked::Tried, sign_up::alias_taken,
        token_changes::TokenChanges, unknown_names::Decoy,
    },
};

/// A call that continues a sign-in.
pub(super) struct Call<'a> {
    /// The client.
    pub(super) client: &'a OpenClient,
    /// What client and pool demand.
    pub(super) rules: Rules,
    /// The user that signs in.
    pub(super) subject: Subject,
    /// The state of the sign-in.
    pub(super) ceremony: Ceremony,
    /// `ClientMetadata`, as far as functions are told of it.
    pub(super) metadata: Option<BTreeMap<String, String>>,
    /// Who calls, and for what.
    pub(super) who: &'a Who,
    /// Time and origin of the call.
    pub(super) moment: &'a Moment,
    /// The turn of the password that the call submits, until it is recorded whether it was right.
    pub(super) turn: Option<Turn<'a>>,
}

impl Call<'_> {
    /// Whether a device's proof is what is asked for.
    pub(super) fn asks_device(&self) -> bool {
        self.ceremony.asked.as_ref().is_some_and(|asked| asked.challenge == Challenge::DeviceVerifier)
    }

    /// Whether the name has no user.
    pub(super) const fn is_of_unknown(&self) -> bool {
        matches!(self.subject.found, Found::Unknown(_))
    }

    /// The user as a sign-in sees it now.
    pub(super) fn person(&self) -> Person {
        match &self.subject.found {
            Found::Known(user) => user.person_in(&self.ceremony, self.moment.now),
            Found::Unknown(person) => (**person).clone(),
        }
    }

    /// The next step in the current state, before anything is checked that the call has submitted.
    pub(super) fn next(&self) -> Result<Next, user::Refusal> {
        match &self.subject.found {
            Found::Known(user) => user.asked_next(&self.rules, &self.ceremony, self.moment.now),
            Found::Unknown(person) => Ok(sign_in::next(&self.rules, person, &self.ceremony)),
        }
    }
}

impl UserPools {
    /// Continues with what a call has submitted.
    pub(super) async fn go_on<'a>(&'a self, mut call: Call<'a>, brought: Brought) -> Answer<Step> {
        if call.is_of_unknown() {
            self.check_custom_of(&Decoy(call.subject.stream.clone()), &call.ceremony, call.moment)?;
        }
        let mut next = call.next()?;
        if brought.holds_password() && matches!(next, Next::Ask(_)) {
            self.take_turn(&mut call).await?;
            next = call.next()?;
        }
        if brought.is_set_up() && !matches!(next, Next::Refuse(_)) {
            return self.answer(call, Proof::SetUp, Brought::Nothing).await;
        }
        match next {
            Next::Ask(challenge) => {
                brought.check_offered(call.ceremony.asked.as_ref().map(|asked| &asked.challenge))?;
                let brought = brought.for_challenge(&challenge)?;
                match self.check(&call, &brought).await? {
                    Some(mut proof) => {
                        self.look_up_proved(call.client, &brought, &mut proof).await;
                        self.answer(call, proof, Brought::Nothing).await
                    }
                    None => self.ask(call, challenge, brought).await,
                }
            }
            Next::Refuse(Refused::Locked) => Err(self.refuse_locked(&call, brought).await?),
            Next::Refuse(why) => Err(self.refused(&call, why, Tried::NotRight)),
            Next::Define if call.ceremony.asked.is_none() || brought.is_custom() => {
                Box::pin(self.define(call, brought)).await
            }
            // What was asked is no longer asked of the user.
            Next::Admit(_) | Next::Define => Err(Refused::Outdated.into()),
        }
    }

    /// Has the user's aggregate record the result of checking an answer, and returns what follows. `brought` is what is needed to ask it.
    pub(super) async fn answer(&self, mut call: Call<'_>, proof: Proof, brought: Brought) -> Answer<Step> {
        if let Found::Unknown(_) = call.subject.found {
            self.count_proof_of(&call, false);
            let decoy = Decoy(call.subject.stream);
            return Err(match proof {
                Proof::Code(_) | Proof::Passkey(_) => self.refuse_factor_of(&decoy, call.moment).await,
                _ => self.refuse_password_of(&decoy, call.moment).await,
            });
        }
        let tried = Tried::of(&proof);
        let session =
            self.session_to_open(call.client, &call.subject.stream, call.who.authorization.as_ref());
        let (answered, changes) = self.record(&call, proof, &session).await?;
        call.turn = None;
        if call.ceremony.basis.is_none() && answered.ceremony.basis.is_some() {
            self.count_proof_of(&call, true);
        }
        let opened = session.opened(&answered);
        let Answered { next, ceremony, user, opened_before } = answered;
        call.subject.found = Found::Known(Arc::new(user));
        call.ceremony = ceremony;
        let (pool, stream, metadata) = (&call.client.pool, &call.subject.stream, call.metadata.clone());
        self.tell_confirmed(pool, stream, metadata, call.moment).await?;
        match next {
            Next::Ask(challenge) => self.ask(call, challenge, brought).await,
            Next::Define => {
                // The challenge is answered. One that may be answered again stays, for a repeat to find the session that follows.
                call.ceremony.asked.take_if(|asked| !asked.challenge.may_be_answered_again());
                Box::pin(self.define(call, Brought::Nothing)).await
            }
            Next::Admit(admission) => {
                let (jti, alive) = match opened_before {
                    Some(jti) => self.opened_before(call.client, &call.subject, jti, call.moment).await?,
                    None => (session.jti, Alive::new(opened)),
                };
                Ok(Step::Admitted(Box::new(Admitted {
                    subject: call.subject,
                    admission,
                    changes,
                    jti,
                    alive,
                })))
            }
            Next::Refuse(why) => Err(self.refused(&call, why, tried)),
        }
    }

    /// Asks the user's aggregate. Where the answer completes the sign-in, the session is opened with it; functions are asked before.
    async fn record(
        &self,
        call: &Call<'_>,
        proof: Proof,
        session: &SessionToOpen,
    ) -> Answer<(Answered, Option<TokenChanges>)> {
        let answer = AnswerChallenge {
            rules: call.rules.clone(),
            ceremony: call.ceremony.clone(),
            proof,
            session: session.jti.clone(),
            client_id: call.client.id.clone(),
            watch: self.watch(call.client, call.ceremony.flow, &call.who.context, call.moment),
        };
        let answer = Arc::new(answer);
        let record = async |holds_back| {
            let command = AnswerAndOpen { answer: Arc::clone(&answer), session: session.clone(), holds_back };
            let command = call.client.pool.confirming(&call.client.id, command);
            let (users, stream) = (&self.core.directories.users, &call.subject.stream);
            users.ask(stream, command, call.moment).await.map_err(alias_taken)
        };
        let asks = call.asks_before_tokens();
        let answered = record(asks).await?;
        if let (true, &Next::Admit(admission)) = (asks, &answered.next) {
            let changes = self.ask_before_tokens(call, &answered, admission).await?;
            return Ok((record(false).await?, changes));
        }
        Ok((answered, None))
    }

    /// Counts the proof of a first factor, for threat protection.
    pub(super) fn count_proof_of(&self, call: &Call<'_>, is_right: bool) {
        let account = call.subject.stream.id.id();
        self.count_proof(call.client, account, is_right, (&call.who.context, call.moment));
    }
}
