//! What is only configured in a user pool: made, found by name, changed, deleted, listed. The same for every kind.

use std::marker::PhantomData;

use domain::{
    Command, Moment, Scope, Stream,
    configured::{self, Change, Config, Configured, ConfiguredRefusal, Create, Delete, Live},
    user_pools::{
        branding::BrandingStyle, classic_style::ClassicStyle, domain::DomainConfig, group::GroupConfig,
        identity_provider::ProviderConfig, resource_server::ResourceServerConfig, terms::TermsDocument,
    },
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
pub trait ServedConfig: Config<Broken: Into<Fault>> {
    /// The error where one of the name exists already.
    const EXISTS: Kind;
    /// The error where another has one of its other names.
    const OTHER_NAME_TAKEN: Kind = Kind::InvalidParameter;

    /// Where its entities are.
    fn directory(all: &Directories) -> &Directory<Configured<Self>>;
}

/// A kind of which a pool may have many.
pub trait CountedConfig: ServedConfig + ListedConfig {
    /// At most so many in a pool.
    const MOST: u64;
}

impl CountedConfig for GroupConfig {
    const MOST: u64 = 10_000;
}

impl CountedConfig for ProviderConfig {
    const MOST: u64 = 300;
}

impl CountedConfig for ResourceServerConfig {
    const MOST: u64 = 300;
}

impl ServedConfig for BrandingStyle {
    const EXISTS: Kind = Kind::ManagedLoginBrandingExists;
    const OTHER_NAME_TAKEN: Kind = Kind::ManagedLoginBrandingExists;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.brandings
    }
}

impl ServedConfig for ClassicStyle {
    const EXISTS: Kind = Kind::TooManyRequests;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.styles
    }
}

impl ServedConfig for DomainConfig {
    const EXISTS: Kind = Kind::InvalidParameter;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.domains
    }
}

impl ServedConfig for GroupConfig {
    const EXISTS: Kind = Kind::GroupExists;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.groups
    }
}

impl ServedConfig for ProviderConfig {
    const EXISTS: Kind = Kind::DuplicateProvider;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.identity_providers
    }
}

impl ServedConfig for ResourceServerConfig {
    const EXISTS: Kind = Kind::InvalidParameter;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.resource_servers
    }
}

impl ServedConfig for TermsDocument {
    const EXISTS: Kind = Kind::TermsExists;
    const OTHER_NAME_TAKEN: Kind = Kind::TermsExists;

    fn directory(all: &Directories) -> &Directory<Configured<Self>> {
        &all.terms
    }
}

/// The configurations of one kind in an existing pool.
pub struct Configurations<'a, C> {
    pub(super) area: &'a UserPools,
    /// The pool.
    pub pool: OpenPool,
    kind: PhantomData<fn() -> C>,
}

impl UserPools {
    /// The groups of a pool.
    pub async fn groups(&self, pool_id: &str) -> Answer<Configurations<'_, GroupConfig>> {
        self.configurations(pool_id).await
    }

    /// The identity providers of a pool.
    pub async fn identity_providers(&self, pool_id: &str) -> Answer<Configurations<'_, ProviderConfig>> {
        self.configurations(pool_id).await
    }

    /// The resource servers of a pool.
    pub async fn resource_servers(&self, pool_id: &str) -> Answer<Configurations<'_, ResourceServerConfig>> {
        self.configurations(pool_id).await
    }

    /// The groups of a pool that is open.
    pub(super) fn groups_in(&self, pool: OpenPool) -> Configurations<'_, GroupConfig> {
        self.configurations_in(pool)
    }

    /// The configurations of any kind of a pool that is open.
    pub(super) fn configurations_in<C>(&self, pool: OpenPool) -> Configurations<'_, C> {
        Configurations { area: self, pool, kind: PhantomData }
    }

    async fn configurations<C>(&self, pool_id: &str) -> Answer<Configurations<'_, C>> {
        Ok(self.configurations_in(self.pool(pool_id).await?))
    }
}

impl<C: CountedConfig> Configurations<'_, C> {
    /// Creates one. Concurrent creations may exceed the limit a little.
    pub async fn create(&self, config: C, moment: &Moment) -> Answer<Live<C>> {
        self.check_room().await?;
        self.add(config, moment).await
    }

    /// Refuses one more than a pool may have.
    pub(super) async fn check_room(&self) -> Answer<()> {
        if self.area.reads.configuration_count::<C>(&self.pool.id).await? >= C::MOST {
            let why = format!("A user pool has at most {} of {}.", C::MOST, C::LIST.replace('_', " "));
            return Err(Fault::new(Kind::LimitExceeded, why));
        }
        Ok(())
    }
}

