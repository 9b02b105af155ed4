//! A user takes a passkey away.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{PasskeyRemoved, User},
};

/// Takes it away.
pub struct RemovePasskey {
    /// The credential's id, base64url.
    pub id: String,
}

impl Command for RemovePasskey {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| profile.passkey(&self.id)) {
            Ok(passkey) => {
                let removed = PasskeyRemoved { id: passkey.id.clone(), at: moment.now };
                Decision::accept([removed.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Personal, Timestamp,
        scenario::given,
        user_pools::user::{
            PASSKEY_SCOPE, Refusal, UserEvent,
            commands::samples::{passkey_registered, signed_up},
        },
    };

    fn remove(id: &str) -> RemovePasskey {
        RemovePasskey { id: id.to_owned() }
    }

    #[test]
    fn a_passkey_is_taken_away_once_and_can_be_registered_anew() {
        let (id, at) = (Personal::Known("a".to_owned()), Timestamp::from_ms(0));
        let removed = UserEvent::from(PasskeyRemoved { id, at });
        let mut past: Vec<UserEvent> = vec![signed_up().into()];
        past.extend(["a", "b"].map(|id| passkey_registered(id).into()));
        given::<User>(past.clone()).when(remove("c")).then([], Err(Refusal::NoSuchPasskey));
        given::<User>(past.clone()).when(remove("a")).then([removed.clone()], Ok(()));
        past.push(removed.clone());
        given::<User>(past).when(remove("a")).then([], Err(Refusal::NoSuchPasskey));
        let value = "a".to_owned();
        assert_eq!(User::claims(&removed), [Claim::Release { scope: PASSKEY_SCOPE, value }]);
    }
}
