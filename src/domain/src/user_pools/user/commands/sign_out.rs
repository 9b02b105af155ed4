//! Every session of a user ends.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{SignedOutEverywhere, User},
};

/// Ends them.
pub struct SignOutEverywhere;

impl Command for SignOutEverywhere {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(profile) => {
                let out = SignedOutEverywhere { epoch: profile.sign_out_epoch + 1, at: moment.now };
                Decision::accept([out.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given, user_pools::user::commands::samples::signed_up};

    #[test]
    fn each_time_begins_another_epoch() {
        let out = |epoch| SignedOutEverywhere { epoch, at: Timestamp::from_ms(0) };
        given::<User>([signed_up().into()]).when(SignOutEverywhere).then([out(1).into()], Ok(()));
        given::<User>([signed_up().into(), out(1).into()])
            .when(SignOutEverywhere)
            .then([out(2).into()], Ok(()));
    }
}
