//! Whether an access token of the session is still valid.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Refusal, Session},
};

/// Asks whether it is, given the user's current sign-out epoch.
pub struct Check {
    /// The user's sign-out epoch.
    pub user_epoch: u64,
}

impl Command for Check {
    type Aggregate = Session;
    type Reply = ();

    fn decide(&self, session: &Session, _: &Moment) -> Decision<Self> {
        match session {
            Session::Alive(alive) if alive.opened.user_epoch == self.user_epoch => Decision::answer(()),
            Session::Alive(_) | Session::Revoked => Decision::refuse(Refusal::Revoked),
            Session::Absent => Decision::refuse(Refusal::Invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::session::{Revoked, commands::opened},
    };

    #[test]
    fn a_global_sign_out_ends_the_sessions_of_before() {
        given::<Session>([opened().into()]).when(Check { user_epoch: 3 }).then([], Ok(()));
        given::<Session>([opened().into()]).when(Check { user_epoch: 4 }).then([], Err(Refusal::Revoked));
    }

    #[test]
    fn a_revoked_session_is_good_no_longer() {
        let revoked = Revoked { at: Timestamp::from_ms(5) };
        given::<Session>([opened().into(), revoked.into()])
            .when(Check { user_epoch: 3 })
            .then([], Err(Refusal::Revoked));
    }
}
