//! A passkey that an authenticator has made.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Passkey, PasskeyRegistered, Profile, Refusal, User},
};

/// Registers it. One that was registered before is refused, whoever has it.
pub struct RegisterPasskey {
    /// The passkey.
    pub passkey: Passkey,
}

impl RegisterPasskey {
    fn check(&self, profile: &Profile) -> Result<(), Refusal> {
        if profile.passkeys.iter().any(|passkey| passkey.id == self.passkey.id) {
            return Err(Refusal::PasskeyTaken);
        }
        profile.may_have_another_passkey()
    }
}

impl Command for RegisterPasskey {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, _: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.check(profile)) {
            Ok(()) => Decision::accept([PasskeyRegistered { passkey: self.passkey.clone() }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        scenario::given,
        user_pools::user::{
            PASSKEY_SCOPE, PASSKEYS_MAX, UserEvent,
            commands::samples::{passkey, passkey_registered, signed_up},
        },
    };

    fn register(id: &str) -> RegisterPasskey {
        RegisterPasskey { passkey: passkey(id) }
    }

    #[test]
    fn a_passkey_is_registered_once_and_is_no_other_users_from_then_on() {
        let registered = || UserEvent::from(passkey_registered("a"));
        given::<User>([signed_up().into()]).when(register("a")).then([registered()], Ok(()));
        let past = [signed_up().into(), registered()];
        given::<User>(past).when(register("a")).then([], Err(Refusal::PasskeyTaken));
        let value = "a".to_owned();
        assert_eq!(User::claims(&registered()), [Claim::Take { scope: PASSKEY_SCOPE, value }]);
        assert_eq!(User::taken(PASSKEY_SCOPE), Refusal::PasskeyTaken);
    }

    #[test]
    fn a_user_has_twenty_passkeys_at_most() {
        let all = (0..PASSKEYS_MAX).map(|n| passkey_registered(&n.to_string()).into());
        let past: Vec<UserEvent> = std::iter::once(signed_up().into()).chain(all).collect();
        given::<User>(past).when(register("a")).then([], Err(Refusal::TooManyPasskeys));
    }

    #[test]
    fn there_must_be_a_user() {
        given::<User>([]).when(register("a")).then([], Err(Refusal::UserNotFound));
    }
}
