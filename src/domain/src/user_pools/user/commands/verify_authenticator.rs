//! A code of the authenticator app that was given its secret last.

use crate::{
    Command, Decision, Moment, Personal,
    user_pools::user::{AuthenticatorVerified, CheckedToken, Refusal, User},
};

/// Makes the app a factor of the user, if the code was right.
pub struct VerifyAuthenticator {
    /// The code, checked outside.
    pub checked: CheckedToken,
    /// What the user calls the app; empty if it has no name.
    pub device_name: Personal<String>,
    /// The pool demands second factors, so that the app is asked for from now on.
    pub switches_on: bool,
}

impl Command for VerifyAuthenticator {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let factors = match user.profile() {
            Ok(profile) => &profile.factors,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if factors.attempts.locked(moment.now) {
            return Decision::refuse(Refusal::Locked);
        }
        // Checked against a secret that another one has replaced, or that was verified meanwhile.
        if factors.associated.as_ref() != Some(&self.checked.secret) {
            return Decision::refuse(Refusal::AuthenticatorNotAssociated);
        }
        let Some(step) = self.checked.step else {
            let refused = factors.attempts.refuse_factor(moment.now);
            return Decision::refuse_and_record([refused.into()], Refusal::AuthenticatorMismatch);
        };
        let verified = AuthenticatorVerified {
            secret: self.checked.secret.clone(),
            device_name: self.device_name.clone(),
            step,
            switched_on: self.switches_on,
            at: moment.now,
        };
        Decision::accept([verified.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Secret, Timestamp,
        scenario::given,
        user_pools::{
            sign_in::SecondFactor,
            user::{
                AuthenticatorAssociated, FactorRefused, UserEvent,
                commands::{
                    AssociateAuthenticator,
                    samples::{confirmed, signed_up},
                },
            },
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn secret(text: &str) -> Secret<String> {
        Secret::Known(text.to_owned())
    }

    fn associated(text: &str) -> UserEvent {
        AuthenticatorAssociated { secret: secret(text), at: AT }.into()
    }

    fn verified(switched_on: bool) -> UserEvent {
        let device_name = Personal::Known("phone".to_owned());
        AuthenticatorVerified { secret: secret("a"), device_name, step: 7, switched_on, at: AT }.into()
    }

    fn after(more: impl IntoIterator<Item = UserEvent>) -> Vec<UserEvent> {
        [signed_up().into(), confirmed().into()].into_iter().chain(more).collect()
    }

    fn verify(text: &str, step: Option<u64>) -> VerifyAuthenticator {
        let checked = CheckedToken { secret: secret(text), step };
        let device_name = Personal::Known("phone".to_owned());
        VerifyAuthenticator { checked, device_name, switches_on: false }
    }

    fn refused(failures: u32, locked_until: Option<i64>) -> UserEvent {
        FactorRefused { failures, locked_until: locked_until.map(Timestamp::from_seconds), at: AT }.into()
    }

    #[test]
    fn an_app_is_a_factor_once_a_code_of_it_was_right() {
        let associate = AssociateAuthenticator { secret: secret("a") };
        given::<User>(after([])).when(associate).then([associated("a")], Ok(()));
        given::<User>(after([associated("a")])).when(verify("a", Some(7))).then([verified(false)], Ok(()));
        let factors = |past| given::<User>(past).state().profile().unwrap().factors.settings();
        assert!(!factors(after([associated("a")])).has_authenticator);
        let has = factors(after([associated("a"), verified(false)]));
        assert!(has.has_authenticator && has.active.is_empty(), "and switched on by its user");
        let on = factors(after([associated("a"), verified(true)]));
        assert_eq!(on.active.first(), Some(&SecondFactor::SoftwareToken));
    }

    #[test]
    fn a_code_of_a_secret_that_was_replaced_or_verified_already_is_refused() {
        let why = || Err(Refusal::AuthenticatorNotAssociated);
        given::<User>(after([])).when(verify("a", Some(7))).then([], why());
        let replaced = after([associated("a"), associated("b")]);
        given::<User>(replaced).when(verify("a", Some(7))).then([], why());
        let again = after([associated("a"), verified(false)]);
        given::<User>(again).when(verify("a", Some(8))).then([], why());
    }

    #[test]
    fn the_fifth_wrong_code_locks_and_a_right_one_is_refused_until_the_lock_ends() {
        let mut past = after([associated("a")]);
        for failures in 1..=5 {
            let refused = refused(failures, (failures == 5).then_some(1));
            given::<User>(past.clone())
                .when(verify("a", None))
                .then([refused.clone()], Err(Refusal::AuthenticatorMismatch));
            past.push(refused);
        }
        given::<User>(past).when(verify("a", Some(7))).then([], Err(Refusal::Locked));
    }
}
