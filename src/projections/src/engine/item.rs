//! The form that the read models here share: one row per thing, folded from its events in memory, written a page at a time.

use std::{collections::BTreeMap, marker::PhantomData};

use async_trait::async_trait;
use ledger::Opened;
use sqlx::{PgConnection, Row as _};

use crate::engine::{
    fault::Fault,
    fold::{Fold, Folded},
    model::{Model, Touch, storable},
    projection::{Foldable, Projection},
};

const TABLES: &str = include_str!("../../../../schema/projections/items.sql");
const KEY: &str = include_str!("../../../../schema/projections/item_key.sql");

/// A [`Model`] as a projection.
pub(crate) struct Items<M>(PhantomData<M>);

impl<M> Items<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

#[async_trait]
impl<M: Model> Projection for Items<M> {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn version(&self) -> u32 {
        M::VERSION
    }

    fn ddl(&self) -> String {
        format!("{TABLES}\n{}", self.indexes())
    }

    fn kinds(&self) -> &'static [&'static str] {
        M::KINDS
    }

    async fn project(&self, connection: &mut PgConnection, events: &[Opened]) -> Result<(), Fault> {
        let mut run = Vec::new();
        for event in events.iter().filter(|event| self.concerns(&event.record.kind)) {
            match M::touches(event)? {
                Touch::None => {}
                Touch::One(id) => run.push((id, event)),
                Touch::DropOf(parent) => {
                    fold::<M>(std::mem::take(&mut run), connection).await?;
                    let gone = sqlx::query("delete from item where ledger = $1 and body ->> 'parent' = $2");
                    gone.bind(event.record.ledger.as_str()).bind(parent).execute(&mut *connection).await?;
                }
                Touch::DropAll => {
                    fold::<M>(std::mem::take(&mut run), connection).await?;
                    let gone = sqlx::query("delete from item where ledger = $1");
                    gone.bind(event.record.ledger.as_str()).execute(&mut *connection).await?;
                }
            }
        }
        fold::<M>(run, connection).await
    }
}

impl<M: Model> Foldable for Items<M> {
    fn tables(&self) -> &'static str {
        TABLES
    }

    fn indexes(&self) -> String {
        format!("{KEY}\n{}", M::INDEXES)
    }

    fn fold(&self) -> Box<dyn Fold> {
        Box::new(Folded::<M>::default())
    }
}

/// Reads the rows concerned, folds the events into them, and writes the result: three statements for any number of events.
async fn fold<M: Model>(run: Vec<(String, &Opened)>, connection: &mut PgConnection) -> Result<(), Fault> {
    let Some((_, first)) = run.first() else { return Ok(()) };
    let ledger = first.record.ledger.as_str();
    let mut rows: BTreeMap<String, Option<M::Row>> = run.iter().map(|(id, _)| (id.clone(), None)).collect();
    let ids: Vec<&str> = rows.keys().map(String::as_str).collect();
    let found = sqlx::query("select id, body::text from item where ledger = $1 and id = any($2)")
        .bind(ledger)
        .bind(&ids)
        .fetch_all(&mut *connection)
        .await?;
    for row in &found {
        rows.insert(row.try_get(0)?, Some(serde_json::from_str(row.try_get(1)?)?));
    }
    for (id, event) in run {
        let row = rows.remove(&id).flatten();
        rows.insert(id, M::apply(row, event)?);
    }
    write::<M>(ledger, &rows, connection).await
}

async fn write<M: Model>(
    ledger: &str,
    rows: &BTreeMap<String, Option<M::Row>>,
    connection: &mut PgConnection,
) -> Result<(), Fault> {
    let gone: Vec<&str> = rows.iter().filter(|(_, row)| row.is_none()).map(|(id, _)| id.as_str()).collect();
    let (mut ids, mut bodies) = (Vec::new(), Vec::new());
    for (id, row) in rows.iter().filter_map(|(id, row)| Some((id, row.as_ref()?))) {
        ids.push(id.as_str());
        bodies.push(storable(serde_json::to_value(row)?).to_string());
    }
    if !gone.is_empty() {
        let gone = sqlx::query("delete from item where ledger = $1 and id = any($2)").bind(ledger).bind(gone);
        gone.execute(&mut *connection).await?;
    }
    if !ids.is_empty() {
        sqlx::query(
            "insert into item (ledger, id, body) select $1, id, body::jsonb from unnest($2::text[], $3::text[]) as fresh(id, body)
             on conflict (ledger, id) do update set body = excluded.body",
        )
        .bind(ledger)
        .bind(ids)
        .bind(bodies)
        .execute(connection)
        .await?;
    }
    Ok(())
}
