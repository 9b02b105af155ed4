//! What pools and clients want of their users' sessions.

use domain::{
    Moment, Stream,
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

    /// Ends a user's sessions beyond the limit of the pool, those first that were used least recently, and never the one that was opened
    /// now. Asked before its tokens are given out: a sign-in that is cut off here gave none, and the next one ends what is left.
    pub(super) async fn end_surplus_sessions(
        &self,
        pool: &OpenPool,
        user: &Stream,
        limits: SessionLimits,
        opened: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let Some(most) = pool.sessions.limit() else { return Ok(()) };
        let mut others = self.lasting_sessions(user, moment).await?;
        others.retain(|session| session.jti != opened);
        others.sort_by_key(|session| session.active_at);
        let surplus = (others.len() + 1).saturating_sub(most);
        for surplus in others.iter().take(surplus) {
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

    async fn lasting_sessions(&self, user: &Stream, moment: &Moment) -> Answer<Vec<SessionRow>> {
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
