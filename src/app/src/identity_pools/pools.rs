//! Identity pools: made, found, given their roles, deleted.

use std::sync::Arc;

use domain::{
    Moment,
    account::registry::PoolKind,
    identity_pools::identity_pool::{
        self, Active, CognitoProvider, IdentityPool, Roles, Settings,
        commands::{Create, Delete, SetRoles},
    },
};

use crate::{
    Answer, Fault, Kind,
    admission::Caller,
    identity_pools::{IdentityPools, logins::names_a_user_pool},
    kernel::{fault::failed, id_forms, ids, payer, whole::to_its_end},
};

/// An identity pool that is there.
#[derive(Clone)]
pub struct OpenIdentityPool {
    /// `us-east-1:<uuid>`
    pub id: String,
    state: Arc<IdentityPool>,
}

impl std::ops::Deref for OpenIdentityPool {
    type Target = Active;

    fn deref(&self) -> &Active {
        match &*self.state {
            IdentityPool::Active(pool) => pool,
            IdentityPool::Absent | IdentityPool::Deleted => {
                unreachable!("only a pool in use is opened, and the state is immutable")
            }
        }
    }
}

impl IdentityPools {
    /// The identity pool of an id.
    pub async fn identity_pool(&self, id: &str) -> Answer<OpenIdentityPool> {
        if !id_forms::is_regional(id) {
            return Err(not_found(id));
        }
        let stream = identity_pool::stream(id);
        let state =
            self.core.directories.identity_pools.look(&stream).await.map_err(failed::<IdentityPool>)?;
        if state.active().is_err() {
            return Err(not_found(id));
        }
        payer::is_about(&stream.ledger);
        Ok(OpenIdentityPool { id: id.to_owned(), state })
    }

    /// Makes an identity pool in the region of the call, then puts it on the list of pools.
    pub async fn create_identity_pool(
        self: &Arc<Self>,
        settings: Settings,
        moment: &Moment,
    ) -> Answer<OpenIdentityPool> {
        let names_a_pool = |provider: &CognitoProvider| {
            !provider.client_id.is_empty() && names_a_user_pool(&self.core.settings, &provider.provider_name)
        };
        if !settings.cognito_identity_providers.iter().all(names_a_pool) {
            return Err(Fault::invalid("Invalid Cognito Identity Provider"));
        }
        let id = ids::regional(self.core.settings.region_of(moment));
        let (area, moment) = (Arc::clone(self), moment.clone());
        let made = async move {
            area.ask_pool(&id, Create { settings }, &moment).await?;
            area.core.settle_pool(&id, PoolKind::Identity, &moment).await?;
            area.identity_pool(&id).await
        };
        to_its_end(made).await
    }

    /// Replaces the roles of a pool, all of them.
    pub async fn set_identity_pool_roles(
        &self,
        caller: &Caller,
        id: &str,
        roles: Roles,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.identity_pool(id).await?;
        self.check_roles(caller, &pool, &roles, moment).await?;
        self.ask_pool(&pool.id, SetRoles { roles }, moment).await
    }

    /// Deletes a pool; its id is never given again. A reaction forgets the people.
    pub async fn delete_identity_pool(self: &Arc<Self>, id: &str, moment: &Moment) -> Answer<()> {
        if !id_forms::is_regional(id) {
            return Err(not_found(id));
        }
        let stream = identity_pool::stream(id);
        let state =
            self.core.directories.identity_pools.look(&stream).await.map_err(failed::<IdentityPool>)?;
        let is_there = state.active().is_ok();
        // Deleted and still on the list: an earlier deletion was interrupted in between.
        if !is_there && !self.core.is_registered(id, PoolKind::Identity).await? {
            return Err(not_found(id));
        }
        let (area, id, moment) = (Arc::clone(self), id.to_owned(), moment.clone());
        let deleted = async move {
            if is_there {
                area.ask_pool(&id, Delete, &moment).await?;
            }
            area.core.settle_pool(&id, PoolKind::Identity, &moment).await.map(drop)
        };
        to_its_end(deleted).await
    }

    async fn ask_pool<C>(&self, id: &str, command: C, moment: &Moment) -> Answer<C::Reply>
    where
        C: domain::Command<Aggregate = IdentityPool>,
    {
        let pools = &self.core.directories.identity_pools;
        pools.ask(&identity_pool::stream(id), command, moment).await.map_err(failed::<IdentityPool>)
    }
}

/// There is no such identity pool, in the region of the call.
pub fn not_found(id: &str) -> Fault {
    Fault::new(Kind::ResourceNotFound, format!("IdentityPool '{id}' not found."))
}
