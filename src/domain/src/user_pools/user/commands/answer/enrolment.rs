//! `VerifySoftwareToken` in a sign-in that asks for a second factor of a user who has none: a code of the authenticator app that the
//! sign-in has set up.

use super::Draft;
use crate::{
    Command, Decision, Moment, Personal,
    user_pools::{
        sign_in::{Ceremony, Challenge, Factor, Next, Refused, Rules},
        user::{AnsweredChallenge, AuthenticatorVerified, ChallengeSpent, CheckedToken, Refusal, User},
    },
};

/// Makes the app a factor of the user, if the code was right. The sign-in goes on when its challenge is answered.
pub struct EnrolAuthenticator {
    /// What pool and client demand.
    pub rules: Rules,
    /// The sign-in, which asks to set up a factor.
    pub ceremony: Ceremony,
    /// The code, checked outside.
    pub checked: CheckedToken,
    /// What the user calls the app; empty if it has no name.
    pub device_name: Personal<String>,
}

impl Command for EnrolAuthenticator {
    type Aggregate = User;
    /// The sign-in with the factor proved.
    type Reply = Result<Ceremony, Refused>;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match self.asked(user, moment) {
            Ok(None) => {}
            Ok(Some(why)) => return Decision::accept([], Err(why)),
            Err(refusal) => return Decision::refuse(refusal),
        }
        let mut draft = Draft { user: user.clone(), events: Vec::new() };
        let Some(step) = self.checked.step else {
            if let Ok(profile) = user.profile() {
                draft.record(profile.factors.attempts.refuse_factor(moment.now));
            }
            return Decision::refuse_and_record(draft.events, Refusal::AuthenticatorMismatch);
        };
        draft.record(AuthenticatorVerified {
            secret: self.checked.secret.clone(),
            device_name: self.device_name.clone(),
            step,
            switched_on: true,
            at: moment.now,
        });
        if let Some(challenge) = AnsweredChallenge::of(&self.ceremony) {
            draft.record(ChallengeSpent { challenge, watched: None, at: moment.now });
        }
        let mut ceremony = self.ceremony.clone();
        ceremony.pass(Factor::Enrolment, &draft.user.person(moment.now), moment.now);
        Decision::accept(draft.events, Ok(ceremony))
    }
}

impl EnrolAuthenticator {
    /// Whether the sign-in still asks for a factor to be set up; otherwise why not.
    fn asked(&self, user: &User, moment: &Moment) -> Result<Option<Refused>, Refusal> {
        let is_locked = user.person(moment.now).locks.code;
        Ok(match user.asked_next(&self.rules, &self.ceremony, moment.now)? {
            Next::Ask(Challenge::MfaSetup(_)) if is_locked => Some(Refused::Locked),
            Next::Ask(challenge @ Challenge::MfaSetup(_)) if self.ceremony.asks(&challenge) => None,
            Next::Refuse(why) => Some(why),
            Next::Ask(_) | Next::Define | Next::Admit(_) => Some(Refused::Outdated),
        })
    }
}
