//! How read models that are followed together affect each other: what becomes of the others where one fails, is locked, or has its version
//! raised.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::sync::Arc;

use crate::support::{House, Node, delete, pool, signed_up, user};
use async_trait::async_trait;
use domain::{LedgerId, user_pools::user::User};
use ledger::Opened;
use projections::{Fault, Page, Projection, ReadModels, all};
use sqlx::{PgConnection, Row};
use tokio::sync::Semaphore;

const TABLES: &str = "create table progress (ledger text primary key, position bigint not null);
                      create table counted (ups bigint not null); insert into counted values (0);";

/// All read models there are, and one more.
fn all_and(one_more: impl Projection) -> Vec<Box<dyn Projection>> {
    let all = all().into_iter().map(|projection| projection as Box<dyn Projection>);
    all.chain([Box::new(one_more) as Box<dyn Projection>]).collect()
}

async fn start(node: &Node, projections: Vec<Box<dyn Projection>>) -> ReadModels {
    ReadModels::start_with(projections, node.ledger.clone(), node.pool.clone()).await.unwrap()
}

async fn users(models: &ReadModels) -> usize {
    models.users(&pool(), None, Page { after: None, limit: 10 }).await.unwrap().rows.len()
}

/// Counts sign-ups; cannot count deletions.
struct Counting {
    version: u32,
}

#[async_trait]
impl Projection for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }
    fn version(&self) -> u32 {
        self.version
    }
    fn ddl(&self) -> String {
        TABLES.to_owned()
    }
    fn kinds(&self) -> &'static [&'static str] {
        &["user.signed_up", "user.deleted"]
    }
    async fn project(&self, connection: &mut PgConnection, events: &[Opened]) -> Result<(), Fault> {
        for event in events {
            if event.record.kind == "user.deleted" {
                // Another aggregate's event: it cannot be read as one.
                event.event::<domain::account::role::RoleEvent>()?;
            }
            if event.record.kind == "user.signed_up" {
                sqlx::query("update counted set ups = ups + $1")
                    .bind(i64::from(self.version))
                    .execute(&mut *connection)
                    .await?;
            }
        }
        Ok(())
    }
}

/// Panics at a deleted user.
struct Panicking;

#[async_trait]
impl Projection for Panicking {
    fn name(&self) -> &'static str {
        "panicking"
    }
    fn version(&self) -> u32 {
        1
    }
    fn ddl(&self) -> String {
        TABLES.to_owned()
    }
    fn kinds(&self) -> &'static [&'static str] {
        &["user.deleted"]
    }
    async fn project(&self, _: &mut PgConnection, _: &[Opened]) -> Result<(), Fault> {
        panic!("a bug")
    }
}

/// Needs a permit for each page.
struct Gated(Arc<Semaphore>);

#[async_trait]
impl Projection for Gated {
    fn name(&self) -> &'static str {
        "gated"
    }
    fn version(&self) -> u32 {
        1
    }
    fn ddl(&self) -> String {
        TABLES.to_owned()
    }
    fn kinds(&self) -> &'static [&'static str] {
        &["user.signed_up"]
    }
    async fn project(&self, _: &mut PgConnection, _: &[Opened]) -> Result<(), Fault> {
        self.0.acquire().await.unwrap().forget();
        Ok(())
    }
}

#[tokio::test]
async fn a_projection_that_fails_stops_and_nothing_else_does() {
    for (name, failing) in [("counting", all_and(Counting { version: 1 })), ("panicking", all_and(Panicking))]
    {
        let house = House::new().await;
        let node = house.node().await;
        let models = start(&node, failing).await;
        node.say::<User>(user("sub1"), [signed_up("ada", 1)]).await;
        models.fresh(&pool()).await.unwrap();
        delete(&node, "sub1").await;
        let stopped = models.fresh(&pool()).await.unwrap_err().to_string();
        assert!(stopped.contains(&format!("the read model {name} has stopped")), "{stopped}");
        node.say::<User>(user("sub2"), [signed_up("grace", 1)]).await;
        assert_eq!(users(&models).await, 1);
        assert_eq!(models.stopped().len(), 1);
    }
}

#[tokio::test]
async fn every_event_counts_once_however_many_nodes_follow() {
    let house = House::new().await;
    let (one, two) = (house.node().await, house.node().await);
    let at_one = start(&one, all_and(Counting { version: 1 })).await;
    let at_two = start(&two, all_and(Counting { version: 1 })).await;
    let sign_up = async |node: &Node, n: i64| {
        node.say::<User>(user(&format!("sub{n}")), [signed_up(&format!("user{n}"), n)]).await;
    };
    for n in 0..40 {
        tokio::join!(sign_up(&one, n), sign_up(&two, n + 100));
    }
    for models in [at_one, at_two] {
        models.fresh(&pool()).await.unwrap();
    }
    let counted = sqlx::query("select ups from counting_v1.counted").fetch_one(&one.pool).await.unwrap();
    assert_eq!(counted.get::<i64, _>(0), 80);
}

#[tokio::test]
async fn a_read_model_that_has_much_to_catch_up_with_keeps_no_other_waiting() {
    let house = House::new().await;
    let node = house.node().await;
    let ledgers: Vec<_> = (0..60).map(|n| LedgerId::new(format!("us-east-1_Pool{n}"))).collect();
    for ledger in &ledgers {
        let stream = domain::user_pools::user::stream(ledger, "sub1");
        node.say::<User>(stream, [signed_up("ada", 1)]).await;
    }
    ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap().caught_up().await.unwrap();
    let (again, gate) = (house.node().await, Arc::new(Semaphore::new(0)));
    let models = start(&again, all_and(Gated(Arc::clone(&gate)))).await;
    again.say::<User>(user("sub1"), [signed_up("ada", 1)]).await;
    assert_eq!(users(&models).await, 1);
    gate.add_permits(1_000);
    models.caught_up().await.unwrap();
    assert!(gate.available_permits() < 1_000 - ledgers.len(), "it has read all of them");
}

#[tokio::test]
async fn a_raised_version_is_built_beside_the_old_one_which_goes_once_it_has_caught_up() {
    let house = House::new().await;
    let node = house.node().await;
    let (ledger, pool) = (node.ledger.clone(), node.pool.clone());
    let old = ReadModels::start_with(vec![Box::new(Counting { version: 1 })], ledger, pool).await.unwrap();
    for n in 0..5 {
        node.say::<User>(user(&format!("sub{n}")), [signed_up("ada", 1)]).await;
    }
    old.fresh(&crate::support::pool()).await.unwrap();
    let counted = |version: u32| {
        let sql = sqlx::AssertSqlSafe(format!("select ups from counting_v{version}.counted"));
        let pool = node.pool.clone();
        async move { sqlx::query(sql).fetch_one(&pool).await.map(|row| row.get::<i64, _>(0)) }
    };
    assert_eq!(counted(1).await.unwrap(), 5);
    let newer = house.node().await;
    let new = ReadModels::start_with(
        vec![Box::new(Counting { version: 2 })],
        newer.ledger.clone(),
        newer.pool.clone(),
    );
    new.await.unwrap().caught_up().await.unwrap();
    assert_eq!(counted(2).await.unwrap(), 10);
    tokio::time::timeout(std::time::Duration::from_secs(10), async {
        while counted(1).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the old tables are dropped");
}
