//! An administrator takes an account at an identity provider from a user.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Account, AccountUnlinked, Refusal, User},
};

/// Takes it away.
pub struct UnlinkAccount {
    /// Which account.
    pub account: Account,
}

impl Command for UnlinkAccount {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let profile = match user.profile() {
            Ok(profile) => profile,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if profile.links.iter().any(|link| link.account == self.account) {
            let unlinked = AccountUnlinked { account: self.account.clone(), at: moment.now };
            Decision::accept([unlinked.into()], ())
        } else {
            Decision::refuse(Refusal::AccountNotLinked)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim, Timestamp,
        scenario::given,
        user_pools::user::{
            commands::samples::{account, linked, signed_up},
            links::ACCOUNT_SCOPE,
        },
    };

    fn unlink(value: &str) -> UnlinkAccount {
        UnlinkAccount { account: account(value) }
    }

    #[test]
    fn an_account_is_given_back_once() {
        let unlinked = AccountUnlinked { account: account("1"), at: Timestamp::from_ms(0) };
        let past = || [signed_up().into(), linked("1").into(), linked("2").into()];
        given::<User>(past()).when(unlink("1")).then([unlinked.clone().into()], Ok(()));
        let value = "Acme\nCognito_Subject\n1".to_owned();
        let fact = unlinked.into();
        assert_eq!(User::claims(&fact), [Claim::Release { scope: ACCOUNT_SCOPE, value }]);
        let after = || past().into_iter().chain([fact.clone()]);
        given::<User>(after()).when(unlink("1")).then([], Err(Refusal::AccountNotLinked));
        assert_eq!(given::<User>(after()).state().profile().unwrap().links, [linked("2").link]);
    }

    #[test]
    fn there_must_be_a_user() {
        given::<User>([]).when(unlink("1")).then([], Err(Refusal::UserNotFound));
    }
}
