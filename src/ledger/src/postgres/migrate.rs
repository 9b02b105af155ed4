//! Forward-only migrations, and the role that may append to the log but not change it.

use sqlx::{AssertSqlSafe, PgConnection, Row};

/// The role that the server takes on for everything but migrations.
pub const SERVER_ROLE: &str = "recognito_server";

const LOG: &[(&str, &str)] = &[
    ("0001_log", include_str!("../../../../schema/ledger/0001_log.sql")),
    ("0002_append_only", include_str!("../../../../schema/ledger/0002_append_only.sql")),
];
const KEYS: &[(&str, &str)] =
    &[("0001_subject_key", include_str!("../../../../schema/keys/0001_subject_key.sql"))];

/// Why a database could not be brought to this version's schema.
#[derive(Debug, thiserror::Error)]
pub enum MigrationFault {
    /// The database refused.
    #[error("migration {0}: {1}")]
    Refused(String, #[source] sqlx::Error),
    /// The database was migrated by a newer version of this program.
    #[error("the database has migration {0}, which this version does not know: run a newer version")]
    Newer(String),
}

/// Brings the log's database to today's schema. Returns the role to take on, if the server was allowed to make it.
pub async fn migrate_log(connection: &mut PgConnection) -> Result<Option<&'static str>, MigrationFault> {
    migrate(LOG, connection).await?;
    match restrict(connection).await {
        Ok(()) => Ok(Some(SERVER_ROLE)),
        Err(error) => {
            tracing::warn!(%error, "no restricted role: the database user lacks CREATEROLE; the append-only trigger still holds");
            Ok(None)
        }
    }
}

/// Brings the keys' database to today's schema.
pub async fn migrate_keys(connection: &mut PgConnection) -> Result<(), MigrationFault> {
    migrate(KEYS, connection).await
}

async fn migrate(migrations: &[(&str, &str)], connection: &mut PgConnection) -> Result<(), MigrationFault> {
    let refused = |name: &str| {
        let name = name.to_owned();
        move |error| MigrationFault::Refused(name, error)
    };
    let table = "create table if not exists migration (name text primary key)";
    sqlx::raw_sql(table).execute(&mut *connection).await.map_err(refused("table"))?;
    let rows = sqlx::query("select name from migration")
        .fetch_all(&mut *connection)
        .await
        .map_err(refused("list"))?;
    let done: Vec<String> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
    if let Some(newer) = done.iter().find(|name| !migrations.iter().any(|(known, _)| known == name)) {
        return Err(MigrationFault::Newer(newer.clone()));
    }
    for (name, sql) in migrations.iter().filter(|(name, _)| !done.iter().any(|d| d == name)) {
        // One implicit transaction: the row's key makes a second node that migrates at the same time fail, and start again.
        let sql = format!("begin; insert into migration (name) values ('{name}'); {sql}; commit;");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.map_err(refused(name))?;
    }
    Ok(())
}

/// No UPDATE, DELETE or TRUNCATE on events for the server, on any engine that knows roles.
async fn restrict(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let exists = sqlx::query("select 1 from pg_roles where rolname = $1").bind(SERVER_ROLE);
    if exists.fetch_optional(&mut *connection).await?.is_none() {
        let create = AssertSqlSafe(format!("create role {SERVER_ROLE} nologin"));
        sqlx::raw_sql(create).execute(&mut *connection).await?;
    }
    let grants = format!(
        "grant {SERVER_ROLE} to current_user;
         grant usage on schema public to {SERVER_ROLE};
         grant select on migration to {SERVER_ROLE};
         grant select, insert on event, checkpoint to {SERVER_ROLE};
         grant select, insert, update on ledger, progress, tile to {SERVER_ROLE};
         grant select, insert, update, delete on claim, snapshot to {SERVER_ROLE};
         do $$ begin execute format('grant create on database %I to {SERVER_ROLE}', current_database()); end $$;"
    );
    sqlx::raw_sql(AssertSqlSafe(grants)).execute(&mut *connection).await?;
    Ok(())
}
