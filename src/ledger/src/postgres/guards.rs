//! What in the database keeps the log from being changed by accident: the triggers, and the narrow rights of the server's role.
//!
//! Nothing here is on the path of an append, and no proof rests on it: an owner who can remove it can rewrite the tables as well, which
//! the notary finds. But there is no good reason to remove it.

use sqlx::{PgPool, Row};

use super::SERVER_ROLE;
use crate::Unavailable;

/// The tables of the log, and what the server's role may do with each beside reading. Only the owner beside it may change any of them.
const RIGHTS: [(&str, &[&str]); 11] = [
    ("event", &["INSERT"]),
    ("checkpoint", &["INSERT"]),
    ("log_name", &["INSERT"]),
    ("ledger", &["INSERT", "UPDATE"]),
    ("progress", &["INSERT", "UPDATE"]),
    ("tile", &["INSERT", "UPDATE"]),
    ("claim", &["INSERT", "UPDATE", "DELETE"]),
    ("snapshot", &["INSERT", "UPDATE", "DELETE"]),
    ("reaction_item", &["INSERT", "UPDATE", "DELETE"]),
    ("file_part", &["INSERT", "UPDATE", "DELETE"]),
    ("migration", &[]),
];
/// Rights by which a table can be changed.
const CHANGING: [&str; 5] = ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"];
/// The triggers on `event`, with what fires them as `pg_trigger.tgtype` says it: before each row of an update or delete; before a truncate.
const TRIGGERS: [(&str, i16); 2] = [("event_no_change", 1 + 2 + 8 + 16), ("event_no_truncate", 2 + 32)];
/// What the triggers' function must do.
const RAISES: &str = "begin raise exception 'the event log is append-only'; end";

/// A guard that is down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardDown {
    /// `trigger event_no_change`, `role recognito_server`, `grant on event to eve`.
    pub guard: String,
    /// What is wrong with it.
    pub fault: String,
}

impl GuardDown {
    fn new(guard: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { guard: guard.into(), fault: fault.into() }
    }
}

/// The guards that are down. Where the server's role could not be made, its rights are not among them.
pub async fn guards_down(pool: &PgPool) -> Result<Vec<GuardDown>, Unavailable> {
    let mut found = triggers(pool).await?;
    found.extend(grants(pool).await?);
    found.extend(server_role(pool).await?);
    Ok(found)
}

async fn triggers(pool: &PgPool) -> Result<Vec<GuardDown>, Unavailable> {
    let rows = sqlx::query(
        "select tgname::text, tgtype, tgenabled::text, tgqual is null and tgattr::text = '' as always, prosrc
         from pg_trigger join pg_proc on pg_proc.oid = tgfoid where tgrelid = to_regclass('event') and not tgisinternal",
    )
    .fetch_all(pool)
    .await?;
    let mut found = Vec::new();
    for (name, kind) in TRIGGERS {
        let guard = format!("trigger {name}");
        let Some(row) = rows.iter().find(|row| row.try_get::<String, _>(0).is_ok_and(|found| found == name))
        else {
            found.push(GuardDown::new(guard, "it is missing: the owner can change events"));
            continue;
        };
        let (is, enabled, always): (i16, String, bool) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let source: String = row.try_get(4)?;
        if !["O", "A"].contains(&enabled.as_str()) {
            found.push(GuardDown::new(guard, "it is disabled: the owner can change events"));
        } else if is != kind || !always || !raises(&source) {
            found.push(GuardDown::new(guard, "it is not the one that was made: the owner can change events"));
        }
    }
    Ok(found)
}

/// Whether a function does what the triggers' function was made to do; white space aside.
fn raises(source: &str) -> bool {
    source.split_whitespace().collect::<Vec<_>>().join(" ") == RAISES
}

/// Rights on tables and columns that a role other than the owner has, beyond those that were given to the server's role.
async fn grants(pool: &PgPool) -> Result<Vec<GuardDown>, Unavailable> {
    let rows = sqlx::query(
        "with logs as (
            select oid, relname, relowner, relacl from pg_class where oid in (select to_regclass(name) from unnest($1::text[]) as name)
         ), given(name, owner, acl) as (
            select relname, relowner, relacl from logs
            union all
            select relname, relowner, attacl from logs join pg_attribute on attrelid = logs.oid where attacl is not null
         )
         select distinct name::text, coalesce(rolname::text, 'everybody') as grantee, privilege_type::text
         from given cross join lateral aclexplode(acl) as one left join pg_roles on pg_roles.oid = grantee
         where grantee <> owner and privilege_type = any($2) order by 1, 2, 3",
    )
    .bind(RIGHTS.map(|(table, _)| table))
    .bind(CHANGING)
    .fetch_all(pool)
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let (table, role, right): (String, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if role == SERVER_ROLE && rights_on(&table).contains(&right.as_str()) {
            continue;
        }
        found.push(GuardDown::new(
            format!("grant on {table} to {role}"),
            format!("{right} was never to be granted"),
        ));
    }
    Ok(found)
}

fn rights_on(table: &str) -> &'static [&'static str] {
    RIGHTS.iter().find(|(name, _)| *name == table).map_or(&[], |(_, rights)| *rights)
}

/// What the server's role can do that no grant on a table shows.
async fn server_role(pool: &PgPool) -> Result<Vec<GuardDown>, Unavailable> {
    let rows = sqlx::query(
        "with server as (select oid, rolsuper from pg_roles where rolname = $1)
         select 'it is a superuser' from server where rolsuper
         union all
         select 'it is a member of ' || pg_roles.rolname from server join pg_auth_members on member = server.oid
            join pg_roles on pg_roles.oid = roleid
         union all
         select 'it owns the table ' || relname from server join pg_class on relowner = server.oid
         where pg_class.oid in (select to_regclass(name) from unnest($2::text[]) as name)",
    )
    .bind(SERVER_ROLE)
    .bind(RIGHTS.map(|(table, _)| table))
    .fetch_all(pool)
    .await?;
    let down = |row: &sqlx::postgres::PgRow| {
        Ok(GuardDown::new(format!("role {SERVER_ROLE}"), row.try_get::<String, _>(0)?))
    };
    Ok(rows.iter().map(down).collect::<Result<_, sqlx::Error>>()?)
}
