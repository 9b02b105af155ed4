//! What pools and clients want of their users' sessions.

use domain::{
    Moment, Stream, Timestamp,
    user_pools::{
        client::{self, Client, commands::SetSessionReuse},
        session::{
            self, Session, SessionLimits,
            commands::{End, RecordUse},
        },
        user_pool::{SessionRules, commands::SetSessionRules},
    },
};
use host::Failure;
use projections::{Page, user_pools::sessions::SessionRow};

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

/// Sessions that are read at a time.
const PAGE: u32 = 60;

impl UserPools {
    /// What a pool wants of its users' sessions.
    pub async fn session_rules(&self, pool_id: &str) -> Answer<SessionRules> {
        Ok(self.pool(pool_id).await?.sessions)
    }

    /// Replaces that.
    pub async fn set_session_rules(&self, pool_id: &str, rules: SessionRules, moment: &Moment) -> Answer<()> {
        self.pool(pool_id).await?;
        self.ask_pool(pool_id, SetSessionRules { rules }, moment).await
    }

    /// How many minutes after a sign-in the pages ask for none again for a client.
    pub async fn session_reuse(&self, pool_id: &str, client_id: &str) -> Answer<u32> {
        Ok(self.client_of(pool_id, client_id).await?.session_reuse_minutes)
    }

    /// Sets that, where the pool tracks sessions.
    pub async fn set_session_reuse(
        &self,
        pool_id: &str,
        client_id: &str,
        minutes: u32,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client_of(pool_id, client_id).await?;
        client.pool.check_session_rules()?;
        if !client.pool.sessions.are_tracked {
            return Err(Fault::invalid("User session tracking is not enabled for the user pool."));
        }
        let stream = client::stream(&client.pool.id, &client.id);
        let set = self.core.directories.clients.ask(&stream, SetSessionReuse { minutes }, moment).await;
        set.map_err(failed::<Client>)
    }

    /// Ends a user's sessions beyond the limit of the pool, which counts those that have tokens; those first that were used least recently, and none but those that were opened
    /// before this one: of two sign-ins at once the later one stays. Asked before tokens are given out: a sign-in that is cut off here gave
    /// none, and the next one ends what is left.
    pub(super) async fn end_surplus_sessions(
        &self,
        pool: &OpenPool,
        user: &Stream,
        limits: SessionLimits,
        opened: (Timestamp, &str),
        moment: &Moment,
    ) -> Answer<()> {
        let Some(most) = pool.sessions.limit() else { return Ok(()) };
        let mut sessions = self.lasting_sessions(user, moment).await?;
        sessions.retain(|session| !session.is_of_browser());
        for surplus in surplus(sessions, opened, most) {
            let end = End { sub: surplus.parent.clone(), limits };
            let stream = session::stream(user, &surplus.jti);
            match self.core.directories.sessions.ask(&stream, end, moment).await {
                // Refused: it has ended meanwhile.
                Ok(()) | Err(Failure::Refused(_)) => {}
                Err(failure) => return Err(failed::<Session>(failure)),
            }
        }
        Ok(())
    }

    pub(super) async fn lasting_sessions(&self, user: &Stream, moment: &Moment) -> Answer<Vec<SessionRow>> {
        let (mut sessions, mut after) = (Vec::new(), None);
        loop {
            let page = Page { after: after.as_deref(), limit: PAGE };
            let listed = self.reads.sessions(&user.ledger, user.id.id(), moment.now, page).await?;
            sessions.extend(listed.rows);
            after = listed.next;
            if after.is_none() {
                return Ok(sessions);
            }
        }
    }

    /// Records that tokens were made from a session, where that decides which session ends first.
    pub(super) async fn record_use(
        &self,
        client: &OpenClient,
        session: &Stream,
        moment: &Moment,
    ) -> Answer<()> {
        if client.pool.sessions.limit().is_none() {
            return Ok(());
        }
        self.core.directories.sessions.ask(session, RecordUse, moment).await.map_err(failed::<Session>)
    }
}

/// The sessions that one more is too many for, by when it was opened and its `origin_jti`. Those opened after it end what is too many for
/// them.
fn surplus(mut sessions: Vec<SessionRow>, opened: (Timestamp, &str), most: usize) -> Vec<SessionRow> {
    sessions.retain(|session| (session.opened_at, &*session.jti) < opened);
    sessions.sort_by_key(|session| session.active_at);
    let surplus = (sessions.len() + 1).saturating_sub(most);
    sessions.truncate(surplus);
    sessions
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session that was opened and last used at these seconds.
    fn session(jti: &str, opened_at: i64, active_at: i64) -> SessionRow {
        SessionRow {
            jti: jti.to_owned(),
            parent: "ada".to_owned(),
            client_id: "web".to_owned(),
            address: String::new(),
            software: String::new(),
            opened_at: Timestamp::from_seconds(opened_at),
            active_at: Timestamp::from_seconds(active_at),
            ends_at: Timestamp::from_seconds(1_000),
            browser: None,
        }
    }

    fn ended(sessions: &[SessionRow], (opened_at, jti): (i64, &str), most: usize) -> Vec<String> {
        let opened = (Timestamp::from_seconds(opened_at), jti);
        surplus(sessions.to_vec(), opened, most).into_iter().map(|session| session.jti).collect()
    }

    #[test]
    fn of_two_sign_ins_at_once_the_later_one_stays() {
        let sessions = [session("old", 1, 1), session("a", 5, 5), session("b", 5, 5)];
        assert_eq!(ended(&sessions, (5, "a"), 1), ["old"]);
        assert_eq!(ended(&sessions, (5, "b"), 1), ["old", "a"]);
    }

    #[test]
    fn the_session_that_was_used_least_recently_ends_first() {
        let sessions = [session("a", 1, 9), session("b", 2, 2), session("c", 10, 10)];
        assert_eq!(ended(&sessions, (10, "c"), 2), ["b"]);
        assert!(ended(&sessions, (10, "c"), 3).is_empty());
    }
}
