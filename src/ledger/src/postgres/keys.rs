//! Wrapped subject keys in a Postgres database of their own.

use async_trait::async_trait;
use domain::{LedgerId, Timestamp};
use sqlx::{PgPool, Row};

use super::again::again;
use crate::{KeyStore, Unavailable, Wrapped};

/// The store of wrapped keys.
pub struct PostgresKeys(PgPool);

impl PostgresKeys {
    /// On a pool of connections to the keys' database.
    pub fn new(pool: PgPool) -> Self {
        Self(pool)
    }
}

#[async_trait]
impl KeyStore for PostgresKeys {
    async fn find(&self, ledger: &LedgerId, subject: &str) -> Result<Option<Wrapped>, Unavailable> {
        let row = again(|| async {
            let query = sqlx::query("select wrapped_key from subject_key where ledger = $1 and subject = $2");
            Ok(query.bind(ledger.as_str()).bind(subject).fetch_optional(&self.0).await?)
        })
        .await?;
        let wrapped = row.map(|row| row.try_get::<Option<Vec<u8>>, _>(0)).transpose()?;
        Ok(wrapped.map(|bytes| bytes.map_or(Wrapped::Destroyed, Wrapped::Kept)))
    }

    async fn keep(
        &self,
        ledger: &LedgerId,
        subject: &str,
        wrapped: Vec<u8>,
        now: Timestamp,
    ) -> Result<Wrapped, Unavailable> {
        let inserted = sqlx::query(
            "insert into subject_key (ledger, subject, wrapped_key, created_at) values ($1, $2, $3, $4)
             on conflict (ledger, subject) do nothing",
        )
        .bind(ledger.as_str())
        .bind(subject)
        .bind(&wrapped)
        .bind(now.ms())
        .execute(&self.0)
        .await?;
        if inserted.rows_affected() == 1 {
            return Ok(Wrapped::Kept(wrapped));
        }
        let missing = || Unavailable::because("a subject key vanished while it was made");
        self.find(ledger, subject).await?.ok_or_else(missing)
    }

    async fn destroy(&self, ledger: &LedgerId, subject: &str, now: Timestamp) -> Result<(), Unavailable> {
        sqlx::query(
            "insert into subject_key (ledger, subject, wrapped_key, created_at, destroyed_at) values ($1, $2, null, $3, $3)
             on conflict (ledger, subject) do update set wrapped_key = null,
                destroyed_at = coalesce(subject_key.destroyed_at, excluded.destroyed_at)",
        )
        .bind(ledger.as_str())
        .bind(subject)
        .bind(now.ms())
        .execute(&self.0)
        .await?;
        Ok(())
    }
}
