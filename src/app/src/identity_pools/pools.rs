//! Identity pools: made, found, given their roles, deleted.

use std::sync::Arc;

use domain::{
    LedgerId, Moment,
    account::registry::{self, IDENTITY_TAG_SCOPE, PoolKind},
    identity_pools::identity_pool::{
        self, Active, CognitoProvider, IdentityPool, Roles, Settings,
        commands::{Create, Delete, SetRoles},
    },
};

use crate::{
    Answer, Fault, Kind,
    admission::Caller,
    identity_pools::{IdentityPools, provider_names::names_a_user_pool},
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

    /// Makes an identity pool in the region of the call, under an id that was chosen or is made, then puts it on the list of pools.
    pub async fn create_identity_pool(
        self: &Arc<Self>,
        chosen: Option<String>,
        settings: Settings,
        moment: &Moment,
    ) -> Answer<OpenIdentityPool> {
        let names_a_pool = |provider: &CognitoProvider| {
            !provider.client_id.is_empty() && names_a_user_pool(&self.core.settings, &provider.provider_name)
        };
        if !settings.cognito_identity_providers.iter().all(names_a_pool) {
            return Err(Fault::invalid("Invalid Cognito Identity Provider"));
        }
        let region = self.core.settings.region_of(moment);
        let id = match chosen {
            Some(id) => self.chosen_in(region, id).await?,
            None => ids::regional(region),
        };
        let (area, moment) = (Arc::clone(self), moment.clone());
        let made = async move {
            area.ask_pool(&id, Create { settings }, &moment).await?;
            area.core.settle_pool(&id, PoolKind::Identity, &moment).await?;
            area.identity_pool(&id).await
        };
        to_its_end(made).await
    }

    /// A chosen id, if it is one of an identity pool of the region, and its tag is no other pool's.
    async fn chosen_in(&self, region: &str, id: String) -> Answer<String> {
        let is_new = |(place, name): (&str, &str)| place == region && id_forms::is_uuid(name);
        if !id.split_once(':').is_some_and(is_new) {
            let example = format!("{region}:12345678-90ab-4cde-8f01-234567890abc");
            return Err(Fault::invalid(format!(
                "{id} is not the id of an identity pool in {region}, like {example}."
            )));
        }
        let tag = registry::identity_tag(&id);
        let holder = self.core.ledger.holder(&LedgerId::account(), IDENTITY_TAG_SCOPE, &tag).await?;
        if holder.is_some() {
            let why =
                "The identity pool id is taken: a pool of this id, or of one that begins like it, is there.";
            return Err(Fault::new(Kind::ResourceConflict, why));
        }
        Ok(id)
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
