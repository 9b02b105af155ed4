//! A call that goes on with a sign-in: what it brought is checked, the user's aggregate records what that shows, and the caller is told
//! what follows. Which of it comes to pass is decided by `next`: in advance, as this request has found the user, so that no work is done
//! for what is refused anyway; and for good by the aggregate.

use std::sync::Arc;

use domain::{
    Moment,
    user_pools::{
        sign_in::{self, Ceremony, Next, Refused, Rules},
        user::{
            self,
            commands::{self, Answered, CheckedPassword, Proof},
        },
    },
};

use super::{
    Step, not_built, rules,
    session::SessionToOpen,
    subject::{Found, Subject},
    values::Brought,
};
use crate::{
    Answer, Fault,
    user_pools::{UserPools, clients::OpenClient, sign_up::alias_taken, unknown_names::Decoy},
};

/// A call that goes on with a sign-in.
pub(super) struct Call<'a> {
    /// Through which client.
    pub(super) client: &'a OpenClient,
    /// What client and pool demand.
    pub(super) rules: Rules,
    /// Of whom.
    pub(super) subject: Subject,
    /// How far it has got.
    pub(super) ceremony: Ceremony,
    /// When, and from where.
    pub(super) moment: &'a Moment,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        client: &'a OpenClient,
        subject: Subject,
        ceremony: Ceremony,
        moment: &'a Moment,
    ) -> Self {
        Self { client, rules: rules::rules(client), subject, ceremony, moment }
    }

    /// What follows as things stand, before anything is looked at that the call brought.
    fn next(&self) -> Result<Next, user::Refusal> {
        match &self.subject.found {
            Found::Known(user) => user.asked_next(&self.rules, &self.ceremony, self.moment.now),
            Found::Unknown { person, .. } => Ok(sign_in::next(&self.rules, person, &self.ceremony)),
        }
    }
}

impl UserPools {
    /// Goes on with what a call brought.
    pub(super) async fn go_on(&self, call: Call<'_>, brought: Brought) -> Answer<Step> {
        match call.next()? {
            Next::Ask(challenge) => match self.check(&call, &brought).await? {
                Some(proof) => self.answer(call, proof).await,
                None => self.ask(call, challenge, brought).await,
            },
            // The password is checked all the same: it costs as much inside a lock as outside, and whether it was right is recorded and
            // not told.
            Next::Refuse(Refused::Locked) => {
                let proof = self.check(&call, &brought).await?;
                let is_right = proof.as_ref().is_some_and(is_right_password);
                Err(self.refused(&call, Refused::Locked, is_right))
            }
            Next::Refuse(why) => Err(why.into()),
            Next::Define | Next::Admit(_) => Err(not_built()),
        }
    }

    /// Has the user's aggregate record what was found of an answer, and tells what follows.
    async fn answer(&self, mut call: Call<'_>, proof: Proof) -> Answer<Step> {
        if let Found::Unknown { .. } = call.subject.found {
            return Err(self.refuse_password_of(&Decoy(call.subject.stream), call.moment).await);
        }
        let is_right = is_right_password(&proof);
        let session = self.session_to_open(call.client, &call.subject.stream);
        let Answered { next, ceremony, user, opened_before } = self.record(&call, proof, &session).await?;
        call.subject.found = Found::Known(Arc::new(user));
        call.ceremony = ceremony;
        match next {
            Next::Ask(challenge) => self.ask(call, challenge, Brought::Nothing).await,
            Next::Define => Err(not_built()),
            Next::Admit(_) => match opened_before {
                Some(jti) => self.tokens_again(call.client, &call.subject, &jti, call.moment).await,
                None => self.first_tokens(call.client, &call.subject, &session).await,
            },
            Next::Refuse(why) => Err(self.refused(&call, why, is_right)),
        }
    }

    /// Asks the user's aggregate. Where the answer completes the sign-in, the session is opened with it.
    async fn record(&self, call: &Call<'_>, proof: Proof, session: &SessionToOpen) -> Answer<Answered> {
        let command = commands::Answer {
            rules: call.rules.clone(),
            ceremony: call.ceremony.clone(),
            proof,
            session: session.jti.clone(),
            client_id: call.client.id.clone(),
        };
        let (session, at) = (session.clone(), call.moment.clone());
        let begins = move |answered: &Answered| Some(session.beginning(answered.opens_session()?, &at));
        let (users, stream) = (&self.core.directories.users, &call.subject.stream);
        users.ask_beginning(stream, command, begins, call.moment).await.map_err(alias_taken)
    }

    /// The fault of a sign-in that does not go on. One that meets a lock is counted, and whether it brought the right password.
    fn refused(&self, call: &Call<'_>, why: Refused, is_right: bool) -> Fault {
        let (stream, moment) = (&call.subject.stream, call.moment);
        match &call.subject.found {
            Found::Known(user) if why == Refused::Locked => {
                let until = user.attempts.locked_until(moment.now).unwrap_or(moment.now);
                self.refused_while_locked.add(stream, until, is_right, moment);
            }
            Found::Unknown { .. } if why == Refused::Locked => {
                self.refused_decoy_while_locked(&Decoy(stream.clone()), moment);
            }
            Found::Known(_) | Found::Unknown { .. } => {}
        }
        why.into()
    }
}

fn is_right_password(proof: &Proof) -> bool {
    matches!(proof, Proof::Password(CheckedPassword { matched: true, .. }))
}
