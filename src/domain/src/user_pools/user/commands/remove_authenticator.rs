//! An administrator takes a user's authenticator app away.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{AuthenticatorRemoved, User},
};

/// Takes it away, verified or not; a user who has none stays as it is.
pub struct RemoveAuthenticator;

impl Command for RemoveAuthenticator {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let factors = match user.profile() {
            Ok(profile) => &profile.factors,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let is_there = factors.authenticator.is_some() || factors.associated.is_some();
        let removed = is_there.then(|| AuthenticatorRemoved { at: moment.now }.into());
        Decision::accept(removed, ())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        Personal, Secret, Timestamp,
        scenario::given,
        user_pools::{
            sign_in::SecondFactor::{Email, SoftwareToken},
            user::{AuthenticatorVerified, FactorsSet, UserEvent, commands::samples::signed_up},
        },
    };

    #[test]
    fn an_app_is_taken_away_once_and_is_neither_on_nor_preferred_any_more() {
        let at = Timestamp::from_ms(0);
        let (secret, device_name) = (Secret::Known("a".to_owned()), Personal::default());
        let verified = AuthenticatorVerified { secret, device_name, step: 1, switched_on: true, at };
        let active = BTreeSet::from([SoftwareToken, Email]);
        let set = FactorsSet { active, preferred: Some(SoftwareToken), passkeys_stand_for_both: false, at };
        let past: Vec<UserEvent> = vec![signed_up().into(), verified.into(), set.into()];
        let removed = || UserEvent::from(AuthenticatorRemoved { at });
        given::<User>(past.clone()).when(RemoveAuthenticator).then([removed()], Ok(()));
        let past: Vec<UserEvent> = past.into_iter().chain([removed()]).collect();
        let settings = given::<User>(past.clone()).state().profile().unwrap().factors.settings();
        assert_eq!((settings.active, settings.preferred), (BTreeSet::from([Email]), None));
        given::<User>(past).when(RemoveAuthenticator).then([], Ok(()));
    }
}
