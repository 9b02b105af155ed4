//! Wrapped subject keys in a Postgres database of their own.

use std::collections::HashSet;

use async_trait::async_trait;
use domain::{LedgerId, SubjectId, Timestamp};
use sqlx::{PgPool, Row, postgres::PgRow};

use super::{
    again::again,
    copied::{self, Line},
};
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

    async fn find_many(
        &self,
        ledger: &LedgerId,
        subjects: &[&str],
    ) -> Result<Vec<(String, Wrapped)>, Unavailable> {
        let sql = "select subject, wrapped_key from subject_key where ledger = $1 and subject = any($2)";
        let rows = again(|| async {
            Ok(sqlx::query(sql).bind(ledger.as_str()).bind(subjects).fetch_all(&self.0).await?)
        })
        .await?;
        Ok(rows.iter().map(known).collect::<Result<_, _>>()?)
    }

    async fn all(&self, ledger: &LedgerId) -> Result<Vec<(SubjectId, Wrapped)>, Unavailable> {
        let ledger = copied::literal(ledger.as_str());
        let mut line = Line::of(&self.0).await?;
        let of_it = format!("select subject, wrapped_key from subject_key where ledger = {ledger}");
        let (mut rows, mut all) = (line.copy(&of_it).await?, Vec::new());
        while let Some(row) = rows.row().await? {
            all.push(copied_key(&row)?);
        }
        Ok(all)
    }

    async fn keep(
        &self,
        ledger: &LedgerId,
        subject: &str,
        wrapped: Vec<u8>,
        now: Timestamp,
    ) -> Result<Wrapped, Unavailable> {
        // A retry after a lost answer finds the key that it has stored itself.
        let inserted = again(|| async {
            let query = sqlx::query(
                "insert into subject_key (ledger, subject, wrapped_key, created_at) values ($1, $2, $3, $4)
                 on conflict (ledger, subject) do nothing",
            );
            let query = query.bind(ledger.as_str()).bind(subject).bind(&wrapped).bind(now.ms());
            Ok(query.execute(&self.0).await?)
        })
        .await?;
        if inserted.rows_affected() == 1 {
            return Ok(Wrapped::Kept(wrapped));
        }
        let missing = || Unavailable::because("a subject key vanished while it was made");
        self.find(ledger, subject).await?.ok_or_else(missing)
    }

    async fn keep_many(
        &self,
        ledger: &LedgerId,
        fresh: Vec<(String, Vec<u8>)>,
        now: Timestamp,
    ) -> Result<Vec<Wrapped>, Unavailable> {
        let rows = again(|| async {
            let query = sqlx::query(
                "insert into subject_key (ledger, subject, wrapped_key, created_at)
                 select $1, subject, wrapped_key, $4 from unnest($2::text[], $3::bytea[]) as fresh(subject, wrapped_key)
                 order by subject on conflict (ledger, subject) do nothing returning subject",
            );
            let query = query
                .bind(ledger.as_str())
                .bind(fresh.iter().map(|(subject, _)| subject.as_str()).collect::<Vec<_>>())
                .bind(fresh.iter().map(|(_, wrapped)| wrapped.as_slice()).collect::<Vec<_>>())
                .bind(now.ms());
            Ok(query.fetch_all(&self.0).await?)
        })
        .await?;
        let inserted: HashSet<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        let mut kept = Vec::with_capacity(fresh.len());
        for (subject, wrapped) in fresh {
            kept.push(if inserted.contains(&subject) {
                Wrapped::Kept(wrapped)
            } else {
                self.keep(ledger, &subject, wrapped, now).await?
            });
        }
        Ok(kept)
    }

    async fn destroy(&self, ledger: &LedgerId, subject: &str, now: Timestamp) -> Result<(), Unavailable> {
        again(|| async {
            let query = sqlx::query(
                "insert into subject_key (ledger, subject, wrapped_key, created_at, destroyed_at) values ($1, $2, null, $3, $3)
                 on conflict (ledger, subject) do update set wrapped_key = null,
                    destroyed_at = coalesce(subject_key.destroyed_at, excluded.destroyed_at)",
            );
            query.bind(ledger.as_str()).bind(subject).bind(now.ms()).execute(&self.0).await?;
            Ok(())
        })
        .await
    }

    async fn destroy_some(
        &self,
        ledger: &LedgerId,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<SubjectId>, Unavailable> {
        let rows = again(|| async {
            let query = sqlx::query(
                "update subject_key set wrapped_key = null, destroyed_at = coalesce(destroyed_at, $3)
                 where ledger = $1 and subject = any(array(
                    select subject from subject_key
                    where ledger = $1 and subject <> '' and wrapped_key is not null limit $2))
                 returning subject",
            );
            let query = query.bind(ledger.as_str()).bind(i64::from(limit)).bind(now.ms());
            Ok(query.fetch_all(&self.0).await?)
        })
        .await?;
        let subjects = rows.iter().map(|row| row.try_get::<String, _>(0).map(SubjectId::new));
        Ok(subjects.collect::<Result<_, _>>()?)
    }
}

fn known(row: &PgRow) -> Result<(String, Wrapped), sqlx::Error> {
    let wrapped = row.try_get::<Option<Vec<u8>>, _>(1)?;
    Ok((row.try_get(0)?, wrapped.map_or(Wrapped::Destroyed, Wrapped::Kept)))
}

/// Subject and key of a row that was copied.
fn copied_key(row: &[u8]) -> Result<(SubjectId, Wrapped), Unavailable> {
    let [subject, wrapped] = copied::fields(row)?;
    let subject = subject.and_then(|subject| str::from_utf8(subject).ok()).ok_or_else(copied::malformed)?;
    Ok((SubjectId::new(subject), wrapped.map_or(Wrapped::Destroyed, |key| Wrapped::Kept(key.to_owned()))))
}
