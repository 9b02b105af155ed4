//! Another code: to confirm a sign-up, or to set a forgotten password anew.

use super::create::NewCode;
use crate::{
    Command, Decision, Moment,
    user::{Profile, Purpose, Refusal, Status, User},
};

/// How long a code to confirm a sign-up is good: a day.
pub const SIGN_UP_CODE_SECONDS: i64 = 24 * 3_600;
/// How long a code to set a forgotten password anew is good: an hour.
pub const FORGOT_PASSWORD_CODE_SECONDS: i64 = 3_600;
/// Codes of one purpose within an hour.
const ISSUED_MAX: usize = 5;

/// Issues a code.
pub struct IssueCode {
    /// What for.
    pub purpose: Purpose,
    /// The code to send.
    pub code: NewCode,
}

impl IssueCode {
    fn check(&self, profile: &Profile, moment: &Moment) -> Result<(), Refusal> {
        if !profile.enabled {
            return Err(Refusal::Disabled);
        }
        match (self.purpose, profile.status) {
            (Purpose::SignUp, Status::Unconfirmed) | (Purpose::ForgotPassword, Status::Confirmed) => {}
            (Purpose::SignUp, Status::Confirmed | Status::ForceChangePassword { .. }) => {
                return Err(Refusal::AlreadyConfirmed);
            }
            (Purpose::ForgotPassword, Status::Unconfirmed | Status::ForceChangePassword { .. }) => {
                return Err(Refusal::CannotBeReset);
            }
        }
        if profile.issued_lately(self.purpose, moment.now) >= ISSUED_MAX {
            return Err(Refusal::LimitExceeded);
        }
        Ok(())
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
        Personal,
        scenario::given,
        user::{
            Medium,
            commands::samples::{code_issued, confirmed, signed_up},
        },
    };

    fn issue(purpose: Purpose) -> IssueCode {
        let code = NewCode {
            nonce: "again".into(),
            attribute: "email".into(),
            medium: Medium::Email,
            destination: Personal::Known("ada@example.com".into()),
            seconds: 60,
            client_id: "web".into(),
        };
        IssueCode { purpose, code }
    }

    #[test]
    fn five_codes_an_hour_are_enough() {
        let four = (0..4).map(|_| code_issued(Purpose::SignUp, "n").into());
        let past: Vec<_> = std::iter::once(signed_up().into()).chain(four).collect();
        let fifth = code_issued(Purpose::SignUp, "again");
        given::<User>(past.clone()).when(issue(Purpose::SignUp)).then([fifth.clone().into()], Ok(()));
        let past = past.into_iter().chain([fifth.into()]);
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
}
