//! The secrets of a client: a second one is added, the old one deleted once all programs know the new one.

use domain::{
    Moment, Secret, Timestamp,
    user_pools::client::{
        self, Client,
        commands::{AddSecret, DeleteSecret},
        secret_id, secret_of_id,
    },
};

use crate::{
    Answer,
    kernel::{fault::failed, pages::ListOf},
    user_pools::UserPools,
};

/// A secret as answers name it.
pub struct SecretShown {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl UserPools {
    /// Adds a secret to a client that has one.
    pub async fn add_client_secret(
        &self,
        pool_id: &str,
        client_id: &str,
        secret: String,
        moment: &Moment,
    ) -> Answer<SecretShown> {
        let client = self.client_of(pool_id, client_id).await?;
        let stream = client::stream(&client.pool.id, &client.id);
        let add = AddSecret { secret: Secret::Known(secret) };
        let made_at = self.core.directories.clients.ask(&stream, add, moment).await;
        let made_at = made_at.map_err(failed::<Client>)?;
        Ok(SecretShown { id: secret_id(&client.id, made_at), made_at })
    }

    /// The secrets of a client, the oldest first. They are on one page, so that no token leads to another.
    pub async fn list_client_secrets(
        &self,
        pool_id: &str,
        client_id: &str,
        token: Option<&str>,
    ) -> Answer<Vec<SecretShown>> {
        let client = self.client_of(pool_id, client_id).await?;
        self.page_after(&ListOf::new("client secrets", [client_id]), token)?;
        let times = client.secrets().map(|(made_at, _)| made_at);
        Ok(times.map(|made_at| SecretShown { id: secret_id(&client.id, made_at), made_at }).collect())
    }

    /// Deletes one of a client's two secrets.
    pub async fn delete_client_secret(
        &self,
        pool_id: &str,
        client_id: &str,
        id: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client_of(pool_id, client_id).await?;
        let stream = client::stream(&client.pool.id, &client.id);
        let delete = DeleteSecret { made_at: secret_of_id(&client.id, id) };
        self.core.directories.clients.ask(&stream, delete, moment).await.map_err(failed::<Client>)
    }
}
