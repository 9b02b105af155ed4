//! What Postgres itself refuses: to change what was appended; and how a database is brought to today's schema.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use ledger::postgres::{MigrationFault, SERVER_ROLE, migrate_log};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const ROW: &str =
    "insert into event values ('a', 1, gen_random_uuid(), 's-1', 1, 'k.happened', 1, '{}', '', '{}', 0, '')";
const CHANGES: [&str; 3] = ["update event set data = 'forged'", "delete from event", "truncate event"];

async fn migrated() -> (TestDatabase, PgConnection) {
    let database = database().await;
    let mut connection = PgConnection::connect_with(&database.options()).await.unwrap();
    assert_eq!(migrate_log(&mut connection).await.unwrap(), Some(SERVER_ROLE));
    (database, connection)
}

async fn run(sql: &str, connection: &mut PgConnection) -> Result<(), String> {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await;
    done.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn nobody_changes_an_event_the_owner_of_the_database_included() {
    let (_database, mut owner) = migrated().await;
    run(ROW, &mut owner).await.unwrap();
    for change in CHANGES {
        let refused = run(change, &mut owner).await.unwrap_err();
        assert!(refused.contains("the event log is append-only"), "{change}: {refused}");
    }
}

#[tokio::test]
async fn the_servers_role_may_append_and_not_change_even_without_triggers() {
    let (_database, mut connection) = migrated().await;
    for sql in ["drop trigger event_no_change on event", "drop trigger event_no_truncate on event"] {
        run(sql, &mut connection).await.unwrap();
    }
    run(&format!("set role {SERVER_ROLE}"), &mut connection).await.unwrap();
    run(ROW, &mut connection).await.unwrap();
    for change in CHANGES.into_iter().chain(["delete from checkpoint", "update checkpoint set note = ''"]) {
        let refused = run(change, &mut connection).await.unwrap_err();
        assert!(refused.contains("permission denied"), "{change}: {refused}");
    }
    assert!(run("alter table event disable trigger all", &mut connection).await.is_err());
}

#[tokio::test]
async fn nodes_that_start_together_migrate_once() {
    let database = database().await;
    let nodes = (0..6).map(|_| async {
        let mut connection = PgConnection::connect_with(&database.options()).await.unwrap();
        migrate_log(&mut connection).await.map_err(|error| error.to_string())
    });
    for told in futures_util::future::join_all(nodes).await {
        assert_eq!(told, Ok(Some(SERVER_ROLE)));
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let (_database, mut connection) = migrated().await;
    run("insert into migration values ('9999_of_tomorrow')", &mut connection).await.unwrap();
    let refused = migrate_log(&mut connection).await;
    assert!(matches!(refused, Err(MigrationFault::Newer(name)) if name == "9999_of_tomorrow"));
}
