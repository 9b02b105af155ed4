//! App clients: created, found, authenticated by their secret.

use std::sync::Arc;

use domain::{
    LedgerId, Moment, Secret, StreamId,
    account::registry::{CLIENT_SCOPE, RegistrationRefusal},
    user_pools::{
        client::{
            self, App as Present, AuthFlow, Client, ClientConfig,
            commands::{CreateClient, UpdateClient},
            rules::Occasion,
        },
        sign_in::Began,
    },
};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, id_forms, ids, whole::to_its_end},
    user_pools::{UserPools, pools::OpenPool},
};

/// A client that is there, with its pool.
#[derive(Clone)]
pub struct OpenClient {
    /// Its id.
    pub id: String,
    /// Its pool.
    pub pool: OpenPool,
    state: Arc<Client>,
}

impl std::ops::Deref for OpenClient {
    type Target = Present;

    fn deref(&self) -> &Present {
        match &*self.state {
            Client::Present(client) => client,
            Client::Absent | Client::Gone => {
                unreachable!("only a present client is opened, and the state is immutable")
            }
        }
    }
}

impl OpenClient {
    /// Whether answers must not reveal user existence (`PreventUserExistenceErrors` `ENABLED`).
    pub fn hides_who_exists(&self) -> bool {
        self.config.hides_who_exists()
    }

    /// Refuses a flow that the client may not use.
    pub fn check_flow(&self, flow: AuthFlow, began: Began) -> Answer<()> {
        if self.config.allows(flow) {
            return Ok(());
        }
        if began == Began::Admin {
            return Err(Fault::invalid("Auth flow not enabled for this client"));
        }
        Err(Fault::invalid(match flow {
            AuthFlow::UserPassword => "USER_PASSWORD_AUTH flow not enabled for this client",
            AuthFlow::UserSrp => "USER_SRP_AUTH is not enabled for the client.",
            AuthFlow::Custom => "CUSTOM_AUTH is not enabled for the client.",
            AuthFlow::User => "USER_AUTH flow not enabled for this client",
            AuthFlow::ExchangeDelegation => "TOKEN_EXCHANGE_DELEGATION flow not enabled for this client",
            AuthFlow::ExchangeImpersonation => {
                "TOKEN_EXCHANGE_IMPERSONATION flow not enabled for this client"
            }
            AuthFlow::AdminUserPassword | AuthFlow::RefreshToken => "Auth flow not enabled for this client",
        }))
    }

    /// Refuses a caller without a valid secret hash where the client has a secret, and one with a secret hash where it has none.
    pub fn check_secret_hash(&self, username: &str, given: Option<&str>) -> Answer<()> {
        if self.config.secret.is_none() && given.is_some() {
            let id = &self.id;
            return Err(Fault::invalid(format!(
                "App client {id} is not configured for secret but secret hash was received"
            )));
        }
        self.check_secret_hash_if_secret(username, given)
    }

    /// The same where AWS ignores a superfluous hash: in answers to challenges, and at refreshes.
    pub fn check_secret_hash_if_secret(&self, username: &str, given: Option<&str>) -> Answer<()> {
        if self.config.secret.is_none() {
            return Ok(());
        }
        let id = &self.id;
        let not_received =
            || format!("Client {id} is configured with secret but SECRET_HASH was not received");
        let given = given.ok_or_else(|| Fault::not_authorized(not_received()))?;
        if self.secrets().any(|(_, secret)| is_hash(secret, username, id, given)) {
            return Ok(());
        }
        Err(Fault::not_authorized(format!("Unable to verify secret hash for client {id}")))
    }

    /// The proof that a caller would give of knowing the secret, for what the service does in the client's place: on the pages.
    pub fn own_secret_hash(&self, username: &str) -> Option<String> {
        let known = self.secrets().find_map(|(_, secret)| secret.known())?;
        Some(crypto::secret_hash::secret_hash(known, username, &self.id))
    }

    /// Refuses a caller who gives none of the client's secrets itself, if it has any.
    pub fn check_secret(&self, given: Option<&str>) -> Answer<()> {
        if self.config.secret.is_none() || self.secrets().any(|(_, secret)| is_secret(secret, given)) {
            return Ok(());
        }
        Err(Fault::not_authorized(format!("Unable to verify secret for client {}", self.id)))
    }
}

/// Whether the given text is the secret's hash over a user name. A forgotten secret has none.
fn is_hash(secret: &Secret<String>, username: &str, client_id: &str, given: &str) -> bool {
    let hash = secret.known().map(|secret| crypto::secret_hash::secret_hash(secret, username, client_id));
    hash.is_some_and(|hash| crypto::secret_hash::same(&hash, given))
}

/// Whether the given text is the secret. A forgotten secret matches nothing, not even the empty text.
fn is_secret(secret: &Secret<String>, given: Option<&str>) -> bool {
    match (secret.known(), given) {
        (Some(known), Some(given)) => crypto::secret_hash::same(known, given),
        _ => false,
    }
}

