//! Styles of the classic sign-in pages: of one client's, or of all that have none of their own.

use domain::{
    Moment,
    configured::Live,
    user_pools::classic_style::{ALL_CLIENTS, ClassicStyle, Look},
};

use crate::{
    Answer, Fault,
    user_pools::{UserPools, configurations::Configurations, pools::OpenPool},
};

impl UserPools {
    /// Sets all of a style; one that sets nothing ends. `client` is a client's id, or [`ALL_CLIENTS`].
    pub async fn set_style(
        &self,
        pool_id: &str,
        client: &str,
        look: Look,
        moment: &Moment,
    ) -> Answer<Option<Live<ClassicStyle>>> {
        let pool = self.pool(pool_id).await?;
        if !self.domains_of(&pool).await?.is_any() {
            return Err(Fault::invalid("A domain must be associated with this user pool."));
        }
        let styles = self.styles(pool, client).await?;
        match styles.find(client).await? {
            Some(_) if look.is_empty() => styles.delete(client, moment).await.map(|()| None),
            Some(_) => styles.change(client, look, moment).await.map(Some),
            None if look.is_empty() => Ok(None),
            None => styles.add(ClassicStyle { client: client.to_owned(), look }, moment).await.map(Some),
        }
    }

    /// The style that a client's pages have: its own, or that of all.
    pub async fn style(&self, pool_id: &str, client: &str) -> Answer<Option<Live<ClassicStyle>>> {
        let styles = self.styles(self.pool(pool_id).await?, client).await?;
        match styles.find(client).await? {
            None if client != ALL_CLIENTS => styles.find(ALL_CLIENTS).await,
            own => Ok(own),
        }
    }

    /// The styles of a pool that has this client.
    async fn styles(&self, pool: OpenPool, client: &str) -> Answer<Configurations<'_, ClassicStyle>> {
        if client != ALL_CLIENTS {
            self.client_in(pool.clone(), client).await?;
        }
        Ok(self.configurations_in(pool))
    }
}
