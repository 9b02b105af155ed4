//! Who may act as this identity: the first step of `GetId`, `GetOpenIdToken` and `GetCredentialsForIdentity` once the logins are
//! proven. New logins that come with a good one are linked on the way.

use crate::{
    Command, Decision, Moment,
    identity_pools::identity::{
        Active, Identity, LOGINS_MAX, Login, LoginLinked, Refusal, login::check_together,
    },
};

/// Admits a caller who has proven these logins. Their claims make sure that none of them leads to another identity
/// ([`Refusal::LoginTaken`]); calling code that finds an owner by its claim asks that identity, or merges.
pub struct Resolve {
    /// Logins that were proven, at most one of each provider; none: the caller is a guest.
    pub logins: Vec<Login>,
}

/// What the admitted caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Whether the caller has proven a login (`amr` begins with `authenticated`), or is a guest.
    pub authenticated: bool,
    /// How many logins were linked by this.
    pub linked: usize,
}

impl Resolve {
    /// The logins that are new to the identity, or why the caller is refused.
    fn admit(&self, identity: &Active) -> Result<Vec<Login>, Refusal> {
        check_together(&self.logins)?;
        if identity.is_authenticated() {
            self.admit_to_authenticated(identity)?;
        }
        let new = self.logins.iter().filter(|login| !identity.owns(login)).cloned().collect::<Vec<_>>();
        if new.iter().any(|login| identity.logins.contains_key(&login.provider)) {
            return Err(Refusal::SecondUserOfProvider);
        }
        if identity.logins.len() + new.len() > LOGINS_MAX {
            return Err(Refusal::TooManyLogins);
        }
        Ok(new)
    }

    fn admit_to_authenticated(&self, identity: &Active) -> Result<(), Refusal> {
        if self.logins.is_empty() {
            Err(Refusal::LoginRequired)
        } else if self.logins.iter().any(|login| identity.owns(login)) {
            Ok(())
        } else {
            Err(Refusal::LoginsDontMatch)
        }
    }
}

impl Command for Resolve {
    type Aggregate = Identity;
    type Reply = Resolved;

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        let new = match identity.active().and_then(|identity| self.admit(identity)) {
            Ok(new) => new,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let resolved = Resolved { authenticated: !self.logins.is_empty(), linked: new.len() };
        Decision::accept(new.into_iter().map(|login| LoginLinked { login, at: moment.now }.into()), resolved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity::commands::cases::{GOOGLE, ada, created, deleted, linked, merged},
        scenario::given,
    };

    fn google() -> Login {
        Login::new(GOOGLE, "7")
    }

    fn show(logins: impl IntoIterator<Item = Login>) -> Resolve {
        Resolve { logins: logins.into_iter().collect() }
    }

    #[test]
    fn a_guest_is_let_in_without_logins() {
        given([created([])]).when(show([])).then([], Ok(Resolved { authenticated: false, linked: 0 }));
    }

    #[test]
    fn a_guest_who_signs_in_becomes_known_and_keeps_the_id() {
        given([created([])])
            .when(show([ada()]))
            .then([linked(ada())], Ok(Resolved { authenticated: true, linked: 1 }));
    }

    #[test]
    fn linking_a_login_is_a_change_of_the_identity() {
        let event = LoginLinked { login: ada(), at: Timestamp::from_ms(4) };
        given([created([])])
            .when_at(4, show([ada()]))
            .then([event.clone().into()], Ok(Resolved { authenticated: true, linked: 1 }));
        let state = given::<Identity>([created([]), event.into()]).state();
        assert_eq!(state.active().map(|identity| identity.modified_at), Ok(Timestamp::from_ms(4)));
    }

    #[test]
    fn an_own_login_lets_in_and_changes_nothing() {
        given([created([ada()])])
            .when(show([ada()]))
            .then([], Ok(Resolved { authenticated: true, linked: 0 }));
    }

    #[test]
    fn a_new_login_beside_an_own_one_is_linked() {
        given([created([ada()])])
            .when(show([google(), ada()]))
            .then([linked(google())], Ok(Resolved { authenticated: true, linked: 1 }));
    }

    #[test]
    fn a_known_identity_is_closed_to_those_who_show_none_of_its_logins() {
        given([created([ada()])]).when(show([])).then([], Err(Refusal::LoginRequired));
        given([created([ada()])]).when(show([google()])).then([], Err(Refusal::LoginsDontMatch));
        let other = Login::new(ada().provider, "eve-sub");
        given([created([ada()])]).when(show([other])).then([], Err(Refusal::LoginsDontMatch));
    }

    #[test]
    fn a_second_user_of_a_provider_is_a_conflict() {
        let other = Login::new(GOOGLE, "8");
        given([created([ada(), google()])])
            .when(show([ada(), other.clone()]))
            .then([], Err(Refusal::SecondUserOfProvider));
        given([created([])]).when(show([google(), other])).then([], Err(Refusal::SecondUserOfProvider));
    }

    #[test]
    fn a_twenty_first_login_is_refused() {
        let full = created((0..LOGINS_MAX).map(|n| Login::new(format!("p{n}"), "x")));
        given([full]).when(show([Login::new("p0", "x"), ada()])).then([], Err(Refusal::TooManyLogins));
    }

    #[test]
    fn what_is_disabled_deleted_or_was_never_there_lets_nobody_in() {
        given([]).when(show([])).then([], Err(Refusal::NotFound));
        given([created([]), deleted()]).when(show([])).then([], Err(Refusal::NotFound));
        given([created([]), merged("b")]).when(show([])).then([], Err(Refusal::Merged { into: "b".into() }));
    }
}
