//! User pools: made, found, deleted.

use std::sync::Arc;

use domain::{
    LedgerId, Moment,
    account::registry::{
        self, PoolKind, Registration,
        commands::{RegisterPool, UnregisterPool},
    },
    user_pools::user_pool::{
        self, IssuerForm, Pool, PoolConfig, SigningKey, SigningKeys, UserPool,
        commands::{CreatePool, DeletePool, KeepSigningKeys, UpdatePool},
    },
};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, id_forms, ids, payer},
    user_pools::UserPools,
};

/// A pool that is there.
#[derive(Clone)]
pub struct OpenPool {
    /// Its id, and its ledger's.
    pub id: LedgerId,
    state: Arc<UserPool>,
}

impl std::ops::Deref for OpenPool {
    type Target = Pool;

    fn deref(&self) -> &Pool {
        match &*self.state {
            UserPool::Present(pool) => pool,
            UserPool::Absent | UserPool::Gone => {
                unreachable!("only a present pool is opened, and the state is immutable")
            }
        }
    }
}

impl OpenPool {
    /// The part of the id behind the underscore, which SRP hashes.
    pub fn srp_name(&self) -> &str {
        self.id.as_str().split_once('_').map_or(self.id.as_str(), |(_, name)| name)
    }
}

impl UserPools {
    /// The pool of an id.
    pub async fn pool(&self, id: &str) -> Answer<OpenPool> {
        if !id_forms::is_user_pool(id) {
            return Err(not_found(id));
        }
        let stream = user_pool::stream(id);
        let state = self.core.directories.user_pools.look(&stream).await.map_err(failed::<UserPool>)?;
        if state.present().is_err() {
            return Err(not_found(id));
        }
        payer::is_about(&stream.ledger);
        Ok(OpenPool { id: stream.ledger, state })
    }

    /// Makes a pool in the region of the call: its id is reserved first, then it is made, then it gets its keys.
    pub async fn create_pool(&self, config: PoolConfig, moment: &Moment) -> Answer<OpenPool> {
        let keys = self.make_signing_keys().await?;
        let id = ids::user_pool(self.core.settings.region_of(moment));
        let stream = user_pool::stream(id.as_str());
        let register = RegisterPool { pool_id: id.to_string(), kind: PoolKind::User };
        let registration = registry::stream(id.as_str());
        self.core
            .directories
            .registrations
            .ask(&registration, register, moment)
            .await
            .map_err(failed::<Registration>)?;
        let pools = &self.core.directories.user_pools;
        pools.ask(&stream, CreatePool { config }, moment).await.map_err(failed::<UserPool>)?;
        pools.ask(&stream, KeepSigningKeys { keys }, moment).await.map_err(failed::<UserPool>)?;
        self.pool(id.as_str()).await
    }

    /// Configures a pool otherwise. `pool` is what the configuration was made from; if that has changed since, nothing happens.
    pub async fn update_pool(&self, pool: &OpenPool, config: PoolConfig, moment: &Moment) -> Answer<()> {
        let stream = user_pool::stream(pool.id.as_str());
        let update = UpdatePool { from: pool.config.clone(), to: config };
        self.core.directories.user_pools.ask(&stream, update, moment).await.map_err(failed::<UserPool>)
    }

    /// Deletes a pool; its id is never given again. Should this be cut off behind its first fact, it is finished by whoever asks again,
    /// or by a reaction, which also forgets the people.
    pub async fn delete_pool(&self, id: &str, moment: &Moment) -> Answer<()> {
        let stream = user_pool::stream(id);
        let state = self.core.directories.user_pools.look(&stream).await.map_err(failed::<UserPool>)?;
        let not_found = || Fault::new(Kind::ResourceNotFound, format!("User pool {id} does not exist."));
        match &*state {
            UserPool::Absent => return Err(not_found()),
            UserPool::Gone if !self.is_registered(id).await? => return Err(not_found()),
            UserPool::Gone => {}
            UserPool::Present(_) => {
                let deleted = self.core.directories.user_pools.ask(&stream, DeletePool, moment).await;
                deleted.map_err(failed::<UserPool>)?;
            }
        }
        self.unregister(id, moment).await
    }

    /// Whether a pool of either kind still has its id and names in the list of pools.
    pub(crate) async fn is_registered(&self, id: &str) -> Answer<bool> {
        let registration = self.core.directories.registrations.look(&registry::stream(id)).await;
        let registration = registration.map_err(failed::<Registration>)?;
        Ok(matches!(&*registration, Registration::Registered { .. }))
    }

    /// Takes a pool of either kind off the list of pools. Doing it twice is fine.
    pub(crate) async fn unregister(&self, id: &str, moment: &Moment) -> Answer<()> {
        let registration = registry::stream(id);
        let unregistered =
            self.core.directories.registrations.ask(&registration, UnregisterPool, moment).await;
        unregistered.map_err(failed::<Registration>)
    }

    /// What tokens of a pool name as their issuer.
    pub fn issuer_of(&self, pool: &OpenPool) -> String {
        match pool.config.issuer {
            IssuerForm::Own => format!("{}/{}", self.core.settings.public_url, pool.id),
            IssuerForm::Aws => format!("https://{}", self.core.settings.provider_name(pool.id.as_str())),
        }
    }

    async fn make_signing_keys(&self) -> Answer<SigningKeys> {
        let make = || crypto::jwt::make(crypto::jwt::Scheme::Rs256);
        let (id_key, access_key) = tokio::join!(self.core.cpu.run(make), self.core.cpu.run(make));
        Ok(SigningKeys { id_key: signing_key(id_key?)?, access_key: signing_key(access_key?)? })
    }
}

/// There is no such user pool, in the region of the call.
pub fn not_found(id: &str) -> Fault {
    Fault::new(Kind::ResourceNotFound, format!("User pool {id} does not exist."))
}

fn signing_key(made: Result<crypto::jwt::Made, crypto::jwt::JwtFault>) -> Answer<SigningKey> {
    let made = made.map_err(|_| Fault::new(Kind::InternalError, "No signing key could be made."))?;
    let crypto::jwt::Jwk { kid, n, e, .. } = made.public;
    Ok(SigningKey { kid, n, e, private: made.private.as_str().to_owned().into() })
}
