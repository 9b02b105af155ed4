//! Revokes a session: its refresh token and all that came from it.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Refusal, Revoked, Session},
};

/// Revokes it, for the client that it was opened for. Doing it twice is fine.
pub struct Revoke {
    /// The client that asks.
    pub client_id: String,
}

impl Command for Revoke {
    type Aggregate = Session;
    type Reply = ();

    fn decide(&self, session: &Session, moment: &Moment) -> Decision<Self> {
        match session {
            Session::Alive(alive) if alive.opened.client_id == self.client_id => {
                Decision::accept([Revoked { at: moment.now }.into()], ())
            }
            Session::Alive(_) | Session::Absent => Decision::refuse(Refusal::Invalid),
            Session::Revoked => Decision::answer(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given, user_pools::session::commands::opened};

    #[test]
    fn revoking_is_for_its_own_client_and_counts_once() {
        let revoked = Revoked { at: Timestamp::from_ms(0) };
        let by = |client: &str| Revoke { client_id: client.into() };
        given::<Session>([opened().into()]).when(by("web")).then([revoked.clone().into()], Ok(()));
        given::<Session>([opened().into()]).when(by("other")).then([], Err(Refusal::Invalid));
        given::<Session>([opened().into(), revoked.into()]).when(by("web")).then([], Ok(()));
    }
}
