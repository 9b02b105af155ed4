//! Identity providers: what their configuration has to do with the rest of their pool.

use std::collections::BTreeSet;

use domain::{
    Moment,
    configured::{Config, Live},
    user_pools::identity_provider::{ProviderChange, ProviderConfig},
    values::provider::OWN_PROVIDER,
};

use crate::{
    Answer, Fault, Kind,
    user_pools::{UserPools, configurations::Configurations, pools::OpenPool},
};

impl Configurations<'_, ProviderConfig> {
    /// Creates a provider that maps attributes of the pool.
    pub async fn create_provider(
        &self,
        config: ProviderConfig,
        moment: &Moment,
    ) -> Answer<Live<ProviderConfig>> {
        ProviderConfig::check_mapping(&self.pool.config.schema, &config.mapping)?;
        let name = config.name.clone();
        self.create(config, moment).await.map_err(|fault| match fault.kind {
            Kind::DuplicateProvider => {
                Fault::new(fault.kind, format!("{} {}", ProviderConfig::there_already(&name), self.pool.id))
            }
            _ => fault,
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

impl UserPools {
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
