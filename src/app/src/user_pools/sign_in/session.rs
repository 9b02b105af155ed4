//! The session that a complete sign-in opens, and its tokens.

use domain::{
    Beginnings, Command, Decision, Moment, Stream,
    user_pools::{
        session::{self, Opened, commands::Open},
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
        tokens::{Origin, USER_ADMIN_SCOPE},
    },
};

/// A session under a name that was just made. It is opened together with the fact that its user has signed in.
#[derive(Clone)]
pub(super) struct SessionToOpen {
    /// Its `origin_jti`.
    pub(super) jti: String,
    stream: Stream,
    /// Its first event, but for the user's sign-out epoch.
    opened: Opened,
}

/// An answer of the user. Where it completes the sign-in, the session is opened with it.
pub(super) struct AnswerAndOpen {
    pub(super) answer: AnswerChallenge,
    pub(super) session: SessionToOpen,
}

impl Command for AnswerAndOpen {
    type Aggregate = User;
    type Reply = Answered;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let Decision { events, reply } = self.answer.decide(user, moment);
        Decision { events, reply }
    }

    fn also_begins(&self, answered: &Answered, beginnings: &mut impl Beginnings) {
        if let Some(user_epoch) = answered.opens_session() {
            let recoveries = answered.user.profile().map_or(0, |profile| profile.recoveries);
            let opened = Opened { user_epoch, recoveries, ..self.session.opened.clone() };
            beginnings.add(&self.session.stream, &Open(opened));
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
            auth_time,
            refresh_expires_at: auth_time.plus_seconds(client.config.lifetimes.refresh_seconds().into()),
            scopes: vec![USER_ADMIN_SCOPE.to_owned()],
        };
        SessionToOpen { stream: session::stream(user, &jti), jti, opened }
    }

    /// The tokens of a session that was opened just now.
    pub(super) async fn first_tokens(
        &self,
        client: &OpenClient,
        subject: &Subject,
        session: &SessionToOpen,
        moment: &Moment,
    ) -> Answer<Step> {
        self.tokens(client, subject, &session.jti, &session.opened, moment).await
    }

    /// Tokens of a session that is open already, for a right answer whose reply may have been lost. If the session was ended meanwhile, the
    /// challenge is used up.
    pub(super) async fn tokens_again(
        &self,
        client: &OpenClient,
        subject: &Subject,
        jti: &str,
        moment: &Moment,
    ) -> Answer<Step> {
        let limits = profile(subject)?.session_limits();
        let session = self.look_at_session(&subject.stream, jti).await?;
        let opened = session.check_refresh(&client.id, limits, moment.now);
        let opened = opened.map_err(|_| user::Refusal::ChallengeSpent)?;
        self.tokens(client, subject, jti, opened, moment).await
    }

    async fn tokens(
        &self,
        client: &OpenClient,
        subject: &Subject,
        jti: &str,
        opened: &Opened,
        moment: &Moment,
    ) -> Answer<Step> {
        let limits = profile(subject)?.session_limits();
        let Opened { sub, auth_time, scopes, .. } = opened;
        let (pool, user) = (&client.pool, &subject.stream);
        self.end_surplus_sessions(pool, user, limits, (*auth_time, jti), moment).await?;
        let origin = Origin { sub, jti, auth_time: *auth_time, scopes };
        Ok(Step::Tokens(self.issue(client, profile(subject)?, &origin, true).await?))
    }
}

/// The profile of a user who was admitted.
fn profile(subject: &Subject) -> Answer<&Profile> {
    Ok(subject.profile().ok_or(user::Refusal::UserNotFound)?)
}
