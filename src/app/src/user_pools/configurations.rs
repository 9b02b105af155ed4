//! What is only configured in a user pool: made, found by name, changed, deleted, listed. The same for every kind.

use std::marker::PhantomData;

use domain::{
    Moment, Stream, StreamId,
    configured::{self, Change, Configured, ConfiguredRefusal, Create, Delete, Live},
    user_pools::{group::GroupConfig, resource_server::ResourceServerConfig},
};
use host::Directory;
use ledger::Failure;
use projections::{
    Listed, Page,
    configured::{ConfiguredRow, ListedConfig},
};

use crate::{
    Answer, Directories, Fault, Kind,
    kernel::{ids, pages::ListOf},
    user_pools::{UserPools, pools::OpenPool},
};

/// What the service adds to a kind of configuration.
pub trait ServedConfig: ListedConfig<Broken: Into<Fault>> {
    /// At most so many in a pool.
    const MOST: u64;
    /// The error where one of the name exists already.
    const EXISTS: Kind;

    /// Where its entities are.
    fn directory(all: &Directories) -> &Directory<Configured<Self>>;
}

impl ServedConfig for GroupConfig {
    const MOST: u64 = 10_000;
    const EXISTS: Kind = Kind::GroupExists;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.groups
    }
}

impl ServedConfig for ResourceServerConfig {
    const MOST: u64 = 300;
    const EXISTS: Kind = Kind::InvalidParameter;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.resource_servers
    }
}

/// The configurations of one kind in an existing pool.
pub struct Configurations<'a, C> {
    area: &'a UserPools,
    pub(super) pool: OpenPool,
    kind: PhantomData<fn() -> C>,
}

impl UserPools {
    /// The groups of a pool.
    pub async fn groups(&self, pool_id: &str) -> Answer<Configurations<'_, GroupConfig>> {
        self.configurations(pool_id).await
    }

    /// The resource servers of a pool.
    pub async fn resource_servers(&self, pool_id: &str) -> Answer<Configurations<'_, ResourceServerConfig>> {
        self.configurations(pool_id).await
    }

    /// The groups of a pool that is open.
    pub(super) fn groups_in(&self, pool: OpenPool) -> Configurations<'_, GroupConfig> {
        Configurations { area: self, pool, kind: PhantomData }
    }

    async fn configurations<C>(&self, pool_id: &str) -> Answer<Configurations<'_, C>> {
        Ok(Configurations { area: self, pool: self.pool(pool_id).await?, kind: PhantomData })
    }
}

impl<C: ServedConfig> Configurations<'_, C> {
    /// Creates one. Concurrent creations may exceed the limit a little.
    pub async fn create(&self, config: C, moment: &Moment) -> Answer<Live<C>> {
        if self.area.reads.configuration_count::<C>(&self.pool.id).await? >= C::MOST {
            let why = format!("A user pool has at most {} of {}.", C::MOST, C::LIST.replace('_', " "));
            return Err(Fault::new(Kind::LimitExceeded, why));
        }
        let name = config.claimed_name().to_owned();
        let stream = configured::stream::<C>(&self.pool.id, &ids::uuid().to_string());
        let created = self.directory().ask(&stream, Create { config }, moment).await;
        created.map_err(|failure| fault::<C>(failure, &name))
    }

    /// The one of a name.
    pub async fn get(&self, name: &str) -> Answer<Live<C>> {
        let state = self.directory().look(&self.stream(name).await?).await;
        let state = state.map_err(|failure| fault::<C>(failure, name))?;
        state.live().cloned().ok_or_else(|| not_there::<C>(name))
    }

    /// The one of an id, unless it has ended.
    pub(super) async fn by_id(&self, id: &str) -> Answer<Option<Live<C>>> {
        let state = self.directory().look(&configured::stream::<C>(&self.pool.id, id)).await;
        Ok(state.map_err(|failure| fault::<C>(failure, id))?.live().cloned())
    }

    /// Changes the one of a name.
    pub async fn change(&self, name: &str, change: C::Change, moment: &Moment) -> Answer<Live<C>> {
        let stream = self.stream(name).await?;
        let changed = self.directory().ask(&stream, Change::<C> { change }, moment).await;
        changed.map_err(|failure| fault::<C>(failure, name))
    }

    /// Deletes the one of a name.
    pub async fn delete(&self, name: &str, moment: &Moment) -> Answer<()> {
        let stream = self.stream(name).await?;
        let deleted = self.directory().ask(&stream, Delete::<C>::default(), moment).await;
        deleted.map_err(|failure| fault::<C>(failure, name))
    }

    /// All of them, by name.
    pub async fn list(&self, limit: u32, token: Option<&str>) -> Answer<Listed<ConfiguredRow<C>>> {
        let list = ListOf::new(C::LIST, [self.pool.id.as_str()]);
        let after = self.area.page_after(&list, token)?;
        let page = Page { after: after.as_deref(), limit };
        let listed = self.area.reads.configurations::<C>(&self.pool.id, page).await?;
        self.area.core.sealer.with_next_page(&list, listed)
    }

    fn directory(&self) -> &Directory<Configured<C>> {
        C::directory(&self.area.core.directories)
    }

    pub(super) async fn stream(&self, name: &str) -> Answer<Stream> {
        let holder = self.area.core.ledger.holder(&self.pool.id, C::KIND, name).await?;
        let id = holder.as_ref().map(StreamId::id).ok_or_else(|| not_there::<C>(name))?;
        Ok(configured::stream::<C>(&self.pool.id, id))
    }
}

fn not_there<C: ServedConfig>(name: &str) -> Fault {
    Fault::new(Kind::ResourceNotFound, C::not_there(name))
}

fn fault<C: ServedConfig>(failure: Failure<ConfiguredRefusal<C::Broken>>, name: &str) -> Fault {
    match failure {
        Failure::Refused(ConfiguredRefusal::NotFound) => not_there::<C>(name),
        Failure::Refused(ConfiguredRefusal::Exists) => Fault::new(C::EXISTS, C::there_already(name)),
        Failure::Refused(ConfiguredRefusal::Broken(broken)) => broken.into(),
        Failure::Contended | Failure::Crowded => Fault::busy(),
        Failure::Unavailable(error) => error.into(),
    }
}
