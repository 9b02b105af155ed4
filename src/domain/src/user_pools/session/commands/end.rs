//! Ends a session of a user, whichever client it was opened for: its refresh token and all that came from it.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Refusal, Revoked, Session, SessionLimits},
};

/// Ends it.
pub struct End {
    /// The user whose session it must be.
    pub sub: String,
    /// What the user's sessions are held to.
    pub limits: SessionLimits,
}

impl Command for End {
    type Aggregate = Session;
    type Reply = ();

    fn decide(&self, session: &Session, moment: &Moment) -> Decision<Self> {
        match session {
            Session::Alive(alive) => {
                let opened = &alive.opened;
                let is_over =
                    opened.user_epoch != self.limits.epoch || moment.now >= opened.refresh_expires_at;
                if opened.sub != self.sub || is_over {
                    return Decision::refuse(Refusal::Invalid);
                }
                Decision::accept([Revoked { at: moment.now }.into()], ())
            }
            Session::Revoked | Session::Absent => Decision::refuse(Refusal::Invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::session::{Opened, commands::opened},
    };

    fn end(sub: &str, epoch: u64) -> End {
        End { sub: sub.into(), limits: SessionLimits { epoch, ..SessionLimits::default() } }
    }

    #[test]
    fn a_session_that_lasts_is_ended_once() {
        let revoked = Revoked { at: Timestamp::from_ms(0) };
        given::<Session>([opened().into()]).when(end("ada", 3)).then([revoked.clone().into()], Ok(()));
        given::<Session>([opened().into(), revoked.into()])
            .when(end("ada", 3))
            .then([], Err(Refusal::Invalid));
    }

    #[test]
    fn a_session_of_another_user_or_one_that_is_over_is_none() {
        given::<Session>([opened().into()]).when(end("bob", 3)).then([], Err(Refusal::Invalid));
        given::<Session>([opened().into()]).when(end("ada", 4)).then([], Err(Refusal::Invalid));
        let over = Opened { refresh_expires_at: Timestamp::from_ms(0), ..opened() };
        given::<Session>([over.into()]).when(end("ada", 3)).then([], Err(Refusal::Invalid));
        given::<Session>([]).when(end("ada", 3)).then([], Err(Refusal::Invalid));
    }
}
