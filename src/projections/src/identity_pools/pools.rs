//! The identity pools: what a list of them shows.

use domain::{Timestamp, identity_pools::identity_pool::IdentityPoolEvent};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};

/// An identity pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityPoolRow {
    /// Its id.
    pub id: String,
    /// Its name; not unique.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

pub(crate) struct IdentityPools;

impl Model for IdentityPools {
    const NAME: &'static str = "identity_pools";
    const VERSION: u32 = 2;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/identity_pools.sql");
    const KINDS: &'static [&'static str] = &["identity_pool."];
    type Row = IdentityPoolRow;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        Ok(Touch::One(event.record.stream.id().to_owned()))
    }

    fn apply(row: Option<IdentityPoolRow>, event: &Opened) -> Result<Option<IdentityPoolRow>, Undecodable> {
        Ok(match &*event.event::<IdentityPoolEvent>()? {
            IdentityPoolEvent::Created(e) => Some(IdentityPoolRow {
                id: event.record.stream.id().to_owned(),
                name: e.settings.name.clone(),
                created_at: e.at,
            }),
            IdentityPoolEvent::Updated(e) => {
                row.map(|row| IdentityPoolRow { name: e.settings.name.clone(), ..row })
            }
            IdentityPoolEvent::RolesSet(_) => row,
            IdentityPoolEvent::Deleted(_) => None,
        })
    }
}

impl ReadModels {
    /// The identity pools of all regions, by id.
    pub async fn all_identity_pools(&self, page: Page<'_>) -> Result<Listed<IdentityPoolRow>, Unavailable> {
        self.list::<IdentityPools>(List { ledger: None, key: Key::Id, condition: None, page }).await
    }

    /// The identity pools that are there in a region, by id.
    pub async fn identity_pools(
        &self,
        region: &str,
        page: Page<'_>,
    ) -> Result<Listed<IdentityPoolRow>, Unavailable> {
        let in_region = Condition {
            sql: "split_part(id, ':', 1) = $value".to_owned(),
            holds: Box::new(|id, _| id.split(':').next() == Some(region)),
            value: region.to_owned(),
        };
        self.list::<IdentityPools>(List { ledger: None, key: Key::Id, condition: Some(in_region), page })
            .await
    }
}
