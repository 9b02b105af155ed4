//! A log that is wrong on purpose: its positions come from a sequence, and its transactions last a while. It shows that the
//! scenario finds what it is there to find.

use bytes::Bytes;
use std::time::Duration;

use async_trait::async_trait;
use domain::{LedgerId, StreamId, Timestamp};
use ledger::{
    Append, AppendError, Appended, ClaimDigest, Log, Position, Record, Snapshot, Unavailable, Version,
};
use private_postgres::testing::TestDatabase;
use sqlx::{PgPool, Row};
use tokio::time::sleep;

use crate::chance::Chance;

/// One append in so many thousand is rolled back.
const ROLLED_BACK: u64 = 50;

pub(crate) struct SequenceLog {
    pool: PgPool,
    chance: Chance,
}

impl SequenceLog {
    pub(crate) async fn make(database: &TestDatabase) -> Self {
        let pool = PgPool::connect_with(database.options()).await.unwrap();
        let table =
            "create table numbered (position bigserial primary key, ledger text not null, id uuid not null)";
        sqlx::raw_sql(table).execute(&pool).await.unwrap();
        Self { pool, chance: Chance::new(0) }
    }

    async fn number(&self, append: &Append) -> Result<Option<Position>, sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        let mut last = 0_i64;
        for draft in append.parts.iter().flat_map(|part| &part.drafts) {
            let row = sqlx::query("insert into numbered (ledger, id) values ($1, $2) returning position")
                .bind(append.ledger.as_str())
                .bind(draft.id)
                .fetch_one(&mut *transaction)
                .await?;
            last = row.try_get(0)?;
        }
        sleep(Duration::from_millis(self.chance.below(5))).await;
        if self.chance.per_mille(ROLLED_BACK) {
            transaction.rollback().await?;
            return Ok(None);
        }
        transaction.commit().await?;
        Ok(Some(last.unsigned_abs()))
    }
}

#[async_trait]
impl Log for SequenceLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let position = self.number(&append).await.map_err(Unavailable::from)?;
        position.map(|position| Appended { position }).ok_or(AppendError::Conflict)
    }

    async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Record>, Unavailable> {
        let rows = sqlx::query(
            "select position, id from numbered where ledger = $1 and position > $2 order by position limit $3",
        )
        .bind(ledger.as_str())
        .bind(i64::try_from(after).unwrap())
        .bind(i64::try_from(limit).unwrap())
        .fetch_all(&self.pool)
        .await?;
        let record = |row: &sqlx::postgres::PgRow| Record {
            ledger: ledger.clone(),
            position: row.get::<i64, _>(0).unsigned_abs(),
            id: row.get(1),
            stream: StreamId::new("desk-1"),
            version: 0,
            kind: String::new(),
            shape: 1,
            data: Bytes::new(),
            sealed: Bytes::new(),
            meta: Bytes::new(),
            recorded_at: Timestamp::default(),
            digest: [0; 32],
        };
        Ok(rows.iter().map(record).collect())
    }

    async fn stream(&self, _: &LedgerId, _: &StreamId, _: Version) -> Result<Vec<Record>, Unavailable> {
        Ok(Vec::new())
    }

    async fn head(&self, _: &LedgerId) -> Result<Position, Unavailable> {
        Ok(0)
    }

    async fn heads(&self) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        Ok(Vec::new())
    }

    async fn holder(&self, _: &LedgerId, _: &str, _: &ClaimDigest) -> Result<Option<StreamId>, Unavailable> {
        Ok(None)
    }

    async fn snapshot(&self, _: &LedgerId, _: &StreamId) -> Result<Option<Snapshot>, Unavailable> {
        Ok(None)
    }

    async fn keep_snapshot(&self, _: &LedgerId, _: &StreamId, _: Snapshot) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn drop_snapshots(&self, _: &LedgerId, _: &[StreamId]) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn drop_of_ended(&self, _: &LedgerId, _: u32) -> Result<u64, Unavailable> {
        Ok(0)
    }
}
