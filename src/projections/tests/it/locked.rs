//! A read model whose tables are locked, as by a rebuild or an operator, waits alone.

use std::time::{Duration, Instant};

use crate::support::{House, Node, at, pool, signed_up, user};
use domain::{
    configured::{self, ConfiguredEvent, Version},
    user_pools::{
        group::{Group, GroupConfig},
        user::User,
    },
};
use projections::{Page, ReadModels};
use sqlx::Connection;

/// Changes while a table is locked.
const CHANGES: u64 = 10;
/// What they may take. Where each waits for the lock once, it is more than twice as long.
const TIME_MAX: Duration = Duration::from_secs(5);

async fn make_group(node: &Node, name: &str) {
    let config = GroupConfig { name: name.to_owned(), ..GroupConfig::default() };
    let made = ConfiguredEvent::Created(Version { config, at: at(1) });
    node.say::<Group>(configured::stream::<GroupConfig>(&pool(), name), [made]).await;
}

#[tokio::test]
async fn a_read_model_whose_tables_are_locked_holds_back_no_other() {
    let house = House::new().await;
    let node = house.node().await;
    let models = ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap();
    let mut owner = house.owner().await;
    let users = "select nspname::text from pg_namespace where nspname like 'users\\_v%'";
    let users: String = sqlx::query_scalar(users).fetch_one(&mut owner).await.unwrap();
    for table in ["progress", "item"] {
        let mut lock = owner.begin().await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("lock table {users}.{table} in access exclusive mode"));
        sqlx::raw_sql(sql).execute(&mut *lock).await.unwrap();
        node.say::<User>(user(table), [signed_up(table, 1)]).await;
        // The first change finds out that the users' tables are locked.
        make_group(&node, table).await;
        models.configuration_count::<GroupConfig>(&pool()).await.unwrap();
        let begun = Instant::now();
        let before = models.configuration_count::<GroupConfig>(&pool()).await.unwrap();
        for n in 1..=CHANGES {
            make_group(&node, &format!("{table}{n}")).await;
            assert_eq!(models.configuration_count::<GroupConfig>(&pool()).await.unwrap(), before + n);
        }
        assert!(begun.elapsed() < TIME_MAX, "{table}: {:?}", begun.elapsed());
        lock.commit().await.unwrap();
        let page = Page { after: None, limit: 60 };
        let listed = models.users(&pool(), None, page).await.unwrap().rows;
        assert!(listed.iter().any(|row| row.sub == table), "{table}: caught up");
    }
}
