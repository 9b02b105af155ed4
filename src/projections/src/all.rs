//! The read models that there are.

use std::sync::Arc;

use domain::user_pools::{
    group::GroupConfig, identity_provider::ProviderConfig, resource_server::ResourceServerConfig,
    terms::TermsDocument,
};
use ledger::Ledger;
use sqlx::PgPool;

use crate::{
    configured::Configurations,
    engine::{
        fault::Fault,
        item::Items,
        projection::{Foldable, Projection},
        read_models::ReadModels,
        schema,
    },
    iam::roles::Roles,
    identity_pools::pools::IdentityPools,
    user_pools::{
        auth_events::AuthEvents, clients::Clients, import_jobs::ImportJobs, memberships::Memberships,
        pools::UserPools, sessions::Sessions, users::Users,
    },
};

/// Names of read models that there were once: their tables are dropped.
const ENDED: [&str; 1] = ["datasets"];

/// Every read model there is.
pub fn all() -> Vec<Box<dyn Foldable>> {
    vec![
        Box::new(Items::<AuthEvents>::new()),
        Box::new(Items::<Clients>::new()),
        Box::new(Items::<Configurations<GroupConfig>>::new()),
        Box::new(Items::<IdentityPools>::new()),
        Box::new(Items::<Configurations<ProviderConfig>>::new()),
        Box::new(Items::<ImportJobs>::new()),
        Box::new(Items::<Memberships>::new()),
        Box::new(Items::<Configurations<ResourceServerConfig>>::new()),
        Box::new(Items::<Roles>::new()),
        Box::new(Items::<Sessions>::new()),
        Box::new(Items::<Configurations<TermsDocument>>::new()),
        Box::new(Items::<UserPools>::new()),
        Box::new(Items::<Users>::new()),
    ]
}

impl ReadModels {
    /// Folded in memory from the whole log, on any log: for tests of the floors above, and for a service that is gone soon.
    pub fn in_memory(ledger: Arc<Ledger>) -> Self {
        Self::in_memory_with(all(), ledger)
    }

    /// Makes what tables are missing, and starts to follow the log. `pool` is a pool of connections to the log's database.
    pub async fn start(ledger: Arc<Ledger>, pool: PgPool) -> Result<Self, Fault> {
        let projections = all().into_iter().map(|projection| projection as Box<dyn Projection>);
        for name in ENDED {
            schema::drop_ended(name, &pool).await?;
        }
        Self::start_with(projections.collect(), ledger, pool).await
    }
}
