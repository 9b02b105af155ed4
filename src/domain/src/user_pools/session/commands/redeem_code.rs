//! The code for a session's tokens is redeemed. One that comes a second time is taken as stolen, and ends the session.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{CodeRedeemed, Purpose, Refusal, Revoked, Session},
};

/// Redeems it.
pub struct RedeemCode {
    /// The client that brings it.
    pub client_id: String,
}

impl Command for RedeemCode {
    type Aggregate = Session;
    type Reply = ();

    fn decide(&self, session: &Session, moment: &Moment) -> Decision<Self> {
        let alive = match session {
            Session::Absent => return Decision::refuse(Refusal::Invalid),
            Session::Revoked => return Decision::refuse(Refusal::Revoked),
            Session::Alive(alive) => alive,
        };
        let is_meant =
            matches!(alive.opened.purpose, Purpose::Pages(_)) && alive.opened.client_id == self.client_id;
        match (is_meant, alive.is_code_redeemed) {
            (false, _) => Decision::refuse(Refusal::Invalid),
            (true, true) => Decision::refuse_and_record([Revoked { at: moment.now }.into()], Refusal::Reused),
            (true, false) => Decision::accept([CodeRedeemed { at: moment.now }.into()], ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::session::{ForBrowser, ForClient, Opened, SessionEvent, commands::opened},
    };

    fn by(client_id: &str) -> RedeemCode {
        RedeemCode { client_id: client_id.into() }
    }

    fn on_pages() -> SessionEvent {
        Opened { purpose: Purpose::Pages(ForClient::default()), ..opened() }.into()
    }

    fn redeemed() -> SessionEvent {
        CodeRedeemed { at: Timestamp::from_ms(0) }.into()
    }

    fn revoked() -> SessionEvent {
        Revoked { at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn a_code_is_good_once_and_a_second_use_ends_the_session() {
        given::<Session>([on_pages()]).when(by("web")).then([redeemed()], Ok(()));
        given::<Session>([on_pages(), redeemed()]).when(by("web")).then([revoked()], Err(Refusal::Reused));
        let ended = [on_pages(), redeemed(), revoked()];
        given::<Session>(ended).when(by("web")).then([], Err(Refusal::Revoked));
    }

    #[test]
    fn another_client_spends_no_code_and_other_sessions_have_none() {
        given::<Session>([on_pages()]).when(by("other")).then([], Err(Refusal::Invalid));
        given::<Session>([opened().into()]).when(by("web")).then([], Err(Refusal::Invalid));
        let browser = Opened { purpose: Purpose::Browser(ForBrowser::default()), ..opened() };
        given::<Session>([browser.into()]).when(by("web")).then([], Err(Refusal::Invalid));
        given::<Session>([]).when(by("web")).then([], Err(Refusal::Invalid));
    }
}
