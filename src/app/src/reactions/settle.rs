//! A pool, client or domain that was made or deleted is settled in the list of pools, even if the node that handled the request died in between.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Aggregate, Moment,
    account::registry::PoolKind,
    configured::Config,
    identity_pools::identity_pool::IdentityPool,
    user_pools::{client::Client, domain::DomainConfig},
};
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction},
};

use super::forget::UNTIL_DONE;
use crate::{
    Answer,
    kernel::{Core, ids},
};

static SETTLING: Reaction = Reaction {
    name: "settling",
    kinds: &[
        "user_pool.created",
        "user_pool.deleted",
        "identity_pool.created",
        "identity_pool.deleted",
        "client.created",
        "client.deleted",
        "domain.created",
    ],
    tries: UNTIL_DONE,
};

/// Settles what a recorded event has made or ended.
pub(super) struct Settle(pub(super) Arc<Core>);

#[async_trait(?Send)]
impl React for Settle {
    fn reaction(&self) -> &'static Reaction {
        &SETTLING
    }

    async fn react(&self, event: &Opened) -> Outcome {
        match self.settle(event).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Later("the list of pools could not be brought up to date"),
        }
    }
}

impl Settle {
    async fn settle(&self, event: &Opened) -> Answer<()> {
        let (core, record) = (&self.0, &event.record);
        let moment = Moment::system("settling", core.clock().now(), ids::uuid().to_string());
        // A pool and its ledger have the same name.
        let pool_id = record.ledger.as_str();
        match record.stream.kind() {
            Client::KIND => core.settle_client(pool_id, record.stream.id(), &moment).await,
            IdentityPool::KIND => core.settle_pool(pool_id, PoolKind::Identity, &moment).await.map(drop),
            DomainConfig::KIND => core.settle_domain(record.stream.id(), &moment).await.map(drop),
            _ => core.settle_pool(pool_id, PoolKind::User, &moment).await.map(drop),
        }
    }
}
