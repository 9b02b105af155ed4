//! Domains: the names under which the sign-in pages of user pools are found.

use std::sync::Arc;

use chrono::DateTime;
use domain::{
    LedgerId, Moment, Timestamp,
    configured::{self, Change, Config, Create, Delete, Live},
    user_pools::{
        domain::{DomainChange, DomainConfig, DomainError, DomainKind, check_tier},
        user_pool::Tier,
    },
};

use crate::{
    Answer, Fault, Kind,
    kernel::{ids, whole::to_its_end},
    user_pools::{
        UserPools,
        configurations::fault,
        domain_addresses::is_reserved,
        pools::{self, OpenPool},
    },
};

/// The names of a pool's domains.
#[derive(Default)]
pub struct DomainNames {
    /// Its prefix.
    pub prefix: Option<String>,
    /// Its custom domain.
    pub custom: Option<String>,
}

impl DomainNames {
    /// Whether there is one.
    pub const fn is_any(&self) -> bool {
        self.prefix.is_some() || self.custom.is_some()
    }
}

/// A moment as AWS writes the version of a domain or a style: `20261127123000`.
pub fn version(at: Timestamp) -> String {
    DateTime::from_timestamp_millis(at.ms()).unwrap_or_default().format("%Y%m%d%H%M%S").to_string()
}

impl UserPools {
    /// The names of a pool's domains.
    pub async fn domains_of(&self, pool: &OpenPool) -> Answer<DomainNames> {
        Ok(DomainNames {
            prefix: self.core.domain_of_pool(pool.id.as_str(), DomainKind::Prefix).await?,
            custom: self.core.domain_of_pool(pool.id.as_str(), DomainKind::Custom).await?,
        })
    }

    /// The domain of a name, if its pool is there and is in the region of the call.
    pub async fn find_domain(&self, name: &str, moment: &Moment) -> Answer<Option<Live<DomainConfig>>> {
        let settings = &self.core.settings;
        let is_here = |pool: &OpenPool| settings.region_of_id(pool.id.as_str()) == settings.region_of(moment);
        let found = self.live_domain(name).await?;
        Ok(found.filter(|(pool, _)| is_here(pool)).map(|(_, live)| live))
    }

    /// The domain of a name with its pool, if both are there.
    pub(super) async fn live_domain(&self, name: &str) -> Answer<Option<(OpenPool, Live<DomainConfig>)>> {
        let Some(id) = self.core.domain_id(name).await? else { return Ok(None) };
        let Some(live) = self.core.domain(&id).await? else { return Ok(None) };
        match self.pool(&live.config.pool_id).await {
            Ok(pool) => Ok(Some((pool, live))),
            Err(fault) if fault.kind == Kind::ResourceNotFound => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Gives a pool a domain. A pool that ends meanwhile takes it along.
    pub async fn create_domain(
        self: &Arc<Self>,
        config: DomainConfig,
        moment: &Moment,
    ) -> Answer<Live<DomainConfig>> {
        let pool = self.pool(&config.pool_id).await?;
        check_tier(Some(config.pages), pool.config.tier == Tier::Lite)?;
        if config.kind() == DomainKind::Custom && is_reserved(&config.name, &self.core.settings.pages) {
            return Err(DomainError::NotASubdomain.into());
        }
        let (area, id, moment) = (Arc::clone(self), ids::uuid().to_string(), moment.clone());
        let made = async move {
            let name = config.name.clone();
            let stream = configured::stream::<DomainConfig>(&LedgerId::account(), &id);
            let made = area.core.directories.domains.ask(&stream, Create { config }, &moment).await;
            let made = made.map_err(|failure| fault::<DomainConfig>(failure, &name))?;
            let is_there = area.core.settle_domain(&id, &moment).await?;
            if is_there { Ok(made) } else { Err(pools::not_found(pool.id.as_str())) }
        };
        to_its_end(made).await
    }

    /// Changes a pool's domain.
    pub async fn change_domain(
        &self,
        pool_id: &str,
        name: &str,
        change: DomainChange,
        moment: &Moment,
    ) -> Answer<Live<DomainConfig>> {
        let pool = self.pool(pool_id).await?;
        let missing = || Fault::new(Kind::ResourceNotFound, DomainConfig::not_there(name));
        let id = self.core.domain_id(name).await?.ok_or_else(missing)?;
        let live = self.core.domain(&id).await?.ok_or_else(missing)?;
        if live.config.pool_id != pool_id {
            return Err(Fault::invalid("The domain is not configured for this user pool."));
        }
        live.config.check_kind(&change)?;
        check_tier(change.pages, pool.config.tier == Tier::Lite)?;
        let stream = configured::stream::<DomainConfig>(&LedgerId::account(), &id);
        let changed = self.core.directories.domains.ask(&stream, Change::<DomainConfig> { change }, moment);
        changed.await.map_err(|failure| fault::<DomainConfig>(failure, name))
    }

    /// Takes a domain from its pool; its name is free again.
    pub async fn delete_domain(&self, pool_id: &str, name: &str, moment: &Moment) -> Answer<()> {
        self.pool(pool_id).await?;
        let missing = || Fault::invalid("No such domain or user pool exists.");
        let id = self.core.domain_id(name).await?.ok_or_else(missing)?;
        let live = self.core.domain(&id).await?;
        live.filter(|live| live.config.pool_id == pool_id).ok_or_else(missing)?;
        let stream = configured::stream::<DomainConfig>(&LedgerId::account(), &id);
        let deleted = self.core.directories.domains.ask(&stream, Delete::<DomainConfig>::default(), moment);
        deleted.await.map_err(|failure| fault::<DomainConfig>(failure, name))
    }
}
