//! The session that a complete sign-in opens, and its tokens.

use std::sync::Arc;

use domain::{
    Beginnings, Command, Decision, Moment, Stream,
    user_pools::{
        session::{self, Alive, Opened, commands::Open},
        sign_in::{Admission, AdmittedDevice, DeviceId, Next},
        user::{
            self, Profile, User,
            commands::{AnswerChallenge, Answered},
        },
    },
};

use super::{Step, subject::Subject};
use crate::{
    Answer,
    kernel::ids,
    user_pools::{
        UserPools,
        clients::OpenClient,
        device_keys::new_device_id,
        token_changes::TokenChanges,
        tokens::{Origin, TokenSet, USER_ADMIN_SCOPE},
    },
};

/// A session under a name that was just made. It is opened together with the fact that its user has signed in.
#[derive(Clone)]
pub(super) struct SessionToOpen {
    /// Its `origin_jti`.
    pub(super) jti: String,
    stream: Stream,
    /// The device of the sign-in, where it is one that is not known yet.
    new_device: DeviceId,
    /// Its first event, but for what depends on the user.
    opened: Opened,
}

/// An answer of the user. Where it completes the sign-in, the session is opened with it.
pub(super) struct AnswerAndOpen {
    pub(super) answer: Arc<AnswerChallenge>,
    pub(super) session: SessionToOpen,
    /// What completes the sign-in is not recorded yet: functions are asked first.
    pub(super) holds_back: bool,
}

impl Command for AnswerAndOpen {
    type Aggregate = User;
    type Reply = Answered;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let Decision { mut events, reply } = self.answer.decide(user, moment);
        let is_complete = reply.as_ref().is_ok_and(|answered| matches!(answered.next, Next::Admit(_)));
        if self.holds_back && is_complete {
            events.clear();
        }
        Decision { events, reply }
    }

    fn also_begins(&self, answered: &Answered, beginnings: &mut impl Beginnings) {
        if answered.opens_session().is_some() {
            beginnings.add(&self.session.stream, &Open(self.session.opened(answered)));
        }
    }
}

impl SessionToOpen {
    /// Its first event, for the answer that opens it.
    pub(super) fn opened(&self, answered: &Answered) -> Opened {
        Opened {
            user_epoch: answered.opens_session().unwrap_or_default(),
            recoveries: answered.user.profile().map_or(0, |profile| profile.recoveries),
            device: answered.device(self.new_device),
            ..self.opened.clone()
        }
    }
}

impl UserPools {
    /// The session that a sign-in of now is to open.
    pub(super) fn session_to_open(&self, client: &OpenClient, user: &Stream) -> SessionToOpen {
        let auth_time = self.core.clock().now();
        let jti = ids::uuid().to_string();
        let opened = Opened {
            sub: user.id.id().to_owned(),
            client_id: client.id.clone(),
            user_epoch: 0,
            recoveries: 0,
            device: None,
            auth_time,
            refresh_expires_at: auth_time.plus_seconds(client.config.lifetimes.refresh_seconds().into()),
            scopes: vec![USER_ADMIN_SCOPE.to_owned()],
        };
        SessionToOpen { stream: session::stream(user, &jti), new_device: new_device_id(), jti, opened }
    }

    /// The session that a right answer has opened before, as its reply may have been lost. If the session was ended meanwhile, the challenge
    /// is used up.
    pub(super) async fn opened_before(
        &self,
        client: &OpenClient,
        subject: &Subject,
        jti: String,
        moment: &Moment,
    ) -> Answer<(String, Alive)> {
        let limits = profile(subject)?.session_limits();
        let session = self.look_at_session(&subject.stream, &jti).await?;
        let alive = session.check_refresh(&client.id, limits, moment.now);
        Ok((jti, alive.map_err(|_| user::Refusal::ChallengeSpent)?.clone()))
    }

    /// The tokens of a complete sign-in and its session.
    pub(super) async fn tokens(
        &self,
        client: &OpenClient,
        subject: &Subject,
        (admission, changes): (Admission, Option<&TokenChanges>),
        (jti, alive): (&str, &Alive),
        moment: &Moment,
    ) -> Answer<Step> {
        let profile = profile(subject)?;
        let opened = &alive.opened;
        let Opened { sub, auth_time, scopes, .. } = opened;
        let (pool, user, limits) = (&client.pool, &subject.stream, profile.session_limits());
        self.end_surplus_sessions(pool, user, limits, (*auth_time, jti), moment).await?;
        let device = opened.device.map(|device| device.id);
        let new_device = device.filter(|_| admission.device == AdmittedDevice::New);
        let origin = Origin { sub, jti, auth_time: *auth_time, device, scopes };
        let tokens =
            self.issue(client, (profile, changes), &origin, Some(alive.refresh_tokens.newest)).await?;
        let new_device = new_device.map(|device| self.device_keys(&client.pool, device));
        Ok(Step::Tokens(TokenSet { new_device, ..tokens }))
    }
}

/// The profile of a user who was admitted.
fn profile(subject: &Subject) -> Answer<&Profile> {
    Ok(subject.profile().ok_or(user::Refusal::UserNotFound)?)
}