impl UserPools {
    /// The client of an id, whichever pool it is of.
    pub async fn client(&self, client_id: &str) -> Answer<OpenClient> {
        let unknown =
            || Fault::new(Kind::ResourceNotFound, format!("User pool client {client_id} does not exist."));
        if !id_forms::is_client(client_id) {
            return Err(unknown());
        }
        let holder = self.core.ledger.holder(&LedgerId::account(), CLIENT_SCOPE, client_id).await?;
        let pool_id = holder.as_ref().map(StreamId::id).ok_or_else(unknown)?.to_owned();
        self.client_of(&pool_id, client_id).await
    }

    /// The client of an id in a pool.
    pub async fn client_of(&self, pool_id: &str, client_id: &str) -> Answer<OpenClient> {
        self.client_in(self.pool(pool_id).await?, client_id).await
    }

    /// The same in a pool that was looked up already.
    pub async fn client_in(&self, pool: OpenPool, client_id: &str) -> Answer<OpenClient> {
        let missing =
            || Fault::new(Kind::ResourceNotFound, format!("User pool client {client_id} does not exist."));
        if !id_forms::is_client(client_id) {
            return Err(missing());
        }
        let stream = client::stream(&pool.id, client_id);
        let state = self.core.directories.clients.look(&stream).await.map_err(failed::<Client>)?;
        if state.present().is_err() {
            return Err(missing());
        }
        let id = client_id.to_owned();
        self.core.rates.charge_client(&id)?;
        Ok(OpenClient { id, pool, state })
    }

    /// Makes a client in its pool, under an id that was chosen or is made, then takes the id in the list of pools, by which it is found.
    pub async fn create_client(
        self: &Arc<Self>,
        pool_id: &str,
        chosen: Option<String>,
        config: ClientConfig,
        moment: &Moment,
    ) -> Answer<OpenClient> {
        let pool = self.pool(pool_id).await?;
        self.check_client(&pool, &config, Occasion::Creation).await?;
        let id = match chosen {
            Some(id) => self.free_id(id).await?,
            None => ids::client(),
        };
        let (area, moment) = (Arc::clone(self), moment.clone());
        let made = async move {
            let (pool_id, stream) = (pool.id.as_str(), client::stream(&pool.id, &id));
            let created = area.core.directories.clients.ask(&stream, CreateClient { config }, &moment).await;
            created.map_err(failed::<Client>)?;
            area.core.settle_client(pool_id, &id, &moment).await?;
            area.client_of(pool_id, &id).await
        };
        to_its_end(made).await
    }

    /// A chosen id, if it is one of a client, and no client of any pool has it. Where two administrators choose the same id for clients of
    /// two pools at once, the second is refused by the list of pools, and its client is found in its pool alone.
    async fn free_id(&self, id: String) -> Answer<String> {
        if !id_forms::is_client(&id) {
            return Err(Fault::invalid(format!(
                "{id} is not an id of a client: 1 to 128 letters, digits, _ and +."
            )));
        }
        let holder = self.core.ledger.holder(&LedgerId::account(), CLIENT_SCOPE, &id).await?;
        if holder.is_some() { Err(RegistrationRefusal::ClientIdTaken.into()) } else { Ok(id) }
    }

    /// Replaces a client's configuration. `client` is what the new one was made from; if that has changed since, nothing happens.
    pub async fn update_client(
        &self,
        client: &OpenClient,
        config: ClientConfig,
        moment: &Moment,
    ) -> Answer<OpenClient> {
        self.check_client(&client.pool, &config, Occasion::Update).await?;
        let stream = client::stream(&client.pool.id, &client.id);
        let update = UpdateClient { from: client.config.clone(), to: config };
        self.core.directories.clients.ask(&stream, update, moment).await.map_err(failed::<Client>)?;
        self.client_of(client.pool.id.as_str(), &client.id).await
    }

    /// Refuses a configuration that names what the pool does not have.
    async fn check_client(&self, pool: &OpenPool, config: &ClientConfig, occasion: Occasion) -> Answer<()> {
        client::rules::check_attributes(&pool.config.schema, &config.attributes, occasion)?;
        let there = self.providers_among(pool, &config.providers).await?;
        client::rules::check_providers(pool.id.as_str(), &config.providers, &there)?;
        client::rules::check_scopes(
            &config.oauth.scopes,
            &self.defined_scopes(pool, &config.oauth.scopes).await?,
        )?;
        Ok(())
    }

    /// Deletes a client, then releases its id: in between the id leads to a deleted client.
    pub async fn delete_client(
        self: &Arc<Self>,
        pool_id: &str,
        client_id: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let OpenClient { id, pool, .. } = self.client_of(pool_id, client_id).await?;
        let (area, moment) = (Arc::clone(self), moment.clone());
        let deleted = async move {
            area.delete_with_pages(&pool, &id, &moment).await?;
            area.core.settle_client(pool.id.as_str(), &id, &moment).await
        };
        to_its_end(deleted).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_secret_is_known_by_nobody() {
        let known = Secret::Known("s3cret".to_owned());
        assert!(is_secret(&known, Some("s3cret")));
        assert!(!is_secret(&known, Some("")) && !is_secret(&known, None));
        for given in [Some(""), Some("s3cret"), None] {
            assert!(!is_secret(&Secret::Forgotten, given), "{given:?}");
        }
    }
}
