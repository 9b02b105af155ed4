//! Tokens were made from a session, in a pool that ends those that were used least recently.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Refreshed, Refusal, Session},
};

/// A use so soon after the one before is not recorded.
const RECORDED_EVERY_SECONDS: i64 = 60;

/// Records the use.
pub struct RecordUse;

impl Command for RecordUse {
    type Aggregate = Session;
    type Reply = ();

    fn decide(&self, session: &Session, moment: &Moment) -> Decision<Self> {
        match session {
            Session::Absent => Decision::refuse(Refusal::Invalid),
            Session::Revoked => Decision::refuse(Refusal::Revoked),
            Session::Alive(alive) if alive.refreshed_at.plus_seconds(RECORDED_EVERY_SECONDS) > moment.now => {
                Decision::answer(())
            }
            Session::Alive(_) => Decision::accept([Refreshed { at: moment.now, rotation: None }.into()], ()),
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

    fn used(ms: i64) -> Refreshed {
        Refreshed { at: Timestamp::from_ms(ms), rotation: None }
    }

    #[test]
    fn a_use_is_recorded_once_a_minute() {
        given::<Session>([opened().into()]).when_at(59_999, RecordUse).then([], Ok(()));
        given::<Session>([opened().into()]).when_at(60_000, RecordUse).then([used(60_000).into()], Ok(()));
        let past = || [opened().into(), used(60_000).into()];
        given::<Session>(past()).when_at(119_999, RecordUse).then([], Ok(()));
        given::<Session>(past()).when_at(120_000, RecordUse).then([used(120_000).into()], Ok(()));
    }

    #[test]
    fn a_session_that_has_ended_is_not_used() {
        let revoked = Revoked { at: Timestamp::from_ms(0) };
        given::<Session>([opened().into(), revoked.into()]).when(RecordUse).then([], Err(Refusal::Revoked));
        given::<Session>([]).when(RecordUse).then([], Err(Refusal::Invalid));
    }
}
