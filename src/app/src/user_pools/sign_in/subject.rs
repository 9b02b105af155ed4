//! The user that a sign-in names, and what became of a proof of that user's password.

use domain::{
    Moment, Stream, Timestamp,
    user_pools::{
        session::{self, Session, commands::Refresh},
        user::{
            self, Challenge, Credential, Profile, Refusal, Status, User,
            commands::{SignIn, SignInOutcome},
        },
    },
};
use host::Failure;

use super::Step;
use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, clients::OpenClient, tokens::Origin, unknown_names::Decoy},
};

/// The user that a sign-in names. For an unknown name, a decoy that costs the same to check.
pub(super) struct Subject {
    /// The user's stream; for an unknown name the one that its user would have.
    pub(super) stream: Stream,
    /// The canonical user name; for an unknown name what it would be.
    pub(super) username: String,
    /// The password, in the forms it is checked in; absent for an unknown name.
    pub(super) credential: Option<Credential>,
    /// The end of the lock that the sign-in has met. The password is checked all the same: it costs as much inside a lock as outside, and
    /// whether it was right is recorded and not told.
    locked_until: Option<Timestamp>,
    /// Whether no user has the name.
    unknown: bool,
}

impl Subject {
    fn of(stream: Stream, user: &User, profile: &Profile, moment: &Moment) -> Result<Self, Refusal> {
        Ok(Self {
            username: profile.name()?.to_owned(),
            credential: Some(profile.credential.clone()),
            locked_until: user.attempts.locked_until(moment.now),
            unknown: false,
            stream,
        })
    }

    fn unknown(decoy: Decoy, username: String) -> Self {
        Self { stream: decoy.0, username, credential: None, locked_until: None, unknown: true }
    }
}

/// A proof of a password, checked.
pub(super) struct Checked {
    /// The version of the credential that it was given for.
    pub(super) version: Option<String>,
    /// Whether it was right.
    pub(super) matched: bool,
    /// The challenge that it answers.
    pub(super) challenge: Option<Challenge>,
    /// `USER_PASSWORD_AUTH`
    pub(super) method: &'static str,
}

impl UserPools {
    /// The user of a name. A client that does not hide who exists is told what keeps the user from signing in, as AWS tells it.
    pub(super) async fn subject(&self, client: &OpenClient, given: &str, moment: &Moment) -> Answer<Subject> {
        let hides = client.hides_who_exists();
        let Some(stream) = self.find_named_for_stranger(client, given).await? else {
            if !hides {
                return Err(Fault::new(Kind::UserNotFound, "User does not exist."));
            }
            let decoy = self.decoy(&client.pool, given);
            // Where users are named by an address, their user name is their sub.
            let by_address = !client.pool.config.naming.username_attributes.is_empty();
            let username = if by_address { decoy.0.id.id().to_owned() } else { given.to_owned() };
            return Ok(Subject::unknown(decoy, username));
        };
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile()?;
        if !hides {
            may_sign_in(profile)?;
        }
        Ok(Subject::of(stream, &user, profile, moment)?)
    }

    /// The subject of a challenge that was made for this `sub`.
    pub(super) async fn subject_of_challenge(
        &self,
        client: &OpenClient,
        sub: &str,
        username: &str,
        unknown: bool,
        moment: &Moment,
    ) -> Answer<Subject> {
        let stream = user::stream(&client.pool.id, sub);
        if unknown {
            return Ok(Subject::unknown(Decoy(stream), username.to_owned()));
        }
        let user = self.look_at_user(&stream).await?;
        match user.profile() {
            Ok(profile) => Ok(Subject::of(stream, &user, profile, moment)?),
            // Deleted since the challenge was made.
            Err(_) => Ok(Subject::unknown(Decoy(stream), username.to_owned())),
        }
    }

    /// Whether a name that came with the answer to a challenge means the challenge's user.
    pub(super) async fn is_named(
        &self,
        client: &OpenClient,
        given: &str,
        username: &str,
        sub: &str,
    ) -> Answer<bool> {
        if given == username || given == sub {
            return Ok(true);
        }
        let found = self.find_named_for_stranger(client, given).await?;
        let stream = found.unwrap_or_else(|| self.decoy(&client.pool, given).0);
        Ok(stream.id.id() == sub)
    }

    /// What follows on a proof of a password.
    pub(super) async fn conclude(
        &self,
        client: &OpenClient,
        subject: &Subject,
        checked: Checked,
        moment: &Moment,
    ) -> Answer<Step> {
        let stream = &subject.stream;
        if subject.unknown {
            return Err(self.refuse_password_of(&Decoy(stream.clone()), moment).await);
        }
        let current = subject.credential.as_ref().map(|credential| &credential.version);
        let right = checked.matched && checked.version.as_ref() == current;
        if let Some(until) = subject.locked_until {
            self.refused_while_locked.add(stream, until, right, moment);
            return Err(Refusal::Locked.into());
        }
        let session = self.session_to_open(client, stream);
        let version = checked.version.clone();
        let sign_in = SignIn {
            version: checked.version,
            matched: checked.matched,
            challenge: checked.challenge,
            session: session.jti.clone(),
            client_id: client.id.clone(),
            method: checked.method.to_owned(),
        };
        match self.sign_in(stream, sign_in, &session, moment).await {
            Ok(SignInOutcome::Complete { .. }) => self.complete(client, stream, &session).await,
            Ok(SignInOutcome::Repeated { session }) => self.repeat(client, stream, &session, moment).await,
            Ok(SignInOutcome::NewPasswordRequired) => {
                self.ask_new_password(client, stream, version.as_deref()).await
            }
            Err(failure) => {
                if matches!(failure, Failure::Refused(Refusal::Locked)) {
                    // Locked while the password was checked.
                    self.count_refused_while_locked(stream, right, moment).await?;
                }
                Err(failed::<User>(failure))
            }
        }
    }

    /// Tokens of a session that is open already, for a right answer whose reply may have been lost.
    async fn repeat(
        &self,
        client: &OpenClient,
        user: &Stream,
        session_jti: &str,
        moment: &Moment,
    ) -> Answer<Step> {
        let state = self.look_at_user(user).await?;
        let profile = state.profile()?;
        let refresh = Refresh { client_id: client.id.clone(), user_epoch: profile.sign_out_epoch };
        let session = session::stream(user, session_jti);
        let opened = self.core.directories.sessions.consult(&session, refresh, moment).await;
        let opened = opened.map_err(|failure| match failure {
            Failure::Refused(_) => Fault::not_authorized("Invalid session for the user."),
            other => failed::<Session>(other),
        })?;
        let origin = Origin {
            sub: user.id.id(),
            jti: session_jti,
            auth_time: opened.auth_time,
            scopes: &opened.scopes,
        };
        Ok(Step::Tokens(self.issue(client, profile, &origin, true).await?))
    }
}

/// Told before any password is looked at, whether it is right or wrong.
fn may_sign_in(profile: &Profile) -> Result<(), Refusal> {
    if !profile.enabled {
        return Err(Refusal::Disabled);
    }
    match profile.status {
        Status::Unconfirmed => Err(Refusal::NotConfirmed),
        Status::Confirmed | Status::ForceChangePassword { .. } => Ok(()),
    }
}
