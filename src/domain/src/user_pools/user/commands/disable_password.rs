//! An administrator ends signing in by password for a user, who signs in by linked accounts from then on.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{PasswordDisabled, User},
};

/// Ends it; once is enough.
pub struct DisablePassword;

impl Command for DisablePassword {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(profile) if profile.is_password_disabled => Decision::answer(()),
            Ok(_) => Decision::accept([PasswordDisabled { at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{
            PasswordSet, PasswordSetBy, Purpose, Refusal, Status, UserEvent,
            commands::samples::{confirmed, credential, signed_up},
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    #[test]
    fn no_password_opens_anything_until_an_administrator_sets_another() {
        let disabled = PasswordDisabled { at: AT };
        let past = || vec![UserEvent::from(signed_up()), confirmed().into()];
        given::<User>(past()).when(DisablePassword).then([disabled.clone().into()], Ok(()));
        let after = || past().into_iter().chain([disabled.clone().into()]);
        given::<User>(after()).when(DisablePassword).then([], Ok(()));
        let state = given::<User>(after()).state();
        assert!(!state.person(AT).has_password);
        let by_code = state.profile().unwrap().may_be_sent_code(Purpose::ForgotPassword);
        assert_eq!(by_code, Err(Refusal::CannotBeReset));
        let set = PasswordSet::alone(PasswordSetBy::Admin, credential("2"), Status::Confirmed, AT);
        assert!(given::<User>(after().chain([set.into()])).state().person(AT).has_password);
    }

    #[test]
    fn there_must_be_a_user() {
        given::<User>([]).when(DisablePassword).then([], Err(Refusal::UserNotFound));
    }
}
