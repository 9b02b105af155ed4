//! The datasets of an identity: names, counts and sizes. Holds personal data; rows go when the person goes.

use std::collections::BTreeMap;

use domain::{
    LedgerId, Timestamp,
    identity_pools::identity::Identity,
    sync::dataset::{DatasetEvent, RecordsUpdated},
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use crate::{
    Listed, Page, ReadModels,
    engine::{
        asked::Bound,
        jsonb,
        model::{Model, Touch},
        read_models::{listed, table},
    },
};

/// A dataset. Fields in Postgres's order (`jsonb`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetRow {
    /// Its name.
    pub name: String,
    /// Bytes of key and value of every record that has a value, by key in the form of a JSON string.
    #[serde(serialize_with = "jsonb::by_length")]
    sizes: BTreeMap<String, u64>,
    /// The identity whose it is.
    pub identity: String,
    /// When it was first written to.
    pub created_at: Timestamp,
    /// Rises by one with every update.
    pub sync_count: u64,
    /// When it was last written to.
    pub modified_at: Timestamp,
    /// Which device or identity wrote last.
    pub modified_by: String,
}

/// Says nothing that tells about a person.
impl std::fmt::Debug for DatasetRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatasetRow").field("sync_count", &self.sync_count).finish_non_exhaustive()
    }
}

impl DatasetRow {
    /// Records that have a value.
    pub fn records(&self) -> u64 {
        self.sizes.len() as u64
    }

    /// Bytes of their keys and values.
    pub fn bytes(&self) -> u64 {
        self.sizes.values().sum()
    }

    fn begun_by(identity: String, event: &RecordsUpdated) -> Option<Self> {
        Some(Self {
            identity,
            // A forgotten person has no row.
            name: event.name.known()?.clone(),
            created_at: event.at,
            modified_at: event.at,
            modified_by: String::new(),
            sync_count: 0,
            sizes: BTreeMap::new(),
        })
    }

    fn update(mut self, event: &RecordsUpdated) -> Self {
        self.modified_at = event.at;
        // A forgotten modifier adds no name; the row itself goes when its identity is forgotten.
        if let Some(by) = event.by.known() {
            self.modified_by.clone_from(by);
        }
        self.sync_count = event.sync_count;
        for patch in &event.patches {
            let Some(key) = patch.key.known() else { continue };
            let name = serde_json::Value::from(key.as_str()).to_string();
            match patch.value.as_ref().and_then(|value| value.known()) {
                Some(value) => self.sizes.insert(name, (key.len() + value.len()) as u64),
                None => self.sizes.remove(&name),
            };
        }
        self
    }
}

pub(crate) struct Datasets;

/// With its pool every dataset is gone.
const POOL_DELETED: &str = "identity_pool.deleted";
/// With its identity likewise.
const IDENTITY_DELETED: &str = "identity.deleted";

impl Model for Datasets {
    const NAME: &'static str = "datasets";
    const VERSION: u32 = 1;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/datasets.sql");
    const KINDS: &'static [&'static str] = &["dataset.", domain::FORGOTTEN, POOL_DELETED, IDENTITY_DELETED];
    type Row = DatasetRow;

    fn touches(event: &Opened) -> Touch {
        let id = event.record.stream.id();
        match event.record.kind.as_str() {
            POOL_DELETED => Touch::DropAll,
            IDENTITY_DELETED => Touch::Drop("identity", id.to_owned()),
            domain::FORGOTTEN => {
                let person = domain::StreamId::new(id);
                if person.kind() == <Identity as domain::Aggregate>::KIND {
                    Touch::Drop("identity", person.id().to_owned())
                } else {
                    Touch::None
                }
            }
            _ => Touch::One(id.to_owned()),
        }
    }

    fn dropped_by(row: &DatasetRow) -> Option<&str> {
        Some(&row.identity)
    }

    fn apply(row: Option<DatasetRow>, event: &Opened) -> Result<Option<DatasetRow>, Undecodable> {
        let identity = || {
            let subject = domain::StreamId::new(event.subject()?.as_str());
            Some(subject.id().to_owned())
        };
        Ok(match &*event.event::<DatasetEvent>()? {
            DatasetEvent::RecordsUpdated(e) => {
                row.or_else(|| DatasetRow::begun_by(identity()?, e)).map(|row| row.update(e))
            }
            DatasetEvent::Deleted(_) => None,
        })
    }
}

impl ReadModels {
    /// The datasets of an identity, by name: that is also the key of a page.
    pub async fn datasets(
        &self,
        pool: &LedgerId,
        identity: &str,
        page: Page<'_>,
    ) -> Result<Listed<DatasetRow>, Unavailable> {
        let sql = format!(
            r#"select (body ->> 'name') collate "C", body::text from {}
             where ledger = $1 and body ->> 'identity' = $2 and (body ->> 'name') collate "C" > $3
             order by (body ->> 'name') collate "C" limit $4"#,
            table::<Datasets>()
        );
        let more = [
            Bound::Text(identity),
            Bound::Text(page.after.unwrap_or("")),
            Bound::Number(i64::from(page.limit) + 1),
        ];
        listed(&self.rows_in::<Datasets>(pool, &sql, &more).await?, page.limit, |_, row| row)
    }
}
