//! A code: another one to confirm a sign-up, or one to set a forgotten password anew or to verify an address.

use super::create::NewCode;
use crate::{
    Command, Decision, Moment,
    user_pools::user::{Profile, Purpose, RecoveryRules, Refusal, User},
};

/// How long a code to confirm a sign-up is good: a day.
const SIGN_UP_CODE_SECONDS: i64 = 24 * 3_600;
/// How long a code to set a forgotten password anew is good: an hour.
const FORGOT_PASSWORD_CODE_SECONDS: i64 = 3_600;
/// How long a code to verify an address is good: a day.
const VERIFICATION_CODE_SECONDS: i64 = 24 * 3_600;

/// How long a code is good.
pub const fn code_seconds(purpose: Purpose) -> i64 {
    match purpose {
        Purpose::SignUp => SIGN_UP_CODE_SECONDS,
        Purpose::ForgotPassword => FORGOT_PASSWORD_CODE_SECONDS,
        Purpose::VerifyEmail | Purpose::VerifyPhoneNumber => VERIFICATION_CODE_SECONDS,
    }
}

/// Issues a code.
pub struct IssueCode {
    /// What for.
    pub purpose: Purpose,
    /// The code to send.
    pub code: NewCode,
    /// What recovers an account, where the code is to set a forgotten password anew.
    pub recovery: RecoveryRules,
}

impl IssueCode {
    fn check(&self, profile: &Profile, moment: &Moment) -> Result<(), Refusal> {
        profile.may_be_sent_code(self.purpose)?;
        if self.purpose == Purpose::ForgotPassword {
            self.recovery.check(profile, &self.code.attribute)?;
        }
        profile.check_limit(self.purpose, moment.now)
    }
}

impl Command for IssueCode {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| self.check(profile, moment)) {
            Ok(()) => Decision::accept([self.code.issued(self.purpose, moment.now)], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::user::commands::samples::{
            code_issued, confirmed, mail_is_factor, new_code, recovery, signed_up,
        },
    };

    fn issue(purpose: Purpose) -> IssueCode {
        IssueCode { purpose, code: new_code(60), recovery: recovery() }
    }

    #[test]
    fn five_codes_an_hour_are_enough_beside_the_one_that_came_with_the_sign_up() {
        let five = (0..5).map(|_| code_issued(Purpose::SignUp, "n").into());
        let past: Vec<_> = std::iter::once(signed_up().into()).chain(five).collect();
        let sixth = code_issued(Purpose::SignUp, "again");
        given::<User>(past.clone()).when(issue(Purpose::SignUp)).then([sixth.clone().into()], Ok(()));
        let past = past.into_iter().chain([sixth.into()]);
        given::<User>(past).when(issue(Purpose::SignUp)).then([], Err(Refusal::LimitExceeded));
    }

    #[test]
    fn a_confirmed_user_gets_no_code_to_confirm_with() {
        given::<User>([signed_up().into(), confirmed().into()])
            .when(issue(Purpose::SignUp))
            .then([], Err(Refusal::AlreadyConfirmed));
    }

    #[test]
    fn only_a_confirmed_user_forgets_a_password() {
        given::<User>([signed_up().into()])
            .when(issue(Purpose::ForgotPassword))
            .then([], Err(Refusal::CannotBeReset));
        given::<User>([signed_up().into(), confirmed().into()])
            .when(issue(Purpose::ForgotPassword))
            .then([code_issued(Purpose::ForgotPassword, "again").into()], Ok(()));
    }
    #[test]
    fn an_address_that_is_a_second_factor_gets_no_code_to_set_a_password_with() {
        let past = [signed_up().into(), confirmed().into(), mail_is_factor().into()];
        given::<User>(past).when(issue(Purpose::ForgotPassword)).then([], Err(Refusal::NoRecoveryAddress));
    }
}
