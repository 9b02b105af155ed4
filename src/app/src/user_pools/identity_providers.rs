//! Identity providers: what their configuration has to do with the rest of their pool.

use std::{collections::BTreeSet, convert::Infallible};

use domain::{
    Aggregate, Moment,
    configured::{self, Config, ConfiguredRefusal, Create, Live},
    user_pools::{
        group::{Group, GroupConfig},
        identity_provider::{IdentityProvider, ProviderChange, ProviderConfig, ProviderError},
    },
    values::provider::OWN_PROVIDER,
};
use ledger::{AppendError, Failure};

use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{
        UserPools,
        clients::OpenClient,
        configurations::{Configurations, fault},
        pools::OpenPool,
    },
};

/// What a provider is called by.
#[derive(Clone, Copy, Debug)]
pub enum Called<'a> {
    /// `ProviderName`
    Name(&'a str),
    /// One of `IdpIdentifiers`
    Identifier(&'a str),
}

impl Configurations<'_, ProviderConfig> {
    /// Creates a provider that maps attributes of the pool.
    pub async fn create_provider(
        &self,
        config: ProviderConfig,
        moment: &Moment,
    ) -> Answer<Live<ProviderConfig>> {
        ProviderConfig::check_mapping(&self.pool.config.schema, &config.mapping)?;
        self.check_room().await?;
        let name = config.name.clone();
        self.create_with_group(config, moment).await.map_err(|fault| match fault.kind {
            Kind::DuplicateProvider => {
                Fault::new(fault.kind, format!("{} {}", ProviderConfig::there_already(&name), self.pool.id))
            }
            _ => fault,
        })
    }

    /// Creates a provider together with the group of its users, unless there is a group of that name.
    async fn create_with_group(
        &self,
        config: ProviderConfig,
        moment: &Moment,
    ) -> Answer<Live<ProviderConfig>> {
        let (name, group) = (config.name.clone(), group_of(&self.pool, &config.name));
        let groups = self.area.groups_in(self.pool.clone());
        if groups.find(&group).await?.is_some() {
            return self.add(config, moment).await;
        }
        let new = || ids::uuid().to_string();
        let provider = configured::stream::<ProviderConfig>(&self.pool.id, &new());
        let of_users = configured::stream::<GroupConfig>(&self.pool.id, &new());
        let create = Create { config };
        let create_group = Create { config: GroupConfig { name: group.clone(), ..GroupConfig::default() } };
        let made = self.area.core.ledger.together(moment, async |change| {
            let made = change.ask(&provider, &create).await.map_err(NotMade::Provider)?;
            change.ask(&of_users, &create_group).await.map_err(NotMade::Group)?;
            Ok(made)
        });
        made.await.map_err(|failure: NotMade| match failure {
            NotMade::Provider(failure) => fault::<ProviderConfig>(failure, &name),
            NotMade::Group(failure) => fault::<GroupConfig>(failure, &group),
        })
    }

    /// Changes the provider of a name, to one that maps attributes of the pool.
    pub async fn change_provider(
        &self,
        name: &str,
        change: ProviderChange,
        moment: &Moment,
    ) -> Answer<Live<ProviderConfig>> {
        if let Some(mapping) = &change.mapping {
            ProviderConfig::check_mapping(&self.pool.config.schema, mapping)?;
        }
        self.change(name, change, moment).await
    }

    /// The provider that an identifier chooses.
    pub async fn by_identifier(&self, identifier: &str) -> Answer<Live<ProviderConfig>> {
        let missing = || Fault::new(Kind::ResourceNotFound, ProviderConfig::not_there(identifier));
        self.find_by_other_name(identifier).await?.ok_or_else(missing)
    }
}

/// Why a provider was not created with its group.
enum NotMade {
    Provider(Failure<ConfiguredRefusal<ProviderError>>),
    Group(Failure<ConfiguredRefusal<Infallible>>),
}

impl From<AppendError> for NotMade {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict => Self::Provider(Failure::Contended),
            AppendError::Taken(scope) if scope == GroupConfig::KIND => {
                Self::Group(Failure::Refused(Group::taken(scope)))
            }
            AppendError::Taken(scope) => Self::Provider(Failure::Refused(IdentityProvider::taken(scope))),
            AppendError::Unavailable(unavailable) => Self::Provider(Failure::Unavailable(unavailable)),
        }
    }
}

/// The name of the group of a provider's users.
fn group_of(pool: &OpenPool, provider: &str) -> String {
    format!("{}_{provider}", pool.id)
}

impl UserPools {
    /// The group of a provider's users, if there is one.
    pub(super) async fn group_of_provider(&self, pool: &OpenPool, provider: &str) -> Answer<Option<String>> {
        let groups = self.groups_in(pool.clone());
        let group = groups.holder(GroupConfig::KIND, &group_of(pool, provider)).await?;
        Ok(group.map(|group| group.id.id().to_owned()))
    }

    /// The providers of a client that are there, in the order in which the client names them.
    pub async fn providers_of(&self, client: &OpenClient) -> Answer<Vec<ProviderConfig>> {
        let providers: Configurations<'_, ProviderConfig> = self.configurations_in(client.pool.clone());
        let mut found = Vec::new();
        for name in client.config.providers.iter().filter(|name| *name != OWN_PROVIDER) {
            found.extend(providers.find(name).await?.map(|live| live.config));
        }
        Ok(found)
    }

    /// A provider of a client, by name or by identifier, if the client has it.
    pub async fn provider_of(
        &self,
        client: &OpenClient,
        called: Called<'_>,
    ) -> Answer<Option<ProviderConfig>> {
        let providers: Configurations<'_, ProviderConfig> = self.configurations_in(client.pool.clone());
        let found = match called {
            Called::Name(name) => providers.find(name).await?,
            Called::Identifier(identifier) => providers.find_by_other_name(identifier).await?,
        };
        let config = found.map(|live| live.config);
        Ok(config.filter(|config| client.config.providers.contains(&config.name)))
    }

    /// Whether a pool has an identity provider.
    pub async fn has_identity_providers(&self, pool: &OpenPool) -> Answer<bool> {
        Ok(self.reads.configuration_count::<ProviderConfig>(&pool.id).await? > 0)
    }

    /// The names of identity providers of a pool among these, up to the first that is none.
    pub(super) async fn providers_among<'n>(
        &self,
        pool: &OpenPool,
        names: &'n [String],
    ) -> Answer<BTreeSet<&'n str>> {
        let mut found = BTreeSet::new();
        for name in names.iter().filter(|name| *name != OWN_PROVIDER) {
            if self.core.ledger.holder(&pool.id, ProviderConfig::KIND, name).await?.is_none() {
                break;
            }
            found.insert(name.as_str());
        }
        Ok(found)
    }
}
