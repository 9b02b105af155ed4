//! The user pools: what a list of them shows.

use domain::{
    Timestamp,
    user_pools::user_pool::{TriggerFunctions, UserPoolEvent},
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};

/// A user pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPoolRow {
    /// Its id.
    pub id: String,
    /// Its name; not unique.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its configuration changed last.
    pub modified_at: Timestamp,
    /// When its newest signing keys were made.
    pub signing_keys_at: Timestamp,
    /// The functions that it calls.
    pub triggers: TriggerFunctions,
}

pub(crate) struct UserPools;

impl Model for UserPools {
    const NAME: &'static str = "user_pools";
    const VERSION: u32 = 6;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/user_pools.sql");
    const KINDS: &'static [&'static str] = &["user_pool."];
    type Row = UserPoolRow;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        Ok(Touch::One(event.record.stream.id().to_owned()))
    }

    fn apply(row: Option<UserPoolRow>, event: &Opened) -> Result<Option<UserPoolRow>, Undecodable> {
        Ok(match &*event.event::<UserPoolEvent>()? {
            UserPoolEvent::Created(e) => Some(UserPoolRow {
                id: event.record.stream.id().to_owned(),
                name: e.config.name.clone(),
                created_at: e.at,
                modified_at: e.at,
                signing_keys_at: e.at,
                triggers: e.config.triggers.clone(),
            }),
            UserPoolEvent::Updated(e) => row.map(|row| UserPoolRow {
                name: e.config.name.clone(),
                modified_at: e.at,
                triggers: e.config.triggers.clone(),
                ..row
            }),
            UserPoolEvent::CustomAttributesAdded(e) => {
                row.map(|row| UserPoolRow { modified_at: e.at, ..row })
            }
            UserPoolEvent::SigningKeysAnnounced(e) => {
                row.map(|row| UserPoolRow { signing_keys_at: e.at, ..row })
            }
            UserPoolEvent::LogDeliverySet(_)
            | UserPoolEvent::ReplicaCreated(_)
            | UserPoolEvent::ReplicaChanged(_)
            | UserPoolEvent::ReplicaDeleted(_)
            | UserPoolEvent::RiskRulesSet(_)
            | UserPoolEvent::SessionRulesSet(_)
            | UserPoolEvent::Tagged(_)
            | UserPoolEvent::Untagged(_)
            | UserPoolEvent::SigningKeysMade(_) => row,
            UserPoolEvent::Deleted(_) => None,
        })
    }
}

impl ReadModels {
    /// The user pools of all regions, by id.
    pub async fn all_user_pools(&self, page: Page<'_>) -> Result<Listed<UserPoolRow>, Unavailable> {
        self.list::<UserPools>(List { ledger: None, key: Key::Id, condition: None, page }).await
    }

    /// The user pools that are there in a region, by id.
    pub async fn user_pools(&self, region: &str, page: Page<'_>) -> Result<Listed<UserPoolRow>, Unavailable> {
        let in_region = Condition {
            sql: "split_part(id, '_', 1) = $value".to_owned(),
            holds: Box::new(|id, _| id.split('_').next() == Some(region)),
            value: region.to_owned(),
        };
        self.list::<UserPools>(List { ledger: None, key: Key::Id, condition: Some(in_region), page }).await
    }
}
