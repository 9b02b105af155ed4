//! The role that may not change events: only a missing right means that there is none.
use ledger::{
    DatabaseFault,
    postgres::{MigrationFault, SERVER_ROLE, connect, migrate_log},
};
use private_postgres::testing::database;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

#[tokio::test]
async fn a_role_that_cannot_be_made_for_a_passing_reason_is_an_error_that_passes() {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    migrate_log(&mut owner).await.unwrap();
    // Migrations grant nothing; the role is granted what it may do.
    let busy = "create function busy() returns event_trigger language plpgsql as
                $$ begin raise exception 'busy' using errcode = '55P03'; end $$;
                create event trigger busy on ddl_command_start when tag in ('GRANT') execute function busy()";
    sqlx::raw_sql(busy).execute(&mut owner).await.unwrap();
    match migrate_log(&mut owner).await {
        Err(fault @ MigrationFault::Refused(..)) => assert!(fault.passes(), "{fault}"),
        other => panic!("a server would go on with all rights: {other:?}"),
    }
    sqlx::raw_sql("drop event trigger busy").execute(&mut owner).await.unwrap();
    assert_eq!(migrate_log(&mut owner).await.unwrap(), Some(SERVER_ROLE));
}

#[tokio::test]
async fn a_user_who_may_make_no_role_goes_without_it() {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    let name = database.options().get_database().unwrap().to_owned();
    let user = format!("plain_{name}");
    let made = format!(
        "create role {user}; grant all on schema public to {user}; grant create on database {name} to {user}"
    );
    sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut owner).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("set role {user}"))).execute(&mut owner).await.unwrap();
    let migrated = migrate_log(&mut owner).await;
    sqlx::raw_sql(AssertSqlSafe(format!("reset role; drop owned by {user}; drop role {user}")))
        .execute(&mut owner)
        .await
        .unwrap();
    assert_eq!(migrated.unwrap(), None);
}

#[tokio::test]
async fn what_is_committed_is_durable_whatever_the_databases_default() {
    let database = database().await;
    for (default, ours) in [("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")] {
        let options = database.options().options([("synchronous_commit", default)]);
        let pool = connect(options, None).await.unwrap();
        let row = sqlx::query("show synchronous_commit").fetch_one(&pool).await.unwrap();
        assert_eq!(row.get::<String, _>(0), ours);
    }
}

#[tokio::test]
async fn a_connection_that_the_database_ends_is_a_lost_one() {
    let database = database().await;
    let mut one = PgConnection::connect_with(&database.options()).await.unwrap();
    let mut two = PgConnection::connect_with(&database.options()).await.unwrap();
    let pid: i32 = sqlx::query("select pg_backend_pid()").fetch_one(&mut one).await.unwrap().get(0);
    sqlx::query("select pg_terminate_backend($1, 5000)").bind(pid).execute(&mut two).await.unwrap();
    let error = sqlx::query("select 1").execute(&mut one).await.unwrap_err();
    assert_eq!(DatabaseFault::of(&error), DatabaseFault::Lost, "{error}");
}
