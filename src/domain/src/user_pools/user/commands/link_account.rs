//! An administrator links an account at an identity provider to a user.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Account, AccountLinked, Link, Profile, Refusal, User, links::LINKS_MAX},
};

/// Links it; one that is linked already stays so.
pub struct LinkAccount {
    /// Which account.
    pub account: Account,
    /// The provider's type as the protocol names it.
    pub provider_type: String,
}

impl LinkAccount {
    fn linked(&self, profile: &Profile, moment: &Moment) -> Result<Option<AccountLinked>, Refusal> {
        if profile.links.iter().any(|link| link.account == self.account) {
            return Ok(None);
        }
        if profile.links.iter().filter(|link| !link.is_primary).count() >= LINKS_MAX {
            return Err(Refusal::TooManyAccounts(LINKS_MAX));
        }
        let (account, provider_type) = (self.account.clone(), self.provider_type.clone());
        Ok(Some(AccountLinked { link: Link { account, provider_type, is_primary: false, at: moment.now } }))
    }
}

impl Command for LinkAccount {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.linked(profile, moment)) {
            Ok(Some(linked)) => Decision::accept([linked.into()], ()),
            Ok(None) => Decision::answer(()),
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
            UserEvent,
            commands::samples::{account, linked, signed_up},
            links::ACCOUNT_SCOPE,
        },
    };

    fn link(value: &str) -> LinkAccount {
        LinkAccount { account: account(value), provider_type: "OIDC".to_owned() }
    }

    #[test]
    fn an_account_is_linked_once_and_is_no_other_users_from_then_on() {
        given::<User>([signed_up().into()]).when(link("1")).then([linked("1").into()], Ok(()));
        given::<User>([signed_up().into(), linked("1").into()]).when(link("1")).then([], Ok(()));
        let value = "Acme\nCognito_Subject\n1".to_owned();
        assert_eq!(User::claims(&linked("1").into()), [Claim::Take { scope: ACCOUNT_SCOPE, value }]);
        assert_eq!(User::taken(ACCOUNT_SCOPE), Refusal::AccountTaken);
    }

    #[test]
    fn a_user_has_five_accounts_at_most() {
        let five = (0..5).map(|n| linked(&n.to_string()).into());
        let past: Vec<UserEvent> = std::iter::once(signed_up().into()).chain(five).collect();
        given::<User>(past.clone()).when(link("5")).then([], Err(Refusal::TooManyAccounts(5)));
        given::<User>(past).when(link("4")).then([], Ok(()));
    }

    #[test]
    fn there_must_be_a_user() {
        given::<User>([]).when(link("1")).then([], Err(Refusal::UserNotFound));
    }
}
