//! An administrator switches a user on again.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{Enabled, User},
};

/// Switches the user on; a user who is on stays so.
pub struct Enable;

impl Command for Enable {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match user.profile() {
            Ok(profile) if !profile.enabled => Decision::accept([Enabled { at: moment.now }.into()], ()),
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
        user_pools::user::{Disabled, Refusal, commands::samples::signed_up},
    };

    #[test]
    fn a_user_is_switched_on_once_and_earlier_sessions_stay_ended() {
        let at = Timestamp::from_ms(0);
        let past = || vec![signed_up().into(), Disabled { epoch: 1, at }.into()];
        let enabled = Enabled { at };
        given::<User>(past()).when(Enable).then([enabled.clone().into()], Ok(()));
        let after = || past().into_iter().chain([enabled.clone().into()]);
        given::<User>(after()).when(Enable).then([], Ok(()));
        let state = given::<User>(after()).state();
        let profile = state.profile().unwrap();
        assert_eq!((profile.enabled, profile.sign_out_epoch), (true, 1));
    }

    #[test]
    fn there_must_be_a_user_to_switch_on() {
        given::<User>([]).when(Enable).then([], Err(Refusal::UserNotFound));
    }
}
