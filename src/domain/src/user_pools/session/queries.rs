//! Whether the tokens of a session are still valid. A refresh leaves the old refresh token good where the client's tokens do not rotate,
//! and is then recorded only where a pool limits the number of sessions.
//!
#![doc = include_str!("../../../../../docs/sessions.md")]

use super::{Alive, Purpose, Refusal, Session};
use crate::{Timestamp, user_pools::sign_in::Basis};

/// What a user's sessions are held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionLimits {
    /// The user's sign-out epoch: sessions of an earlier one are over.
    pub epoch: u64,
    /// How often the user's password was recovered: sessions from before the last time are refreshed no more.
    pub recoveries: u64,
}

impl Session {
    /// Refuses an access token of the session that is no longer valid, given the user's current sign-out epoch.
    pub fn check_access(&self, user_epoch: u64) -> Result<(), Refusal> {
        match self {
            Self::Alive(alive) if alive.opened.user_epoch == user_epoch => Ok(()),
            Self::Alive(_) | Self::Revoked => Err(Refusal::Revoked),
            Self::Absent => Err(Refusal::Invalid),
        }
    }

    /// The session, if a client may have new tokens for its refresh token, by what the user's sessions are held to. Whether that token was
    /// replaced is decided where its use is recorded.
    pub fn check_refresh(
        &self,
        client_id: &str,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<&Alive, Refusal> {
        let alive = match self {
            Self::Alive(alive) => alive,
            Self::Revoked => return Err(Refusal::Revoked),
            Self::Absent => return Err(Refusal::Invalid),
        };
        let opened = &alive.opened;
        let has_tokens = !matches!(opened.purpose, Purpose::Browser(_));
        if opened.client_id != client_id || !has_tokens {
            return Err(Refusal::Invalid);
        }
        if now >= opened.refresh_expires_at {
            return Err(Refusal::Expired);
        }
        if opened.user_epoch != limits.epoch || opened.recoveries != limits.recoveries {
            return Err(Refusal::Revoked);
        }
        Ok(alive)
    }

    /// The browser's session that it was opened in, as long as it lasts; see [`Purpose::browser`].
    pub fn browser<'a>(&'a self, origin_jti: &'a str) -> Option<&'a str> {
        match self {
            Self::Alive(alive) => alive.opened.purpose.browser(origin_jti),
            Self::Absent | Self::Revoked => None,
        }
    }

    /// The user state that a browser's session depends on, with the time of its sign-in, if the session is of the user and is not over.
    pub fn check_browser(
        &self,
        sub: &str,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Option<(Basis, Timestamp)> {
        let Self::Alive(alive) = self else { return None };
        let opened = &alive.opened;
        let Purpose::Browser(browser) = &opened.purpose else { return None };
        let is_good = opened.sub == sub
            && now < opened.refresh_expires_at
            && opened.user_epoch == limits.epoch
            && opened.recoveries == limits.recoveries;
        let basis = Basis {
            credential_version: browser.credential_version.clone(),
            sign_out_epoch: opened.user_epoch,
        };
        is_good.then_some((basis, opened.auth_time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::session::{ForBrowser, Opened, Revoked, SessionEvent, commands::opened},
    };

    fn session(past: impl IntoIterator<Item = SessionEvent>) -> Session {
        given(past).state()
    }

    fn epoch(epoch: u64) -> SessionLimits {
        SessionLimits { epoch, ..SessionLimits::default() }
    }

    fn revoked() -> SessionEvent {
        Revoked { at: Timestamp::from_ms(5) }.into()
    }

    #[test]
    fn a_global_sign_out_ends_the_access_tokens_of_before() {
        let session = session([opened().into()]);
        assert_eq!(session.check_access(3), Ok(()));
        assert_eq!(session.check_access(4), Err(Refusal::Revoked));
    }

    #[test]
    fn tokens_end_with_the_revocation_of_their_session() {
        let session = session([opened().into(), revoked()]);
        assert_eq!(session.check_access(3), Err(Refusal::Revoked));
        assert_eq!(session.check_refresh("web", epoch(3), Timestamp::from_ms(999)), Err(Refusal::Revoked));
    }

    #[test]
    fn a_session_that_was_never_opened_has_no_valid_token() {
        let session = session([]);
        assert_eq!(session.check_access(0), Err(Refusal::Invalid));
        assert_eq!(session.check_refresh("web", epoch(0), Timestamp::from_ms(0)), Err(Refusal::Invalid));
    }

    #[test]
    fn a_refresh_token_is_good_for_its_client_until_it_ends() {
        let session = session([opened().into()]);
        let check =
            |ms, client_id, number| session.check_refresh(client_id, epoch(number), Timestamp::from_ms(ms));
        assert_eq!(check(999, "web", 3), Ok(&Alive::new(opened())));
        assert_eq!(check(1_000, "web", 3), Err(Refusal::Expired));
        assert_eq!(check(999, "other", 3), Err(Refusal::Invalid));
        assert_eq!(check(999, "web", 4), Err(Refusal::Revoked));
        assert_eq!(check(1_000, "web", 4), Err(Refusal::Expired));
    }

    #[test]
    fn a_password_that_is_recovered_ends_refresh_tokens_and_no_access_token() {
        let session = session([opened().into()]);
        let refreshed = |recoveries| {
            let limits = SessionLimits { recoveries, ..epoch(3) };
            session.check_refresh("web", limits, Timestamp::from_ms(999)).map(drop)
        };
        assert_eq!((refreshed(0), refreshed(1)), (Ok(()), Err(Refusal::Revoked)));
        assert_eq!(session.check_access(3), Ok(()));
    }

    #[test]
    fn a_browser_is_known_until_its_session_ends_and_gets_no_tokens() {
        let credential_version = Some("2".to_owned());
        let purpose = Purpose::Browser(ForBrowser { credential_version: credential_version.clone() });
        let opened: SessionEvent = Opened { purpose, ..opened() }.into();
        let browser = session([opened.clone()]);
        let known = |sub, number, ms| browser.check_browser(sub, epoch(number), Timestamp::from_ms(ms));
        let basis = Basis { credential_version, sign_out_epoch: 3 };
        assert_eq!(known("ada", 3, 999), Some((basis, Timestamp::from_ms(0))));
        for (sub, number, ms) in [("bob", 3, 999), ("ada", 4, 999), ("ada", 3, 1_000)] {
            assert_eq!(known(sub, number, ms), None, "{sub} {number} {ms}");
        }
        let recovered = SessionLimits { recoveries: 1, ..epoch(3) };
        assert_eq!(browser.check_browser("ada", recovered, Timestamp::from_ms(0)), None);
        let ended = session([opened, revoked()]);
        assert_eq!(ended.check_browser("ada", epoch(3), Timestamp::from_ms(0)), None);
        assert_eq!(browser.check_refresh("web", epoch(3), Timestamp::from_ms(0)), Err(Refusal::Invalid));
    }

    #[test]
    fn the_session_of_tokens_lets_no_browser_in() {
        let session = session([opened().into()]);
        assert_eq!(session.check_browser("ada", epoch(3), Timestamp::from_ms(0)), None);
    }
}
