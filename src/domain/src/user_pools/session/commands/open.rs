//! Opens the session of a completed sign-in.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Opened, Refusal, Session},
};

/// Opens it. An id is used once.
pub struct Open(pub Opened);

impl Command for Open {
    type Aggregate = Session;
    type Reply = ();

    fn decide(&self, session: &Session, _: &Moment) -> Decision<Self> {
        match session {
            Session::Absent => Decision::accept([self.0.clone().into()], ()),
            Session::Alive(_) | Session::Revoked => Decision::refuse(Refusal::Invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scenario::given, user_pools::session::commands::opened};

    #[test]
    fn a_session_is_opened_once() {
        given::<Session>([]).when(Open(opened())).then([opened().into()], Ok(()));
        given::<Session>([opened().into()]).when(Open(opened())).then([], Err(Refusal::Invalid));
    }
}
