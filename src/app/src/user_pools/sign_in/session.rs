//! The session that a complete sign-in opens, and its tokens.

use std::sync::Arc;

use domain::{
    Beginnings, Command, Decision, Moment, Stream, Timestamp,
    user_pools::{
        session::{self, Alive, ForBrowser, ForClient, Opened, Purpose, commands::Open},
        sign_in::{Admission, AdmittedDevice, DeviceId, Next},
        user::{
            self, Profile, User,
            commands::{AnswerChallenge, Answered},
        },
    },
};

use super::{Authorization, subject::Subject};
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
    /// The session of the browser, where the user signs in on the pages and the client reuses such sessions.
    browser: Option<BrowserToKnow>,
}

/// The session of a browser that the pages are to know again.
#[derive(Clone)]
struct BrowserToKnow {
    stream: Stream,
    known_until: Timestamp,
}

/// A complete sign-in, with the session that it has opened.
pub struct Admitted {
    pub(super) subject: Subject,
    pub(super) admission: Admission,
    pub(super) changes: Option<TokenChanges>,
    pub(super) jti: String,
    pub(super) alive: Alive,
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
            if let Some(browser) = &self.session.browser {
                beginnings.add(&browser.stream, &Open(self.session.opened_in(browser, answered)));
            }
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

    /// The first event of the browser's session.
    fn opened_in(&self, browser: &BrowserToKnow, answered: &Answered) -> Opened {
        let basis = answered.ceremony.basis.as_ref();
        let credential_version = basis.and_then(|basis| basis.credential_version.clone());
        Opened {
            device: None,
            refresh_expires_at: browser.known_until,
            scopes: Vec::new(),
            purpose: Purpose::Browser(ForBrowser { credential_version }),
            ..self.opened(answered)
        }
    }
}

impl UserPools {
    /// The session that a sign-in of now is to open.
    pub(super) fn session_to_open(
        &self,
        client: &OpenClient,
        user: &Stream,
        authorization: Option<&Authorization>,
    ) -> SessionToOpen {
        let auth_time = self.core.clock().now();
        let browser = authorization.map(|_| ids::uuid().to_string());
        let opened = self.opened_for(client, user, authorization.zip(browser.as_deref()), auth_time);
        let minutes = client.session_reuse_minutes;
        let browser = browser.filter(|_| minutes > 0).map(|id| BrowserToKnow {
            stream: session::stream(user, &id),
            known_until: auth_time.plus_seconds(i64::from(minutes) * 60),
        });
        let jti = ids::uuid().to_string();
        SessionToOpen {
            stream: session::stream(user, &jti),
            new_device: new_device_id(),
            jti,
            opened,
            browser,
        }
    }

    /// The first event of a session, but for what depends on the user. On the pages it is opened for a client's request in a browser's
    /// session.
    pub(super) fn opened_for(
        &self,
        client: &OpenClient,
        user: &Stream,
        on_pages: Option<(&Authorization, &str)>,
        auth_time: Timestamp,
    ) -> Opened {
        let (scopes, purpose) = match on_pages {
            None => (vec![USER_ADMIN_SCOPE.to_owned()], Purpose::Api),
            Some((Authorization { scopes, audience, .. }, browser)) => {
                let (browser, audience) = (browser.to_owned(), audience.clone());
                (scopes.clone(), Purpose::Pages(ForClient { browser, audience }))
            }
        };
        let now = self.core.clock().now();
        Opened {
            sub: user.id.id().to_owned(),
            client_id: client.id.clone(),
            user_epoch: 0,
            recoveries: 0,
            device: None,
            auth_time,
            refresh_expires_at: now.plus_seconds(client.config.lifetimes.refresh_seconds().into()),
            scopes,
            purpose,
        }
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
        admitted: Admitted,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        self.make_room_for(client, &admitted, moment).await?;
        let Admitted { subject, admission, changes, jti, alive } = admitted;
        let device = alive.opened.device.map(|device| device.id);
        let new_device = device.filter(|_| admission.device == AdmittedDevice::New);
        let (profile, origin) = (profile(&subject)?, Origin::of(&jti, &alive.opened));
        let newest = Some(alive.refresh_tokens.newest);
        let tokens = self.issue(client, (profile, changes.as_ref()), &origin, newest).await?;
        let new_device = new_device.map(|device| self.device_keys(&client.pool, device));
        Ok(TokenSet { new_device, ..tokens })
    }

    /// Ends sessions of the user beyond the number that the pool allows.
    pub(super) async fn make_room_for(
        &self,
        client: &OpenClient,
        admitted: &Admitted,
        moment: &Moment,
    ) -> Answer<()> {
        let (subject, opened) = (&admitted.subject, (admitted.alive.opened.auth_time, &*admitted.jti));
        let limits = profile(subject)?.session_limits();
        self.end_surplus_sessions(&client.pool, &subject.stream, limits, opened, moment).await
    }
}

/// The profile of a user who was admitted.
fn profile(subject: &Subject) -> Answer<&Profile> {
    Ok(subject.profile().ok_or(user::Refusal::UserNotFound)?)
}
