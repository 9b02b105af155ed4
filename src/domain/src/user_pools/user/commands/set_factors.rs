//! Second factors are switched on and off, and one is preferred.

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment,
    user_pools::{
        sign_in::SecondFactor,
        user::{FactorsSet, Profile, Refusal, User},
    },
};

/// Changes those factors that are named.
pub struct SetFactors {
    /// By factor.
    pub changes: BTreeMap<SecondFactor, FactorChange>,
    /// Whether the user lets a passkey stand for both factors; absent: as before.
    pub passkeys: Option<bool>,
}

/// What becomes of a factor.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactorChange {
    /// It is asked for.
    pub on: bool,
    /// It is preferred, or is not; absent: as before.
    pub preferred: Option<bool>,
}

impl SetFactors {
    fn set(&self, profile: &Profile, moment: &Moment) -> Result<FactorsSet, Refusal> {
        let mut preferred = self.changes.values().filter(|change| change.preferred == Some(true));
        let wanted = preferred.next();
        if preferred.next().is_some() {
            return Err(Refusal::TwoFactorsPreferred);
        }
        if wanted.is_some_and(|change| !change.on) {
            return Err(Refusal::FactorPreferredAndOff);
        }
        let mut set = profile.factors.as_set(moment.now);
        set.passkeys_stand_for_both = self.passkeys.unwrap_or(set.passkeys_stand_for_both);
        for (factor, change) in &self.changes {
            if change.on {
                may_be_on(profile, *factor)?;
                set.active.insert(*factor);
            } else {
                set.active.remove(factor);
            }
            if change.preferred == Some(true) {
                set.preferred = Some(*factor);
            } else if set.preferred == Some(*factor) && (!change.on || change.preferred == Some(false)) {
                set.preferred = None;
            }
        }
        Ok(set)
    }
}

/// An authenticator app must have been verified, and a code needs an address.
fn may_be_on(profile: &Profile, factor: SecondFactor) -> Result<(), Refusal> {
    match factor.contact() {
        None if profile.factors.authenticator.is_none() => Err(Refusal::NoAuthenticator),
        Some(contact) if profile.attribute(contact.attribute()).is_none() => {
            Err(Refusal::NoAddressForFactor(factor.name()))
        }
        None | Some(_) => Ok(()),
    }
}

impl Command for SetFactors {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let profile = match user.profile() {
            Ok(profile) => profile,
            Err(refusal) => return Decision::refuse(refusal),
        };
        match self.set(profile, moment) {
            Ok(set) => {
                let changes = set != profile.factors.as_set(moment.now);
                Decision::accept(changes.then(|| set.into()), ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Personal, Secret, Timestamp,
        scenario::given,
        user_pools::{
            sign_in::SecondFactor::{Email, Sms, SoftwareToken},
            user::{AuthenticatorVerified, UserEvent, commands::samples::signed_up},
        },
    };

    const ON: FactorChange = FactorChange { on: true, preferred: None };
    const OFF: FactorChange = FactorChange { on: false, preferred: None };
    const PREFERRED: FactorChange = FactorChange { on: true, preferred: Some(true) };

    /// Ada has a mail address, an app, and no phone.
    fn ada() -> Vec<UserEvent> {
        let (secret, device_name) = (Secret::Known("a".to_owned()), Personal::default());
        let at = Timestamp::from_ms(0);
        let app = AuthenticatorVerified { secret, device_name, step: 1, switched_on: false, at };
        vec![signed_up().into(), app.into()]
    }

    fn set<const N: usize>(changes: [(SecondFactor, FactorChange); N]) -> SetFactors {
        SetFactors { changes: changes.into(), passkeys: None }
    }

    fn are<const N: usize>(active: [SecondFactor; N], preferred: Option<SecondFactor>) -> UserEvent {
        let (active, at) = (active.into(), Timestamp::from_ms(0));
        FactorsSet { active, preferred, passkeys_stand_for_both: false, at }.into()
    }

    #[test]
    fn factors_are_switched_on_and_off_one_by_one_and_the_preferred_one_changes_with_them() {
        let mut past = ada();
        for (change, becomes) in [
            (set([(Email, ON)]), are([Email], None)),
            (set([(SoftwareToken, PREFERRED)]), are([SoftwareToken, Email], Some(SoftwareToken))),
            (set([(Email, PREFERRED)]), are([SoftwareToken, Email], Some(Email))),
            (
                set([(Email, FactorChange { on: true, preferred: Some(false) })]),
                are([SoftwareToken, Email], None),
            ),
            (set([(SoftwareToken, PREFERRED)]), are([SoftwareToken, Email], Some(SoftwareToken))),
            (set([(SoftwareToken, OFF), (Email, ON)]), are([Email], None)),
        ] {
            given::<User>(past.clone()).when(change).then([becomes.clone()], Ok(()));
            past.push(becomes);
        }
        given::<User>(past.clone()).when(set([(Email, ON)])).then([], Ok(()));
        given::<User>(past).when(set([])).then([], Ok(()));
    }

    #[test]
    fn passkeys_stand_for_both_factors_as_long_as_the_user_lets_them() {
        let lets = |passkeys| SetFactors { changes: BTreeMap::new(), passkeys };
        let at = Timestamp::from_ms(0);
        let set = |passkeys_stand_for_both| -> UserEvent {
            let (active, preferred) = ([Email].into(), None);
            FactorsSet { active, preferred, passkeys_stand_for_both, at }.into()
        };
        let mut past = ada();
        past.push(set(false));
        given::<User>(past.clone()).when(lets(Some(false))).then([], Ok(()));
        given::<User>(past.clone()).when(lets(Some(true))).then([set(true)], Ok(()));
        past.push(set(true));
        assert!(given::<User>(past.clone()).state().person(at).passkeys.replace_mfa);
        given::<User>(past.clone()).when(lets(None)).then([], Ok(()));
        given::<User>(past).when(lets(Some(false))).then([set(false)], Ok(()));
    }

    #[test]
    fn a_factor_that_the_user_does_not_have_is_not_switched_on() {
        let no_phone = Refusal::NoAddressForFactor("SMS_MFA");
        given::<User>(ada()).when(set([(Sms, ON)])).then([], Err(no_phone));
        let no_app = set([(SoftwareToken, ON)]);
        given::<User>([signed_up().into()]).when(no_app).then([], Err(Refusal::NoAuthenticator));
        given::<User>(ada()).when(set([(Sms, OFF)])).then([], Ok(()));
    }

    #[test]
    fn one_factor_is_preferred_and_it_is_on() {
        let two = set([(SoftwareToken, PREFERRED), (Email, PREFERRED)]);
        given::<User>(ada()).when(two).then([], Err(Refusal::TwoFactorsPreferred));
        let off = set([(Email, FactorChange { on: false, preferred: Some(true) })]);
        given::<User>(ada()).when(off).then([], Err(Refusal::FactorPreferredAndOff));
    }
}
