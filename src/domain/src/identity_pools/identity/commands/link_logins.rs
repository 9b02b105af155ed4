//! The step after [`Identity::admit`] in `GetId`, `GetOpenIdToken` and `GetCredentialsForIdentity`: logins that came with a good one are
//! linked.

use crate::{
    Command, Decision, Moment,
    identity_pools::identity::{Identity, Login, LoginLinked},
};

/// Links what is new of the logins that a caller has proven, if the identity admits the caller. Their claims make sure that none of them
/// leads to another identity (`Refusal::LoginTaken`); calling code that finds an owner by its claim asks that identity, or merges.
pub struct LinkLogins {
    /// Logins that were proven, at most one of each provider; none: the caller is a guest.
    pub logins: Vec<Login>,
}

impl Command for LinkLogins {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        match identity.admit(&self.logins) {
            Ok(new) => {
                let link = |login: &Login| LoginLinked { login: login.clone(), at: moment.now }.into();
                Decision::accept(new.into_iter().map(link), ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity::{
            Refusal,
            commands::cases::{GOOGLE, ada, created, linked},
        },
        scenario::given,
    };

    fn link(logins: impl IntoIterator<Item = Login>) -> LinkLogins {
        LinkLogins { logins: logins.into_iter().collect() }
    }

    #[test]
    fn a_guest_who_signs_in_becomes_known_and_keeps_the_id() {
        given([created([])]).when(link([ada()])).then([linked(ada())], Ok(()));
    }

    #[test]
    fn linking_a_login_is_a_change_of_the_identity() {
        let event = LoginLinked { login: ada(), at: Timestamp::from_ms(4) };
        given([created([])]).when_at(4, link([ada()])).then([event.clone().into()], Ok(()));
        let state = given::<Identity>([created([]), event.into()]).state();
        assert_eq!(state.active().map(|identity| identity.modified_at), Ok(Timestamp::from_ms(4)));
    }

    #[test]
    fn what_is_linked_already_is_not_linked_again() {
        let google = Login::new(GOOGLE, "7");
        given([created([ada()])]).when(link([ada()])).then([], Ok(()));
        given([created([ada()])]).when(link([google.clone(), ada()])).then([linked(google)], Ok(()));
    }

    #[test]
    fn nothing_is_linked_for_a_caller_who_is_not_admitted() {
        given([]).when(link([ada()])).then([], Err(Refusal::NotFound));
        given([created([ada()])])
            .when(link([Login::new(GOOGLE, "7")]))
            .then([], Err(Refusal::LoginsDontMatch));
    }
}
