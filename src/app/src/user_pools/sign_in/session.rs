//! The session that a complete sign-in opens, and its tokens.

use domain::{
    Moment, Stream,
    user_pools::{
        session::{
            self, Opened, Session,
            commands::{Open, Refresh},
        },
        user::{self, Profile},
    },
};
use host::Failure;
use ledger::Beginning;

use super::{Step, subject::Subject};
use crate::{
    Answer,
    kernel::{fault::failed, ids},
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

impl SessionToOpen {
    pub(super) fn beginning(&self, epoch: u64, moment: &Moment) -> Beginning {
        let opened = Opened { user_epoch: epoch, ..self.opened.clone() };
        Beginning::of(self.stream.clone(), &Open(opened), moment)
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
    ) -> Answer<Step> {
        self.tokens(client, subject, &session.jti, &session.opened).await
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
        let user_epoch = profile(subject)?.sign_out_epoch;
        let refresh = Refresh { client_id: client.id.clone(), user_epoch };
        let session = session::stream(&subject.stream, jti);
        let opened = self.core.directories.sessions.consult(&session, refresh, moment).await;
        let opened = opened.map_err(|failure| match failure {
            Failure::Refused(_) => user::Refusal::ChallengeSpent.into(),
            other => failed::<Session>(other),
        })?;
        self.tokens(client, subject, jti, &opened).await
    }

    async fn tokens(
        &self,
        client: &OpenClient,
        subject: &Subject,
        jti: &str,
        opened: &Opened,
    ) -> Answer<Step> {
        let Opened { sub, auth_time, scopes, .. } = opened;
        let origin = Origin { sub, jti, auth_time: *auth_time, scopes };
        Ok(Step::Tokens(self.issue(client, profile(subject)?, &origin, true).await?))
    }
}

/// The profile of a user who was admitted.
fn profile(subject: &Subject) -> Answer<&Profile> {
    Ok(subject.profile().ok_or(user::Refusal::UserNotFound)?)
}
