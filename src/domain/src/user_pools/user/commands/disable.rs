//! An administrator switches a user off.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Disabled, User},
};

/// Switches the user off; a user who is off stays so.
pub struct Disable;

impl Command for Disable {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(profile) if profile.enabled => {
                let disabled = Disabled { epoch: profile.sign_out_epoch + 1, at: moment.now };
                Decision::accept([disabled.into()], ())
            }
            Ok(_) => Decision::answer(()),
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
        user_pools::user::{Refusal, SignedOutEverywhere, commands::samples::signed_up},
    };

    #[test]
    fn a_user_is_switched_off_once_and_earlier_sessions_end_with_it() {
        let at = Timestamp::from_ms(0);
        let past = || vec![signed_up().into(), SignedOutEverywhere { epoch: 1, at }.into()];
        let disabled = Disabled { epoch: 2, at };
        given::<User>(past()).when(Disable).then([disabled.clone().into()], Ok(()));
        let after = || past().into_iter().chain([disabled.clone().into()]);
        given::<User>(after()).when(Disable).then([], Ok(()));
        let state = given::<User>(after()).state();
        let profile = state.profile().unwrap();
        assert_eq!((profile.enabled, profile.sign_out_epoch), (false, 2));
    }

    #[test]
    fn there_must_be_a_user_to_switch_off() {
        given::<User>([]).when(Disable).then([], Err(Refusal::UserNotFound));
    }
}
