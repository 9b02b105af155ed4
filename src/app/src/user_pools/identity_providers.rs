//! Identity providers: what their configuration has to do with the rest of their pool.

use std::{collections::BTreeSet, convert::Infallible};

use domain::{
    Aggregate, Moment,
    configured::{self, Change, Config, ConfiguredRefusal, Create, Live},
    user_pools::{
        group::{Group, GroupConfig},
        identity_provider::{IdentityProvider, ProviderChange, ProviderConfig, ProviderError},
        saml_peer,
    },
    values::provider::OWN_PROVIDER,
};
use ledger::{AppendError, Failure};
use ports::federation::saml::SamlPeer;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids},
    user_pools::{
        UserPools,
        clients::OpenClient,
        configurations::{Configurations, fault},
        pools::OpenPool,
        saml::metadata_to_keep,
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
        let peer = self.area.check_metadata(&config.details, moment).await?;
        self.check_room().await?;
        let name = config.name.clone();
        let made = self.create_with_what_belongs_to_it(config, peer, moment).await;
        made.map_err(|fault| match fault.kind {
            Kind::DuplicateProvider => {
                Fault::new(fault.kind, format!("{} {}", ProviderConfig::there_already(&name), self.pool.id))
            }
            _ => fault,
        })
    }

    /// Creates a provider together with the group of its users, unless there is a group of that name, and with what its metadata say where
    /// they are at an address.
    async fn create_with_what_belongs_to_it(
        &self,
        config: ProviderConfig,
        peer: Option<SamlPeer>,
        moment: &Moment,
    ) -> Answer<Live<ProviderConfig>> {
        let new = || ids::uuid().to_string();
        let (name, group) = (config.name.clone(), group_of(&self.pool, &config.name));
        let provider = configured::stream::<ProviderConfig>(&self.pool.id, &new());
        let metadata = saml_peer::stream(&self.pool.id, provider.id.id());
        let of_users = configured::stream::<GroupConfig>(&self.pool.id, &new());
        let is_grouped = self.area.groups_in(self.pool.clone()).find(&group).await?.is_some();
        let record = metadata_to_keep(&config.details, peer);
        let create = Create { config };
        let create_group = Create { config: GroupConfig { name: group.clone(), ..GroupConfig::default() } };
        let made = self.area.core.ledger.together(moment, async |change| {
            let made = change.ask(&provider, &create).await.map_err(NotDone::Provider)?;
            if !is_grouped {
                change.ask(&of_users, &create_group).await.map_err(NotDone::Group)?;
            }
            if let Some(record) = &record {
                change.ask(&metadata, record).await.map_err(NotDone::Metadata)?;
            }
            Ok(made)
        });
        made.await.map_err(|why: NotDone| why.fault(&name, &group))
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
        let record = match &change.details {
            Some(details) => metadata_to_keep(details, self.area.check_metadata(details, moment).await?),
            None => None,
        };
        let Some(record) = record else { return self.change(name, change, moment).await };
        let provider = self.stream(name).await?;
        let metadata = saml_peer::stream(&self.pool.id, provider.id.id());
        let apply = Change::<ProviderConfig> { change };
        let changed = self.area.core.ledger.together(moment, async |change| {
            let changed = change.ask(&provider, &apply).await.map_err(NotDone::Provider)?;
            change.ask(&metadata, &record).await.map_err(NotDone::Metadata)?;
            Ok(changed)
        });
        changed.await.map_err(|why: NotDone| why.fault(name, ""))
    }

    /// The provider that an identifier chooses.
    pub async fn by_identifier(&self, identifier: &str) -> Answer<Live<ProviderConfig>> {
        let missing = || Fault::new(Kind::ResourceNotFound, ProviderConfig::not_there(identifier));
        self.find_by_other_name(identifier).await?.ok_or_else(missing)
    }
}

/// Why a provider, and what belongs to it, was not created or changed.
enum NotDone {
    Provider(Failure<ConfiguredRefusal<ProviderError>>),
    Group(Failure<ConfiguredRefusal<Infallible>>),
    Metadata(Failure<saml_peer::Refusal>),
}

impl NotDone {
    fn fault(self, provider: &str, group: &str) -> Fault {
        match self {
            Self::Provider(failure) => fault::<ProviderConfig>(failure, provider),
            Self::Group(failure) => fault::<GroupConfig>(failure, group),
            Self::Metadata(failure) => failed::<saml_peer::SamlPeer>(failure),
        }
    }
}

impl From<AppendError> for NotDone {
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

    /// The provider of a client that has the domain of a mail address as an identifier, or the whole of a text that is no address. Domains
    /// are the same in upper and lower case, identifiers are not: one in lower case is found by both.
    pub async fn provider_of_address(
        &self,
        client: &OpenClient,
        address: &str,
    ) -> Answer<Option<ProviderConfig>> {
        let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
        let found = self.provider_of(client, Called::Identifier(domain)).await?;
        let lower = domain.to_lowercase();
        if found.is_some() || lower == domain {
            return Ok(found);
        }
        self.provider_of(client, Called::Identifier(&lower)).await
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
