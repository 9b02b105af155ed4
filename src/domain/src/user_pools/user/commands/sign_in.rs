//! The end of a sign-in: the password (or the answer to a challenge) was checked outside, and this says what follows.

use std::collections::BTreeSet;

use crate::{
    Command, Decision, Moment,
    user_pools::user::{
        Challenge, ChallengeSpent, Credential, PasswordSet, PasswordSetBy, Profile, Refusal, SignedIn,
        Status, User, UserEvent,
    },
    values::{
        attributes::{Access, Values},
        schema::Schema,
        username::Naming,
        writing::{Change, Occasion, Rules, Writer},
    },
};

/// The outcome of a first factor.
pub struct SignIn {
    /// The version of the credential it was checked against; `None`: there was none.
    pub version: Option<String>,
    /// Whether it matched.
    pub matched: bool,
    /// The challenge that was answered, if there was one: it opens one session, however often its right answer is sent.
    pub challenge: Option<Challenge>,
    /// The `origin_jti` of the session to open.
    pub session: String,
    /// Through which client.
    pub client_id: String,
    /// By which flow.
    pub method: String,
}

/// What follows on a right first factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// Tokens, for a session of this sign-out epoch.
    Complete {
        /// The user's sign-out epoch.
        epoch: u64,
    },
    /// The password was a temporary one: another must be set first.
    NewPasswordRequired,
    /// The right answer to the challenge was sent before (its reply may have been lost): tokens of the session that it opened then.
    Repeated {
        /// Its `origin_jti`.
        session: String,
    },
}

impl SignIn {
    fn follow(
        &self,
        profile: &Profile,
        moment: &Moment,
    ) -> Result<(Option<UserEvent>, SignInOutcome), Refusal> {
        if !profile.enabled {
            return Err(Refusal::Disabled);
        }
        let spent = self.challenge.as_ref().filter(|challenge| profile.is_spent(challenge));
        if let Some(session) = spent.and_then(|challenge| profile.opened_by(challenge)) {
            return Ok((None, SignInOutcome::Repeated { session: session.to_owned() }));
        }
        match profile.status {
            Status::Unconfirmed => Err(Refusal::NotConfirmed),
            Status::ForceChangePassword { expires_at } if moment.now >= expires_at => {
                Err(Refusal::TemporaryPasswordExpired)
            }
            Status::ForceChangePassword { .. } if spent.is_some() => {
                Ok((None, SignInOutcome::NewPasswordRequired))
            }
            Status::ForceChangePassword { .. } => {
                let challenge = self
                    .challenge
                    .clone()
                    .unwrap_or_else(|| Challenge { id: self.session.clone(), expires_at: moment.now });
                let spent = ChallengeSpent { challenge, at: moment.now };
                Ok((Some(spent.into()), SignInOutcome::NewPasswordRequired))
            }
            Status::Confirmed => {
                let epoch = profile.sign_out_epoch;
                Ok((Some(self.signed_in(moment).into()), SignInOutcome::Complete { epoch }))
            }
        }
    }

    fn signed_in(&self, moment: &Moment) -> SignedIn {
        SignedIn {
            session: self.session.clone(),
            client_id: self.client_id.clone(),
            method: self.method.clone(),
            challenge: self.challenge.clone(),
            at: moment.now,
        }
    }
}

impl Command for SignIn {
    type Aggregate = User;
    type Reply = SignInOutcome;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if user.attempts.locked(moment.now) {
            return Decision::refuse(Refusal::Locked);
        }
        let Ok(profile) = user.profile() else {
            // Deleted while the password was checked.
            return Decision::refuse(Refusal::WrongPassword);
        };
        if self.version.as_ref() != Some(&profile.credential.version) {
            // The password was changed while it was checked: neither right nor wrong.
            return Decision::refuse(Refusal::WrongPassword);
        }
        if !self.matched {
            return Decision::refuse_and_record(
                [user.attempts.refuse(moment.now).into()],
                Refusal::WrongPassword,
            );
        }
        match self.follow(profile, moment) {
            Ok((event, outcome)) => Decision::accept(event, outcome),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

/// The answer to `NEW_PASSWORD_REQUIRED`: the temporary password is replaced, and the sign-in complete.
pub struct ReplaceTemporaryPassword {
    /// The challenge that is answered.
    pub challenge: Challenge,
    /// The version of the temporary password it was given for.
    pub version: String,
    /// The new password's forms.
    pub credential: Credential,
    /// Attributes that were given with it.
    pub attributes: Values,
    /// Which attributes the pool has.
    pub schema: Schema,
    /// How the pool names its users.
    pub naming: Naming,
    /// `WriteAttributes` of the client.
    pub write_attributes: Option<BTreeSet<String>>,
    /// The `origin_jti` of the session to open.
    pub session: String,
    /// Through which client.
    pub client_id: String,
}

impl ReplaceTemporaryPassword {
    fn check<'a>(&self, user: &'a User) -> Result<&'a Profile, Refusal> {
        let profile = user.profile()?;
        if profile.is_spent(&self.challenge) {
            return Err(Refusal::ChallengeSpent);
        }
        let temporary = matches!(profile.status, Status::ForceChangePassword { .. });
        if !temporary || profile.credential.version != self.version {
            return Err(Refusal::ChallengeOutdated);
        }
        if profile.enabled { Ok(profile) } else { Err(Refusal::Disabled) }
    }

    fn change(&self, profile: &Profile) -> Result<Change, Refusal> {
        let before = profile.known_attributes();
        let client = Access { read: None, write: self.write_attributes.as_ref() };
        let rules = Rules { schema: &self.schema, naming: &self.naming };
        let (given, writer) = (self.attributes.clone(), Writer::Client(client));
        Ok(rules.change(profile.holder(&before)?, given, writer, Occasion::Completion)?)
    }

