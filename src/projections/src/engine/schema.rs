//! Schemas of read models: one per name and version, made, looked for and dropped.

use ledger::{DatabaseFault, postgres::execute_all};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row};

use crate::{Fault, Projection};

/// If two nodes create it at the same moment, one of them gets an error that it exists; then it does.
const ATTEMPTS_MAX: u32 = 5;

/// Makes the schema and its tables unless they are there.
pub(crate) async fn make(projection: &dyn Projection, pool: &PgPool) -> Result<(), Fault> {
    let mut attempt = 1;
    loop {
        let mut connection = pool.acquire().await?;
        match make_once(projection, &projection.schema(), &mut connection).await {
            Err(Fault::Database(error)) if attempt < ATTEMPTS_MAX && is_there(&error) => attempt += 1,
            outcome => return outcome,
        }
    }
}

fn is_there(error: &sqlx::Error) -> bool {
    matches!(DatabaseFault::of(error), DatabaseFault::Taken | DatabaseFault::Exists)
}

async fn make_once(
    projection: &dyn Projection,
    schema: &str,
    connection: &mut PgConnection,
) -> Result<(), Fault> {
    let there = sqlx::query("select 1 from pg_namespace where nspname = $1").bind(schema);
    if there.fetch_optional(&mut *connection).await?.is_some() {
        return Ok(());
    }
    let mut transaction = connection.begin().await?;
    create(projection, schema, &mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Makes a schema with the projection's tables, within the caller's transaction; it is left in the search path.
pub(crate) async fn create(
    projection: &dyn Projection,
    schema: &str,
    connection: &mut PgConnection,
) -> Result<(), Fault> {
    let sql = format!("create schema {schema}; set local search_path to {schema}; {}", projection.ddl());
    Ok(execute_all(&sql, connection).await?)
}

/// Drops the schemas of older versions.
pub(crate) async fn drop_older(projection: &dyn Projection, pool: &PgPool) -> Result<(), sqlx::Error> {
    drop_versions(projection.name(), |version| version < projection.version(), pool).await
}

/// Drops the schemas of a read model that there is no more.
pub(crate) async fn drop_ended(name: &str, pool: &PgPool) -> Result<(), sqlx::Error> {
    drop_versions(name, |_| true, pool).await
}

async fn drop_versions(name: &str, is_old: impl Fn(u32) -> bool, pool: &PgPool) -> Result<(), sqlx::Error> {
    let rows = sqlx::query("select nspname::text from pg_namespace").fetch_all(pool).await?;
    for row in &rows {
        let schema: String = row.try_get(0)?;
        let version = schema.strip_prefix(name).and_then(|rest| rest.strip_prefix("_v"));
        if version.and_then(|version| version.parse().ok()).is_some_and(&is_old) {
            tracing::info!(schema, "dropping the tables of an older version of a read model");
            let sql = AssertSqlSafe(format!("drop schema if exists {schema} cascade"));
            sqlx::raw_sql(sql).execute(pool).await?;
        }
    }
    Ok(())
}