impl<C: ServedConfig + ListedConfig> Configurations<'_, C> {
    /// All of them, by name.
    pub async fn list(&self, limit: u32, token: Option<&str>) -> Answer<Listed<ConfiguredRow<C>>> {
        let list = ListOf::new(C::LIST, [self.pool.id.as_str()]);
        let after = self.area.page_after(&list, token)?;
        let page = Page { after: after.as_deref(), limit };
        let listed = self.area.reads.configurations::<C>(&self.pool.id, page).await?;
        self.area.core.sealer.with_next_page(&list, listed)
    }
}

impl<C: ServedConfig> Configurations<'_, C> {
    /// Creates one of a kind of which a pool cannot have too many.
    pub async fn add(&self, config: C, moment: &Moment) -> Answer<Live<C>> {
        let name = config.claimed_name().to_owned();
        let stream = configured::stream::<C>(&self.pool.id, &ids::uuid().to_string());
        self.ask(&stream, Create { config }, &name, moment).await
    }

    /// The one of a name.
    pub async fn get(&self, name: &str) -> Answer<Live<C>> {
        self.find(name).await?.ok_or_else(|| not_there::<C>(name))
    }

    /// The one of a name, if there is one.
    pub async fn find(&self, name: &str) -> Answer<Option<Live<C>>> {
        self.held(C::KIND, name).await
    }

    /// The one of another name of its kind, if there is one.
    pub async fn find_by_other_name(&self, name: &str) -> Answer<Option<Live<C>>> {
        match C::OTHER_NAMES {
            Some(names) => self.held(names.scope, name).await,
            None => Ok(None),
        }
    }

    async fn held(&self, scope: Scope, name: &str) -> Answer<Option<Live<C>>> {
        match self.holder(scope, name).await? {
            Some(stream) => self.by_id(stream.id.id()).await,
            None => Ok(None),
        }
    }

    /// Where the one lives that holds a name.
    pub(super) async fn holder(&self, scope: Scope, name: &str) -> Answer<Option<Stream>> {
        let holder = self.area.core.ledger.holder(&self.pool.id, scope, name).await?;
        Ok(holder.map(|holder| configured::stream::<C>(&self.pool.id, holder.id())))
    }

    /// The one of an id, unless it has ended.
    pub(super) async fn by_id(&self, id: &str) -> Answer<Option<Live<C>>> {
        let state = self.directory().look(&configured::stream::<C>(&self.pool.id, id)).await;
        Ok(state.map_err(|failure| fault::<C>(failure, id))?.live().cloned())
    }

    /// Changes the one of a name.
    pub async fn change(&self, name: &str, change: C::Change, moment: &Moment) -> Answer<Live<C>> {
        self.ask(&self.stream(name).await?, Change::<C> { change }, name, moment).await
    }

    /// Deletes the one of a name.
    pub async fn delete(&self, name: &str, moment: &Moment) -> Answer<()> {
        self.ask(&self.stream(name).await?, Delete::<C>::default(), name, moment).await
    }

    /// Gives a command to one, which the caller knows by a name.
    async fn ask<K>(&self, stream: &Stream, command: K, name: &str, moment: &Moment) -> Answer<K::Reply>
    where
        K: Command<Aggregate = Configured<C>>,
    {
        let done = self.directory().ask(stream, command, moment).await;
        done.map_err(|failure| fault::<C>(failure, name))
    }

    fn directory(&self) -> &Directory<Configured<C>> {
        C::directory(&self.area.core.directories)
    }

    pub(super) async fn stream(&self, name: &str) -> Answer<Stream> {
        self.holder(C::KIND, name).await?.ok_or_else(|| not_there::<C>(name))
    }
}

fn not_there<C: ServedConfig>(name: &str) -> Fault {
    Fault::new(Kind::ResourceNotFound, C::not_there(name))
}

/// What a failure of a command means for the one of a name.
pub(super) fn fault<C: ServedConfig>(failure: Failure<ConfiguredRefusal<C::Broken>>, name: &str) -> Fault {
    match failure {
        Failure::Refused(ConfiguredRefusal::NotFound) => not_there::<C>(name),
        Failure::Refused(ConfiguredRefusal::Exists) => Fault::new(C::EXISTS, C::there_already(name)),
        // Only a kind that has other names is refused for one.
        Failure::Refused(ConfiguredRefusal::OtherNameTaken) => {
            Fault::new(C::OTHER_NAME_TAKEN, C::OTHER_NAMES.map_or("", |names| names.taken))
        }
        Failure::Refused(ConfiguredRefusal::Broken(broken)) => broken.into(),
        Failure::Contended | Failure::Crowded => Fault::busy(),
        Failure::Unavailable(error) => error.into(),
    }
}
