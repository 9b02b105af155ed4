//! User pools: made, found, deleted.

use std::sync::Arc;

use domain::{
    LedgerId, Moment,
    account::registry::PoolKind,
    user_pools::user_pool::{
        self, IssuerForm, Pool, PoolConfig, UserPool,
        commands::{AddCustomAttributes, CreatePool, DeletePool, UpdatePool},
    },
    values::{region, schema::SchemaAttribute},
};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, id_forms, ids, payer, whole::to_its_end},
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
        self.core.rates.charge_pool(&stream.ledger)?;
        Ok(OpenPool { id: stream.ledger, state })
    }

    /// Makes a pool in the region of the call, under an id that was chosen or is made, then puts it on the list of pools.
    pub async fn create_pool(
        self: &Arc<Self>,
        chosen: Option<String>,
        config: PoolConfig,
        moment: &Moment,
    ) -> Answer<OpenPool> {
        let region = self.core.settings.region_of(moment);
        let id = match chosen {
            Some(id) => LedgerId::new(chosen_in(region, id)?),
            None => ids::user_pool(region),
        };
        let keys = self.make_signing_keys().await?;
        let (area, moment) = (Arc::clone(self), moment.clone());
        let made = async move {
            area.ask_pool(id.as_str(), CreatePool { config, keys }, &moment).await?;
            area.core.settle_pool(id.as_str(), PoolKind::User, &moment).await?;
            area.pool(id.as_str()).await
        };
        to_its_end(made).await
    }

    /// Replaces a pool's configuration. `pool` is what the new one was made from; if that has changed since, nothing happens.
    pub async fn update_pool(&self, pool: &OpenPool, config: PoolConfig, moment: &Moment) -> Answer<()> {
        self.no_import_runs(pool).await?;
        let update = UpdatePool { from: pool.config.clone(), to: config };
        self.ask_pool(pool.id.as_str(), update, moment).await
    }

    /// Adds attributes to a pool's schema, by names without a prefix.
    pub async fn add_custom_attributes(
        &self,
        id: &str,
        attributes: Vec<SchemaAttribute>,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(id).await?;
        self.no_import_runs(&pool).await?;
        self.ask_pool(pool.id.as_str(), AddCustomAttributes { attributes }, moment).await
    }

    /// Deletes a pool; its id is never given again. A reaction forgets the people.
    pub async fn delete_pool(self: &Arc<Self>, id: &str, moment: &Moment) -> Answer<()> {
        if !id_forms::is_user_pool(id) {
            return Err(not_found(id));
        }
        let stream = user_pool::stream(id);
        let state = self.core.directories.user_pools.look(&stream).await.map_err(failed::<UserPool>)?;
        let is_there = state.present().is_ok();
        // Deleted and still on the list: an earlier deletion was interrupted in between.
        if !is_there && !self.core.is_registered(id, PoolKind::User).await? {
            return Err(not_found(id));
        }
        if is_there {
            self.must_be_free(&self.pool(id).await?).await?;
        }
        let (area, id, moment) = (Arc::clone(self), id.to_owned(), moment.clone());
        let deleted = async move {
            if is_there {
                area.ask_pool(&id, DeletePool, &moment).await?;
            }
            area.core.settle_pool(&id, PoolKind::User, &moment).await.map(drop)
        };
        to_its_end(deleted).await
    }

    /// Refuses a pool that something else depends on.
    async fn must_be_free(&self, pool: &OpenPool) -> Answer<()> {
        self.no_import_runs(pool).await?;
        if self.domains_of(pool).await?.is_any() {
            return Err(Fault::invalid(
                "User pool cannot be deleted. It has a domain configured that should be deleted first.",
            ));
        }
        Ok(())
    }

    pub(super) async fn ask_pool<C>(&self, id: &str, command: C, moment: &Moment) -> Answer<C::Reply>
    where
        C: domain::Command<Aggregate = UserPool>,
    {
        let pools = &self.core.directories.user_pools;
        pools.ask(&user_pool::stream(id), command, moment).await.map_err(failed::<UserPool>)
    }

    /// What tokens of a pool name as their issuer.
    pub fn issuer_of(&self, pool: &OpenPool) -> String {
        match pool.config.issuer {
            IssuerForm::Own => format!("{}/{}", self.core.settings.public_url, pool.id),
            IssuerForm::Aws => format!("https://{}", self.core.settings.provider_name(pool.id.as_str())),
        }
    }
}

/// A chosen id, if it is one of a user pool of the region.
fn chosen_in(region: &str, id: String) -> Answer<String> {
    if id_forms::is_user_pool(&id) && region::of_id(&id) == Some(region) {
        return Ok(id);
    }
    Err(Fault::invalid(format!("{id} is not the id of a user pool in {region}, like {region}_AbCdEf123.")))
}

/// There is no such user pool, in the region of the call.
pub fn not_found(id: &str) -> Fault {
    Fault::new(Kind::ResourceNotFound, format!("User pool {id} does not exist."))
}
