//! Whether new tokens may be made from the session's refresh token.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Alive, Opened, Refusal, Session},
};

/// Asks for new tokens. Nothing is recorded: the old refresh token stays good (rotation is a matter of its own).
pub struct Refresh {
    /// The client that asks.
    pub client_id: String,
    /// The user's current sign-out epoch.
    pub user_epoch: u64,
}

impl Refresh {
    fn check(&self, alive: &Alive, moment: &Moment) -> Result<Opened, Refusal> {
        let opened = &alive.opened;
        if opened.client_id != self.client_id {
            return Err(Refusal::Invalid);
        }
        if moment.now >= opened.refresh_expires_at {
            return Err(Refusal::Expired);
        }
        if opened.user_epoch != self.user_epoch {
            return Err(Refusal::Revoked);
        }
        Ok(opened.clone())
    }
}

impl Command for Refresh {
    type Aggregate = Session;
    type Reply = Opened;

    fn decide(&self, session: &Session, moment: &Moment) -> Decision<Self> {
        let reply = match session {
            Session::Alive(alive) => self.check(alive, moment),
            Session::Revoked => Err(Refusal::Revoked),
            Session::Absent => Err(Refusal::Invalid),
        };
        Decision { events: Vec::new(), reply }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scenario::given, user_pools::session::commands::opened};

    fn asking(client_id: &str, user_epoch: u64) -> Refresh {
        Refresh { client_id: client_id.into(), user_epoch }
    }

    #[test]
    fn a_refresh_token_is_good_for_its_client_until_it_ends() {
        let session = || given::<Session>([opened().into()]);
        session().when_at(999, asking("web", 3)).then([], Ok(opened()));
        session().when_at(1_000, asking("web", 3)).then([], Err(Refusal::Expired));
        session().when_at(999, asking("other", 3)).then([], Err(Refusal::Invalid));
        session().when_at(999, asking("web", 4)).then([], Err(Refusal::Revoked));
        session().when_at(1_000, asking("web", 4)).then([], Err(Refusal::Expired));
    }
}
