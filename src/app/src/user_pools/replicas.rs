//! The replicas of a pool. One server answers for every region, so that a replica is the pool itself, found in another region too.

use domain::{
    Moment,
    user_pools::user_pool::{
        ReplicaStatus,
        commands::{CreateReplica, DeleteReplica, SetReplicaStatus},
    },
};

use crate::{
    Answer,
    kernel::pages::ListOf,
    user_pools::{UserPools, pools::OpenPool},
};

/// A pool in one of its regions.
pub struct ReplicaShown {
    /// The region.
    pub region: String,
    /// Whether the pool was made in it.
    pub is_primary: bool,
    /// Its status.
    pub status: ReplicaStatus,
}

impl UserPools {
    /// Makes a replica of a pool in another region.
    pub async fn create_replica(&self, pool_id: &str, region: &str, moment: &Moment) -> Answer<ReplicaShown> {
        let pool = self.pool(pool_id).await?;
        let own_region = self.region_of_pool(&pool).to_owned();
        let create = CreateReplica { own_region, region: region.to_owned() };
        self.ask_pool(pool_id, create, moment).await?;
        Ok(secondary(region, ReplicaStatus::Inactive))
    }

    /// Switches a replica of a pool on or off.
    pub async fn set_replica_status(
        &self,
        pool_id: &str,
        region: &str,
        status: ReplicaStatus,
        moment: &Moment,
    ) -> Answer<ReplicaShown> {
        self.pool(pool_id).await?;
        self.ask_pool(pool_id, SetReplicaStatus { region: region.to_owned(), status }, moment).await?;
        Ok(secondary(region, status))
    }

    /// Deletes a replica of a pool.
    pub async fn delete_replica(&self, pool_id: &str, region: &str, moment: &Moment) -> Answer<()> {
        self.pool(pool_id).await?;
        self.ask_pool(pool_id, DeleteReplica { region: region.to_owned() }, moment).await
    }

    /// A pool in all its regions, the one that it was made in first. They are on one page, so that no token leads to another.
    pub async fn list_replicas(&self, pool_id: &str, token: Option<&str>) -> Answer<Vec<ReplicaShown>> {
        let pool = self.pool(pool_id).await?;
        self.page_after(&ListOf::new("replicas", [pool_id]), token)?;
        let region = self.region_of_pool(&pool).to_owned();
        let primary = ReplicaShown { region, is_primary: true, status: ReplicaStatus::Active };
        let others = pool.replicas.iter().map(|(region, status)| secondary(region, status));
        Ok(std::iter::once(primary).chain(others).collect())
    }

    /// Whether calls in a region find a pool that was made in another.
    pub async fn has_replica(&self, pool_id: &str, region: &str) -> Answer<bool> {
        Ok(self.pool(pool_id).await?.replicas.status(region).is_some())
    }

    fn region_of_pool<'a>(&'a self, pool: &'a OpenPool) -> &'a str {
        self.core.settings.region_of_id(pool.id.as_str())
    }
}

fn secondary(region: &str, status: ReplicaStatus) -> ReplicaShown {
    ReplicaShown { region: region.to_owned(), is_primary: false, status }
}
