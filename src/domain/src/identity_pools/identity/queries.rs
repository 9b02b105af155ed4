//! Who may act as this identity: the first step of `GetId`, `GetOpenIdToken` and `GetCredentialsForIdentity` once the logins are proven.

use super::{Active, Identity, LOGINS_MAX, Login, Refusal, login::check_together};

impl Identity {
    /// Admits a caller who has proven these logins, at most one of each provider; without any, a guest. Returns the logins that are new to
    /// the identity: they are to be linked.
    pub fn admit<'a>(&self, logins: &'a [Login]) -> Result<Vec<&'a Login>, Refusal> {
        let identity = self.active()?;
        check_together(logins)?;
        if identity.is_authenticated() {
            identity.check_own(logins)?;
        }
        let new = logins.iter().filter(|login| !identity.owns(login)).collect::<Vec<_>>();
        if new.iter().any(|login| identity.logins.contains_key(&login.provider)) {
            return Err(Refusal::SecondUserOfProvider);
        }
        if identity.logins.len() + new.len() > LOGINS_MAX {
            return Err(Refusal::TooManyLogins);
        }
        Ok(new)
    }
}

impl Active {
    /// An identity with logins is closed to a caller who has proven none of them.
    fn check_own(&self, logins: &[Login]) -> Result<(), Refusal> {
        if logins.is_empty() {
            Err(Refusal::LoginRequired)
        } else if logins.iter().any(|login| self.owns(login)) {
            Ok(())
        } else {
            Err(Refusal::LoginsDontMatch)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity_pools::identity::{
            IdentityEvent,
            commands::cases::{GOOGLE, ada, created, deleted, merged},
        },
        scenario::given,
    };

    fn google() -> Login {
        Login::new(GOOGLE, "7")
    }

    /// The new logins of the caller.
    fn admit(past: impl IntoIterator<Item = IdentityEvent>, logins: &[Login]) -> Result<Vec<Login>, Refusal> {
        let new = given::<Identity>(past).state().admit(logins)?.into_iter().cloned().collect();
        Ok(new)
    }

    #[test]
    fn a_guest_is_admitted_without_logins() {
        assert_eq!(admit([created([])], &[]), Ok(vec![]));
    }

    #[test]
    fn the_first_login_of_a_guest_is_new() {
        assert_eq!(admit([created([])], &[ada()]), Ok(vec![ada()]));
    }

    #[test]
    fn an_own_login_admits_and_another_beside_it_is_new() {
        assert_eq!(admit([created([ada()])], &[ada()]), Ok(vec![]));
        assert_eq!(admit([created([ada()])], &[google(), ada()]), Ok(vec![google()]));
    }

    #[test]
    fn a_known_identity_is_closed_to_callers_without_one_of_its_logins() {
        assert_eq!(admit([created([ada()])], &[]), Err(Refusal::LoginRequired));
        assert_eq!(admit([created([ada()])], &[google()]), Err(Refusal::LoginsDontMatch));
        let other = Login::new(ada().provider, "eve-sub");
        assert_eq!(admit([created([ada()])], &[other]), Err(Refusal::LoginsDontMatch));
    }

    #[test]
    fn a_second_user_of_a_provider_is_a_conflict() {
        let other = Login::new(GOOGLE, "8");
        let taken = admit([created([ada(), google()])], &[ada(), other.clone()]);
        assert_eq!(taken, Err(Refusal::SecondUserOfProvider));
        assert_eq!(admit([created([])], &[google(), other]), Err(Refusal::SecondUserOfProvider));
    }

    #[test]
    fn a_twenty_first_login_is_refused() {
        let full = created((0..LOGINS_MAX).map(|n| Login::new(format!("p{n}"), "x")));
        assert_eq!(admit([full], &[Login::new("p0", "x"), ada()]), Err(Refusal::TooManyLogins));
    }

    #[test]
    fn an_identity_that_is_disabled_deleted_or_was_never_made_admits_no_caller() {
        assert_eq!(admit([], &[]), Err(Refusal::NotFound));
        assert_eq!(admit([created([]), deleted()], &[]), Err(Refusal::NotFound));
        assert_eq!(admit([created([]), merged("b")], &[]), Err(Refusal::Merged { into: "b".into() }));
    }
}
