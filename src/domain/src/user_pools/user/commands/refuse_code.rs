//! A wrong code was given, as checked outside: it is counted before anything else of the request is looked at.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{CodeRefused, Purpose, Refusal, User},
};

/// Refuses the code. Which code is pending does not matter: the answer was not that one.
pub struct RefuseCode {
    /// For what it was given.
    pub purpose: Purpose,
}

impl Command for RefuseCode {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile().and_then(|profile| profile.pending_code(self.purpose, moment.now)) {
            Ok(_) => {
                let refused = CodeRefused { purpose: self.purpose, at: moment.now };
                Decision::refuse_and_record([refused.into()], Refusal::CodeMismatch)
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
        scenario::given,
        user_pools::user::commands::samples::{code_issued, confirmed, signed_up},
    };

    #[test]
    fn a_wrong_code_is_recorded_up_to_the_limit() {
        let purpose = Purpose::ForgotPassword;
        let past = || [signed_up().into(), confirmed().into(), code_issued(purpose, "n").into()];
        let refused = CodeRefused { purpose, at: Timestamp::from_ms(0) };
        given::<User>(past())
            .when(RefuseCode { purpose })
            .then([refused.clone().into()], Err(Refusal::CodeMismatch));
        let fifteen = past().into_iter().chain(std::iter::repeat_n(refused.into(), 15));
        given::<User>(fifteen).when(RefuseCode { purpose }).then([], Err(Refusal::LimitExceeded));
    }

    #[test]
    fn where_there_is_no_code_there_is_nothing_to_guess() {
        given::<User>([signed_up().into()])
            .when(RefuseCode { purpose: Purpose::ForgotPassword })
            .then([], Err(Refusal::CodeExpired));
    }
}
