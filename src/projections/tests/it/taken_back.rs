//! Read models commit without waiting for the disk: a crash of the database may take back what nodes have seen of them. No answer may be
//! older than a write that was answered, even where nodes remember newer rows.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use crate::support::{House, Node, at, delete, pool, signed_up, user};
use domain::user_pools::{
    user::User,
    user_pool::{self, PoolConfig, UserPool},
};
use projections::{Page, ReadModels, all, rebuild};
use sqlx::{AssertSqlSafe, PgConnection, Row};

const FIRST: Page<'static> = Page { after: None, limit: 60 };

async fn models(node: &Node) -> ReadModels {
    ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.unwrap();
}

/// The schemas of the read models.
async fn schemas(connection: &mut PgConnection) -> Vec<String> {
    let sql = "select nspname::text from pg_namespace where nspname ~ '_v[0-9]+$'";
    sqlx::query(sql).fetch_all(connection).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// Keeps all rows and positions as they are, to be [`restore`]d.
async fn remember(connection: &mut PgConnection) {
    for schema in schemas(connection).await {
        for table in ["item", "progress"] {
            run(connection, format!("create table {schema}.kept_{table} as select * from {schema}.{table}"))
                .await;
        }
    }
}

/// The effect of a crash before the latest commits of the read models have reached the disk.
async fn restore(connection: &mut PgConnection) {
    for schema in schemas(connection).await {
        for table in ["item", "progress"] {
            let sql = format!(
                "begin; delete from {schema}.{table}; insert into {schema}.{table} select * from {schema}.kept_{table}; commit"
            );
            run(connection, sql).await;
        }
    }
}

async fn subs(models: &ReadModels) -> Vec<String> {
    models.users(&pool(), None, FIRST).await.unwrap().rows.into_iter().map(|row| row.sub).collect()
}

#[tokio::test]
async fn a_list_holds_what_a_crash_of_the_database_took_back_from_its_read_model() {
    let house = House::new().await;
    let (one, two) = (house.node().await, house.node().await);
    let (at_one, at_two) = (models(&one).await, models(&two).await);
    let mut owner = house.owner().await;
    one.say::<User>(user("sub1"), [signed_up("ada", 0)]).await;
    assert_eq!((subs(&at_one).await.len(), subs(&at_two).await.len()), (1, 1));
    for round in 2..6_usize {
        remember(&mut owner).await;
        one.say::<User>(user(&format!("sub{round}")), [signed_up(&format!("user{round}"), 1)]).await;
        assert_eq!((subs(&at_one).await.len(), subs(&at_two).await.len()), (round, round));
        restore(&mut owner).await;
        for schema in schemas(&mut owner).await {
            run(&mut owner, format!("drop table {schema}.kept_item, {schema}.kept_progress")).await;
        }
        // Nothing is appended: only the read can find that rows are missing.
        assert_eq!((subs(&at_one).await.len(), subs(&at_two).await.len()), (round, round));
        assert_eq!(at_two.user_count(&pool()).await.unwrap(), round as u64);
    }
    for (name, compared) in rebuild::verify(all(), &one.ledger, &one.pool, &|_| {}).await.unwrap() {
        assert_eq!(compared.differences, Vec::new(), "{name}");
    }
}

#[tokio::test]
async fn a_person_whose_row_a_crash_brought_back_is_shown_to_nobody() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let mut owner = house.owner().await;
    for sub in ["sub1", "sub2"] {
        node.say::<User>(user(sub), [signed_up(sub, 0)]).await;
    }
    assert_eq!(subs(&models).await.len(), 2);
    remember(&mut owner).await;
    delete(&node, "sub1").await;
    assert_eq!(subs(&models).await, ["sub2"]);
    restore(&mut owner).await;
    assert_eq!(subs(&models).await, ["sub2"]);
}

#[tokio::test]
async fn a_list_over_all_ledgers_holds_what_a_crash_took_back_from_any_of_them() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let mut owner = house.owner().await;
    let make = async |id: &str| {
        let made = user_pool::Created { config: PoolConfig::named(id).into(), at: at(0) };
        node.say::<UserPool>(user_pool::stream(id), [made]).await;
    };
    let pools = async || models.user_pools("us-east-1", FIRST).await.unwrap().rows.len();
    make("us-east-1_One").await;
    assert_eq!(pools().await, 1);
    remember(&mut owner).await;
    make("us-east-1_Two").await;
    make("us-east-1_Three").await;
    assert_eq!(pools().await, 3);
    restore(&mut owner).await;
    assert_eq!(pools().await, 3);
}

#[tokio::test]
async fn a_node_is_caught_up_only_where_the_tables_are() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let mut owner = house.owner().await;
    node.say::<User>(user("sub1"), [signed_up("ada", 0)]).await;
    models.fresh(&pool()).await.unwrap();
    let schema = schemas(&mut owner).await.into_iter().find(|schema| schema.starts_with("users_v")).unwrap();
    let emptied =
        format!("begin; delete from {schema}.item; update {schema}.progress set position = 0; commit");
    run(&mut owner, emptied).await;
    models.fresh(&pool()).await.unwrap();
    let rows = AssertSqlSafe(format!("select 1 from {schema}.item"));
    assert_eq!(sqlx::query(rows).fetch_all(&mut owner).await.unwrap().len(), 1);
}
