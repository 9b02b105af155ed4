//! Forward-only migrations, and the role that may append to the log but not change it.

use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Row, Transaction};

use crate::DatabaseFault;

/// The role that the server takes on for everything but migrations.
pub const SERVER_ROLE: &str = "recognito_server";
/// How often the role is made and granted while other nodes do the same at that moment.
const ATTEMPTS_MAX: u32 = 10;

const LOG: &[(&str, &str)] = &[
    ("0001_log", include_str!("../../../../schema/ledger/0001_log.sql")),
    ("0002_append_only", include_str!("../../../../schema/ledger/0002_append_only.sql")),
    ("0003_reaction_item", include_str!("../../../../schema/ledger/0003_reaction_item.sql")),
    ("0003_log_name", include_str!("../../../../schema/ledger/0003_log_name.sql")),
    ("0004_file_part", include_str!("../../../../schema/ledger/0004_file_part.sql")),
    ("0005_item_holder", include_str!("../../../../schema/ledger/0005_item_holder.sql")),
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

impl MigrationFault {
    /// Whether the same may succeed later: the connection was lost, the database starts, others are at the same rows.
    pub fn passes(&self) -> bool {
        match self {
            Self::Refused(_, error) => DatabaseFault::of(error).passes(),
            Self::Newer(_) => false,
        }
    }
}

/// Brings the log's database to today's schema. Returns the role to take on; `None`: the database user lacks the right to make it
/// (`CREATEROLE`, or to grant). Any other reason is an error: a server must not go on with all rights because of a passing fault.
pub async fn migrate_log(connection: &mut PgConnection) -> Result<Option<&'static str>, MigrationFault> {
    migrate(LOG, connection).await?;
    match restrict_among_others(connection).await {
        Ok(()) => Ok(Some(SERVER_ROLE)),
        // Only a missing right means that there can be no such role. Any other fault may pass, or is for the operator to see.
        Err(error) if DatabaseFault::of(&error) == DatabaseFault::Forbidden => {
            tracing::warn!(%error, "no restricted role: the database user lacks CREATEROLE; the append-only trigger still holds");
            Ok(None)
        }
        Err(error) => Err(MigrationFault::Refused("restricted role".to_owned(), error)),
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
    let mut transaction = begin(connection).await.map_err(refused("table"))?;
    let rows = sqlx::query("select name from migration")
        .fetch_all(&mut *transaction)
        .await
        .map_err(refused("list"))?;
    let done: Vec<String> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
    if let Some(newer) = done.iter().find(|name| !migrations.iter().any(|(known, _)| known == name)) {
        return Err(MigrationFault::Newer(newer.clone()));
    }
    for (name, sql) in migrations.iter().filter(|(name, _)| !done.iter().any(|d| d == name)) {
        let script = format!("{sql};insert into migration (name) values ('{name}');");
        execute_all(&script, &mut transaction).await.map_err(refused(name))?;
    }
    transaction.commit().await.map_err(refused("commit"))
}

/// Carries out the statements of a script, one a call: Citus takes some of them no other way.
pub async fn execute_all(script: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    for statement in statements(script) {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The statements of a script. A `;` ends a statement unless it stands in a body in `$$`
/// or in a comment.
fn statements(script: &str) -> Vec<&str> {
    let (mut found, mut begun, mut at) = (Vec::new(), 0, 0);
    while let Some(rest) = script.get(at..).filter(|rest| !rest.is_empty()) {
        at += if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(body) = rest.strip_prefix("$$") {
            body.find("$$").map_or(rest.len(), |end| end + 4)
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        if rest.starts_with(';') {
            found.extend(script.get(begun..at));
            begun = at;
        }
    }
    found.extend(script.get(begun..));
    let says_nothing = |line: &str| matches!(line.trim(), "" | ";") || line.trim().starts_with("--");
    found.retain(|statement| !statement.lines().all(says_nothing));
    found
}

/// A transaction that holds the list of migrations: of nodes that start together, one migrates and the others wait for it.
async fn begin(connection: &mut PgConnection) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
    let table = "create table if not exists migration (name text primary key)";
    if let Err(first) = sqlx::raw_sql(table).execute(&mut *connection).await {
        // If two nodes create it at the same moment, the second gets an error for a duplicate, and then it is there.
        tracing::debug!(%first, "the list of migrations was being made by another node");
        sqlx::raw_sql(table).execute(&mut *connection).await?;
    }
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql("lock table migration in exclusive mode").execute(&mut *transaction).await?;
    Ok(transaction)
}

/// Roles belong to the whole server: nodes of other databases may be making the same one at this moment.
async fn restrict_among_others(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut attempt = 1;
    loop {
        match restrict(connection).await {
            Err(error) if attempt < ATTEMPTS_MAX && disturbed(&error) => attempt += 1,
            outcome => return outcome,
        }
    }
}

/// It is there already, or was changed by two at once ("tuple concurrently updated" has no code of its own).
fn disturbed(error: &sqlx::Error) -> bool {
    let concurrently =
        error.as_database_error().is_some_and(|fault| fault.code().is_some_and(|c| c == "XX000"));
    let fault = DatabaseFault::of(error);
    concurrently || matches!(fault, DatabaseFault::Exists | DatabaseFault::Taken | DatabaseFault::Conflict)
}

/// No UPDATE, DELETE or TRUNCATE on events for the server, on any engine that knows roles.
async fn restrict(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut transaction = begin(connection).await?;
    let exists = sqlx::query("select 1 from pg_roles where rolname = $1").bind(SERVER_ROLE);
    if exists.fetch_optional(&mut *transaction).await?.is_none() {
        // It may log in, since Citus reaches its workers as the role of the session; without a password it cannot log in from outside.
        let create = AssertSqlSafe(format!("create role {SERVER_ROLE} login"));
        sqlx::raw_sql(create).execute(&mut *transaction).await?;
    }
    let member = sqlx::query(
        "select 1 from pg_auth_members where roleid = $1::text::regrole and member = current_user::regrole",
    );
    if member.bind(SERVER_ROLE).fetch_optional(&mut *transaction).await?.is_none() {
        let grant = AssertSqlSafe(format!("grant {SERVER_ROLE} to current_user"));
        sqlx::raw_sql(grant).execute(&mut *transaction).await?;
    }
    let database: String =
        sqlx::query_scalar("select format('%I', current_database())").fetch_one(&mut *transaction).await?;
    for right in [
        "usage on schema public".to_owned(),
        "select on migration".to_owned(),
        "select, insert on event, checkpoint, log_name".to_owned(),
        "select, insert, update on ledger, progress, tile".to_owned(),
        "select, insert, update, delete on claim, snapshot, reaction_item, file_part".to_owned(),
        format!("create on database {database}"),
    ] {
        let grant = AssertSqlSafe(format!("grant {right} to {SERVER_ROLE}"));
        sqlx::raw_sql(grant).execute(&mut *transaction).await?;
    }
    hand_over(&mut transaction).await?;
    transaction.commit().await
}

/// Read models from before the role existed (the user had no right to make it then) belong to the user: the role gets them.
async fn hand_over(transaction: &mut Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    let rows = sqlx::query(
        "with ours as (
            select schemaname as name from pg_tables
            where schemaname ~ '_v[0-9]+$' and tablename in ('item', 'progress') and tableowner = current_user
            group by schemaname having count(*) = 2
         )
         select format('alter schema %I owner to %I', name, $1::text) from ours
         union all
         select format('alter table %I.%I owner to %I', name, tablename, $1::text)
         from ours join pg_tables on schemaname = name",
    )
    .bind(SERVER_ROLE)
    .fetch_all(&mut **transaction)
    .await?;
    for row in &rows {
        let sql: String = row.try_get(0)?;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **transaction).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_cut_into_its_statements() {
        let script = "-- one; no more\ncreate table a (b int);\ncomment on a is $$ b; c; $$;\n-- the end;\n";
        assert_eq!(
            statements(script),
            ["-- one; no more\ncreate table a (b int);", "\ncomment on a is $$ b; c; $$;"]
        );
        assert_eq!(statements("drop table a"), ["drop table a"]);
        assert_eq!(statements(" \n"), Vec::<&str>::new());
    }

    #[test]
    fn every_migration_holds_statements_alone() {
        for (name, sql) in LOG.iter().chain(KEYS) {
            for statement in statements(sql) {
                let words = statement.lines().filter(|line| !line.starts_with("--")).collect::<String>();
                let known =
                    ["create ", "alter table "].iter().any(|begin| words.trim_start().starts_with(begin));
                assert!(known, "{name}: {statement}");
            }
        }
    }
}
