//! A refresh token is used: where the client's tokens rotate, the newest is replaced. One that was replaced before is taken as stolen, and
//! ends the session with the newest token.

use crate::{
    Command, Decision, Moment,
    user_pools::session::{Refreshed, Refusal, Revoked, Rotation, Session, rotation::GoodToken},
};

/// Uses it.
pub struct UseRefreshToken {
    /// The token's number among those of the session.
    pub number: u64,
    /// For how long a token is good after it was replaced; `None` where tokens do not rotate.
    pub grace_seconds: Option<u32>,
}

impl Command for UseRefreshToken {
    type Aggregate = Session;
    /// The number of the token to give out. A token within its grace period brings the one that replaced it, so that calls at once and a
    /// call that is made again end with the same one.
    type Reply = Option<u64>;

    fn decide(&self, session: &Session, moment: &Moment) -> Decision<Self> {
        let tokens = match session {
            Session::Absent => return Decision::refuse(Refusal::Invalid),
            Session::Revoked => return Decision::refuse(Refusal::Revoked),
            Session::Alive(alive) => &alive.refresh_tokens,
        };
        match (tokens.check(self.number, moment.now), self.grace_seconds) {
            (Ok(GoodToken::Newest), Some(grace)) => {
                let newest = tokens.newest + 1;
                let replaced_good_until = moment.now.plus_seconds(grace.into());
                let rotation = Some(Rotation { newest, replaced_good_until });
                Decision::accept([Refreshed { at: moment.now, rotation }.into()], Some(newest))
            }
            (Ok(GoodToken::Replaced), Some(_)) => Decision::answer(Some(tokens.newest)),
            (Ok(_), None) => Decision::answer(None),
            (Err(Refusal::Reused), _) => {
                Decision::refuse_and_record([Revoked { at: moment.now }.into()], Refusal::Reused)
            }
            (Err(refusal), _) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::session::{SessionEvent, commands::opened},
    };

    const GRACE: Option<u32> = Some(10);

    fn used(number: u64, grace_seconds: Option<u32>) -> UseRefreshToken {
        UseRefreshToken { number, grace_seconds }
    }

    /// The token is replaced at a time, and good for some milliseconds more.
    fn replaced(newest: u64, at_ms: i64, more_ms: i64) -> SessionEvent {
        let rotation = Rotation { newest, replaced_good_until: Timestamp::from_ms(at_ms + more_ms) };
        Refreshed { at: Timestamp::from_ms(at_ms), rotation: Some(rotation) }.into()
    }

    fn revoked(ms: i64) -> SessionEvent {
        Revoked { at: Timestamp::from_ms(ms) }.into()
    }

    #[test]
    fn each_use_replaces_the_newest_token() {
        let first = replaced(1, 5, 10_000);
        given::<Session>([opened().into()]).when_at(5, used(0, GRACE)).then([first.clone()], Ok(Some(1)));
        let second = replaced(2, 6, 10_000);
        given::<Session>([opened().into(), first]).when_at(6, used(1, GRACE)).then([second], Ok(Some(2)));
    }

    #[test]
    fn a_replaced_token_brings_the_newest_within_its_grace_and_ends_the_session_after_it() {
        let past = || [opened().into(), replaced(1, 5, 10_000)];
        given::<Session>(past()).when_at(10_004, used(0, GRACE)).then([], Ok(Some(1)));
        given::<Session>(past())
            .when_at(10_005, used(0, GRACE))
            .then([revoked(10_005)], Err(Refusal::Reused));
        let ended = past().into_iter().chain([revoked(10_005)]);
        given::<Session>(ended).when_at(10_006, used(1, GRACE)).then([], Err(Refusal::Revoked));
    }

    #[test]
    fn without_a_grace_period_a_token_is_used_once() {
        let once = replaced(1, 5, 0);
        given::<Session>([opened().into()]).when_at(5, used(0, Some(0))).then([once.clone()], Ok(Some(1)));
        given::<Session>([opened().into(), once])
            .when_at(5, used(0, Some(0)))
            .then([revoked(5)], Err(Refusal::Reused));
    }

    #[test]
    fn where_tokens_rotate_no_more_the_newest_stays_and_a_replaced_one_is_refused() {
        let past = || [opened().into(), replaced(1, 5, 10_000)];
        given::<Session>(past()).when_at(6, used(1, None)).then([], Ok(None));
        given::<Session>(past()).when_at(10_005, used(0, None)).then([revoked(10_005)], Err(Refusal::Reused));
    }

    #[test]
    fn a_token_of_no_session_and_one_that_was_never_given_out_are_invalid() {
        given::<Session>([]).when(used(0, GRACE)).then([], Err(Refusal::Invalid));
        given::<Session>([opened().into()]).when(used(1, GRACE)).then([], Err(Refusal::Invalid));
    }
}