    fn set(&self, change: Change, moment: &Moment) -> PasswordSet {
        let Change { attributes, taken, released } = change;
        let attributes = attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
        let (by, credential) = (PasswordSetBy::NewPasswordRequired, self.credential.clone());
        let alone = PasswordSet::alone(by, credential, Status::Confirmed, moment.now);
        PasswordSet { attributes, names: taken, released, ..alone }
    }
}

impl Command for ReplaceTemporaryPassword {
    type Aggregate = User;
    /// The user's sign-out epoch.
    type Reply = u64;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let checked = self.check(user).and_then(|profile| Ok((profile, self.change(profile)?)));
        let (profile, change) = match checked {
            Ok(checked) => checked,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let signed_in = SignedIn {
            session: self.session.clone(),
            client_id: self.client_id.clone(),
            method: "NEW_PASSWORD_REQUIRED".to_owned(),
            challenge: Some(self.challenge.clone()),
            at: moment.now,
        };
        Decision::accept([self.set(change, moment).into(), signed_in.into()], profile.sign_out_epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{
            CreatedByAdmin, PasswordRefused,
            commands::samples::{confirmed, credential, signed_up},
        },
    };

    fn challenge() -> Challenge {
        Challenge { id: "block".into(), expires_at: Timestamp::from_seconds(180) }
    }

    fn sign_in(matched: bool) -> SignIn {
        SignIn {
            version: Some("1".into()),
            matched,
            challenge: Some(challenge()),
            session: "jti".into(),
            client_id: "web".into(),
            method: "USER_SRP_AUTH".into(),
        }
    }

    fn signed_in() -> SignedIn {
        sign_in(true).signed_in(&crate::scenario::moment_at(0))
    }

    fn refused(failures: u32, locked_until: Option<i64>) -> PasswordRefused {
        PasswordRefused {
            failures,
            locked_until: locked_until.map(Timestamp::from_seconds),
            at: Timestamp::from_ms(0),
        }
    }

    fn ada() -> Vec<UserEvent> {
        vec![signed_up().into(), confirmed().into()]
    }

    fn by_admin() -> UserEvent {
        let signed_up = signed_up();
        CreatedByAdmin {
            username: signed_up.username,
            names: signed_up.names,
            attributes: signed_up.attributes,
            credential: credential("1"),
            expires_at: Timestamp::from_seconds(100),
            at: Timestamp::from_ms(0),
        }
        .into()
    }

    #[test]
    fn a_right_password_signs_in() {
        given::<User>(ada())
            .when(sign_in(true))
            .then([signed_in().into()], Ok(SignInOutcome::Complete { epoch: 0 }));
    }

    #[test]
    fn a_wrong_password_is_refused_and_recorded() {
        given::<User>(ada())
            .when(sign_in(false))
            .then([refused(1, None).into()], Err(Refusal::WrongPassword));
    }

    #[test]
    fn the_fifth_wrong_password_locks() {
        let past: Vec<_> = ada().into_iter().chain((0..4).map(|n| refused(n + 1, None).into())).collect();
        let fifth = refused(5, Some(1));
        given::<User>(past.clone())
            .when(sign_in(false))
            .then([fifth.clone().into()], Err(Refusal::WrongPassword));
        let past = past.into_iter().chain([fifth.into()]);
        given::<User>(past).when(sign_in(true)).then([], Err(Refusal::Locked));
    }

    #[test]
    fn what_is_tried_on_a_name_that_no_user_has_is_no_fact() {
        given::<User>([]).when(sign_in(false)).then([], Err(Refusal::WrongPassword));
    }

    #[test]
    fn a_right_answer_that_is_sent_again_gets_the_session_that_it_opened_and_records_nothing() {
        let again = SignIn { session: "another".into(), ..sign_in(true) };
        let past = ada().into_iter().chain([signed_in().into()]);
        given::<User>(past).when(again).then([], Ok(SignInOutcome::Repeated { session: "jti".into() }));
    }

    #[test]
    fn a_wrong_answer_to_a_challenge_that_had_its_right_one_is_a_wrong_password() {
        let past = ada().into_iter().chain([signed_in().into()]);
        given::<User>(past).when(sign_in(false)).then([refused(1, None).into()], Err(Refusal::WrongPassword));
    }

    #[test]
    fn an_unconfirmed_user_is_told_so_only_with_the_right_password() {
        given::<User>([signed_up().into()]).when(sign_in(true)).then([], Err(Refusal::NotConfirmed));
        given::<User>([signed_up().into()])
            .when(sign_in(false))
            .then([refused(1, None).into()], Err(Refusal::WrongPassword));
    }

    #[test]
    fn a_password_changed_meanwhile_is_neither_right_nor_wrong() {
        let mut stale = sign_in(true);
        stale.version = Some("0".into());
        given::<User>(ada()).when(stale).then([], Err(Refusal::WrongPassword));
    }

    #[test]
    fn a_temporary_password_asks_for_another_until_it_ends() {
        let spent = ChallengeSpent { challenge: challenge(), at: Timestamp::from_ms(0) };
        given::<User>([by_admin()])
            .when(sign_in(true))
            .then([spent.clone().into()], Ok(SignInOutcome::NewPasswordRequired));
        given::<User>([by_admin(), spent.into()])
            .when(sign_in(true))
            .then([], Ok(SignInOutcome::NewPasswordRequired));
        given::<User>([by_admin()])
            .when_at(100_000, sign_in(true))
            .then([], Err(Refusal::TemporaryPasswordExpired));
    }
}

#[cfg(test)]
#[path = "new_password_tests.rs"]
mod new_password_tests;
