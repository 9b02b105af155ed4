//! The app clients of a user pool: what a list of them shows. Holds no secret.

use domain::{LedgerId, Timestamp, user_pools::client::ClientEvent};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use super::POOL_DELETED;
use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Key, List},
        model::{Model, Touch},
    },
};

/// An app client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    /// Its id.
    pub id: String,
    /// Its name; not unique.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

pub(crate) struct Clients;

impl Model for Clients {
    const NAME: &'static str = "clients";
    const VERSION: u32 = 2;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/clients.sql");
    const KINDS: &'static [&'static str] = &["client.", POOL_DELETED];
    type Row = ClientRow;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        Ok(match event.record.kind.as_str() {
            POOL_DELETED => Touch::DropAll,
            _ => Touch::One(event.record.stream.id().to_owned()),
        })
    }

    fn apply(row: Option<ClientRow>, event: &Opened) -> Result<Option<ClientRow>, Undecodable> {
        Ok(match &*event.event::<ClientEvent>()? {
            ClientEvent::Created(e) => Some(ClientRow {
                id: event.record.stream.id().to_owned(),
                name: e.config.name.clone(),
                created_at: e.at,
            }),
            ClientEvent::Updated(e) => row.map(|row| ClientRow { name: e.config.name.clone(), ..row }),
            ClientEvent::RiskRulesSet(_)
            | ClientEvent::SessionReuseSet(_)
            | ClientEvent::SecretAdded(_)
            | ClientEvent::SecretDeleted(_) => row,
            ClientEvent::Deleted(_) => None,
        })
    }
}

impl ReadModels {
    /// The clients of a user pool, by id.
    pub async fn clients(&self, pool: &LedgerId, page: Page<'_>) -> Result<Listed<ClientRow>, Unavailable> {
        self.list::<Clients>(List { ledger: Some(pool), key: Key::Id, condition: None, page }).await
    }
}
