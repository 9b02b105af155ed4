//! The sessions of a user: listed, and ended one by one. What ends sessions is said in `domain::user_pools::session`.
//!
//! A session's id on the wire spells its `origin_jti`, so that none is kept beside it.

use domain::{
    Moment, Stream, Timestamp,
    user_pools::{
        session::{self, Refusal, Session, commands::End},
        user::Profile,
    },
};
use host::Failure;
use projections::{Listed, Page, user_pools::sessions::SessionRow};
use uuid::Uuid;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, pages::ListOf},
    user_pools::{UserPools, bearer::Bearer},
};

/// Sessions on one page.
const PAGE: u32 = 60;
/// Begins the id of a session that tokens were made for.
const OF_TOKENS: &str = "tkn";
/// Begins the id of the session of a browser that the sign-in pages know.
const OF_BROWSER: &str = "sso";
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// So many digits of 36 hold 128 bits.
const LENGTH: usize = 25;

/// A session as its user and administrators see it.
#[derive(Clone, Debug)]
pub struct ShownSession {
    /// `tkn`, or `sso` where it is of a browser, and 25 digits and letters.
    pub id: String,
    /// The client that it was opened for.
    pub client_id: String,
    /// The address that it was opened from; empty where none is known.
    pub address: String,
    /// What the software that opened it calls itself; empty where it says nothing.
    pub software: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When tokens were last made from it, as far as that is recorded.
    pub active_at: Timestamp,
    /// Whether the caller's token is of this session; `None` where an administrator asks.
    pub is_current: Option<bool>,
}

impl UserPools {
    /// The sessions of the user of a token.
    pub async fn list_own_sessions(
        &self,
        bearer: &Bearer,
        token: Option<&str>,
        moment: &Moment,
    ) -> Answer<Listed<ShownSession>> {
        let current = bearer.claims.sign_in();
        let Listed { rows, next } = self.sessions_of(&bearer.stream, token, moment).await?;
        let shown = |row: SessionRow| {
            let is_current = Some(row.jti == current);
            ShownSession { is_current, ..shown(row) }
        };
        Ok(Listed { rows: rows.into_iter().map(shown).collect(), next })
    }

    /// The sessions of a user, for an administrator.
    pub async fn admin_list_sessions(
        &self,
        pool_id: &str,
        username: &str,
        token: Option<&str>,
        moment: &Moment,
    ) -> Answer<Listed<ShownSession>> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        let Listed { rows, next } = self.sessions_of(&stream, token, moment).await?;
        Ok(Listed { rows: rows.into_iter().map(shown).collect(), next })
    }

    async fn sessions_of(
        &self,
        user: &Stream,
        token: Option<&str>,
        moment: &Moment,
    ) -> Answer<Listed<SessionRow>> {
        let (pool, sub) = (&user.ledger, user.id.id());
        let list = ListOf::new("sessions of a user", [pool.as_str(), sub]);
        let after = self.page_after(&list, token)?;
        let page = Page { after: after.as_deref(), limit: PAGE };
        let listed = self.reads.sessions(pool, sub, moment.now, page).await?;
        self.core.sealer.with_next_page(&list, listed)
    }

    /// Ends a session of the user of a token; where it says so, with those that were opened in the same browser on the pages.
    pub async fn revoke_own_session(
        &self,
        bearer: &Bearer,
        (session_id, with_linked): (&str, bool),
        moment: &Moment,
    ) -> Answer<()> {
        self.end_session((&bearer.stream, bearer.user.profile()?), session_id, with_linked, moment).await
    }

    /// An administrator ends a session of a user.
    pub async fn admin_revoke_session(
        &self,
        pool_id: &str,
        username: &str,
        (session_id, with_linked): (&str, bool),
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        self.end_session((&stream, user.profile()?), session_id, with_linked, moment).await
    }

    async fn end_session(
        &self,
        (user, profile): (&Stream, &Profile),
        session_id: &str,
        with_linked: bool,
        moment: &Moment,
    ) -> Answer<()> {
        let jti = jti_of(session_id).ok_or_else(no_session)?;
        let session = self.look_at_session(user, &jti).await?;
        self.end_one(user, profile, &jti, moment).await?;
        let Some(browser) = session.browser(&jti).filter(|_| with_linked) else { return Ok(()) };
        let mut linked = self.lasting_sessions(user, moment).await?;
        linked.retain(|row| row.browser.as_deref() == Some(browser) && row.jti != jti);
        for row in linked {
            match self.end_one(user, profile, &row.jti, moment).await {
                // It has ended meanwhile.
                Err(fault) if fault.kind == Kind::ResourceNotFound => {}
                ended => ended?,
            }
        }
        Ok(())
    }

    async fn end_one(&self, user: &Stream, profile: &Profile, jti: &str, moment: &Moment) -> Answer<()> {
        let end = End { sub: user.id.id().to_owned(), limits: profile.session_limits() };
        let ended = self.core.directories.sessions.ask(&session::stream(user, jti), end, moment).await;
        ended.map_err(|failure| match failure {
            Failure::Refused(Refusal::Invalid | Refusal::Revoked | Refusal::Expired | Refusal::Reused) => {
                no_session()
            }
            failure => failed::<Session>(failure),
        })
    }
}

fn no_session() -> Fault {
    Fault::new(Kind::ResourceNotFound, "Session not found.")
}

fn shown(row: SessionRow) -> ShownSession {
    ShownSession {
        id: id_of(if row.is_of_browser() { OF_BROWSER } else { OF_TOKENS }, &row.jti),
        client_id: row.client_id,
        address: row.address,
        software: row.software,
        opened_at: row.opened_at,
        active_at: row.active_at,
        is_current: None,
    }
}

/// The id of a session.
fn id_of(kind: &str, jti: &str) -> String {
    let mut rest = jti.parse::<Uuid>().map_or(0, |jti| jti.as_u128());
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[usize::try_from(rest % 36).unwrap_or_default()];
        rest /= 36;
    }
    std::iter::once(kind).chain(std::str::from_utf8(&digits)).collect()
}

/// The `origin_jti` that an id spells.
fn jti_of(id: &str) -> Option<String> {
    let digits = id.strip_prefix(OF_TOKENS).or_else(|| id.strip_prefix(OF_BROWSER))?;
    if digits.len() != LENGTH {
        return None;
    }
    let value = u128::from_str_radix(digits, 36).ok()?;
    Some(Uuid::from_u128(value).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_spells_the_session_it_is_of() {
        for jti in [Uuid::nil(), Uuid::max(), Uuid::from_u128(36), Uuid::from_u128(1 << 100)] {
            for kind in [OF_TOKENS, OF_BROWSER] {
                let id = id_of(kind, &jti.to_string());
                assert_eq!((id.len(), &id[..3]), (28, kind));
                assert_eq!(jti_of(&id), Some(jti.to_string()));
            }
        }
        for none in ["", "tkn", "xyz0000000000000000000000000", "tknzzzzzzzzzzzzzzzzzzzzzzzzz"] {
            assert_eq!(jti_of(none), None, "{none}");
        }
    }
}
