//! An administrator resets a password: the user is sent a code, and signs in with no password until another one is set by it.

use super::NewCode;
use crate::{
    Command, Decision, Moment,
    user_pools::user::{Profile, Purpose, RecoveryRules, Refusal, ResetRequired, Status, User, UserEvent},
};

const PURPOSE: Purpose = Purpose::ForgotPassword;

/// Resets it; of a user whose password is reset already, another code is sent.
pub struct RequireReset {
    /// The code to set another password with.
    pub code: NewCode,
    /// What recovers an account.
    pub recovery: RecoveryRules,
}

impl RequireReset {
    fn decided(&self, profile: &Profile, moment: &Moment) -> Result<Vec<UserEvent>, Refusal> {
        profile.may_be_sent_code(PURPOSE)?;
        self.recovery.check(profile, &self.code.attribute)?;
        profile.check_limit(PURPOSE, moment.now)?;
        let is_reset = profile.status == Status::ResetRequired;
        let reset = (!is_reset).then(|| ResetRequired { at: moment.now }.into());
        Ok(reset.into_iter().chain([self.code.issued(PURPOSE, moment.now)]).collect())
    }
}

impl Command for RequireReset {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.decided(profile, moment)) {
            Ok(events) => Decision::accept(events, ()),
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
        user_pools::{
            sign_in::PersonState,
            user::{
                Disabled,
                commands::samples::{code_issued, confirmed, mail_is_factor, new_code, recovery, signed_up},
            },
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    fn reset() -> RequireReset {
        RequireReset { code: new_code(60), recovery: recovery() }
    }

    fn past(then: impl IntoIterator<Item = UserEvent>) -> Vec<UserEvent> {
        [signed_up().into(), confirmed().into()].into_iter().chain(then).collect()
    }

    #[test]
    fn the_password_is_reset_and_a_code_is_sent_and_another_one_each_time() {
        let (fact, code) = (ResetRequired { at: AT }, code_issued(PURPOSE, "again"));
        given::<User>(past([])).when(reset()).then([fact.clone().into(), code.clone().into()], Ok(()));
        given::<User>(past([fact.clone().into()])).when(reset()).then([code.into()], Ok(()));
        let after = given::<User>(past([fact.into()])).state();
        assert_eq!(after.person(AT).state, PersonState::ResetRequired);
    }

    #[test]
    fn a_code_must_be_of_use_to_the_user() {
        given::<User>([signed_up().into()]).when(reset()).then([], Err(Refusal::CannotBeReset));
        let disabled = Disabled { epoch: 1, at: AT };
        given::<User>(past([disabled.into()])).when(reset()).then([], Err(Refusal::Disabled));
        given::<User>([]).when(reset()).then([], Err(Refusal::UserNotFound));
    }

    #[test]
    fn an_address_that_is_a_second_factor_gets_no_code() {
        let no_address = Refusal::NoRecoveryAddress;
        given::<User>(past([mail_is_factor().into()])).when(reset()).then([], Err(no_address));
    }

    #[test]
    fn five_codes_an_hour_are_enough() {
        let five = (0..5).map(|_| code_issued(PURPOSE, "n").into());
        given::<User>(past(five)).when(reset()).then([], Err(Refusal::LimitExceeded));
    }
}
