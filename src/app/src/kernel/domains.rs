//! Domains of user pools, which lie in the ledger `account`. They end with their pool, which lies in a ledger of its own: the request that
//! makes a domain or ends a pool settles its domains at once, and a reaction does so again. Settling may be interrupted and repeated.

use domain::{
    LedgerId, Moment, StreamId,
    account::registry::PoolKind,
    configured::{self, Config, ConfiguredRefusal, Delete, Live},
    user_pools::domain::{DomainConfig, DomainError, DomainKind, POOL_DOMAIN_SCOPE, place},
};
use ledger::Failure;

use crate::{Answer, Fault, kernel::Core};

/// Both kinds of domains.
const KINDS: [DomainKind; 2] = [DomainKind::Prefix, DomainKind::Custom];

impl Core {
    /// The id of the domain of a name.
    pub(crate) async fn domain_id(&self, name: &str) -> Answer<Option<String>> {
        self.domain_holder(DomainConfig::KIND, name).await
    }

    /// The domain of an id.
    pub(crate) async fn domain(&self, id: &str) -> Answer<Option<Live<DomainConfig>>> {
        let stream = configured::stream::<DomainConfig>(&LedgerId::account(), id);
        let state = self.directories.domains.look(&stream).await.map_err(unavailable)?;
        Ok(state.live().cloned())
    }

    /// The name of a pool's domain of a kind.
    pub(crate) async fn domain_of_pool(&self, pool_id: &str, kind: DomainKind) -> Answer<Option<String>> {
        let Some(id) = self.domain_holder(POOL_DOMAIN_SCOPE, &place(pool_id, kind)).await? else {
            return Ok(None);
        };
        Ok(self.domain(&id).await?.map(|live| live.config.name))
    }

    /// Deletes the domain of an id if its pool is not there. Returns whether the pool is there.
    pub(crate) async fn settle_domain(&self, id: &str, moment: &Moment) -> Answer<bool> {
        let Some(live) = self.domain(id).await? else { return Ok(false) };
        let is_there = self.has_pool(&live.config.pool_id, PoolKind::User).await?;
        if !is_there {
            self.delete_domain(id, moment).await?;
        }
        Ok(is_there)
    }

    /// Deletes the domains of a pool that is not there any more.
    pub(super) async fn delete_domains_of(&self, pool_id: &str, moment: &Moment) -> Answer<()> {
        for kind in KINDS {
            if let Some(id) = self.domain_holder(POOL_DOMAIN_SCOPE, &place(pool_id, kind)).await? {
                self.delete_domain(&id, moment).await?;
            }
        }
        Ok(())
    }

    async fn domain_holder(&self, scope: domain::Scope, name: &str) -> Answer<Option<String>> {
        let holder = self.ledger.holder(&LedgerId::account(), scope, name).await?;
        Ok(holder.as_ref().map(|holder: &StreamId| holder.id().to_owned()))
    }

    /// Fine where it was deleted before.
    async fn delete_domain(&self, id: &str, moment: &Moment) -> Answer<()> {
        let stream = configured::stream::<DomainConfig>(&LedgerId::account(), id);
        let deleted = self.directories.domains.ask(&stream, Delete::<DomainConfig>::default(), moment).await;
        match deleted {
            Err(Failure::Refused(ConfiguredRefusal::NotFound)) => Ok(()),
            deleted => deleted.map_err(unavailable),
        }
    }
}

/// Looking is never refused, and deleting only where there is nothing.
fn unavailable(failure: Failure<ConfiguredRefusal<DomainError>>) -> Fault {
    match failure {
        Failure::Unavailable(error) => error.into(),
        Failure::Refused(_) | Failure::Contended | Failure::Crowded => Fault::busy(),
    }
}
