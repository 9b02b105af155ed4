//! What becomes of a projection that fails, and of one whose version is raised.

use crate::support::{House, delete, pool, signed_up, user};
use async_trait::async_trait;
use domain::user_pools::user::User;
use ledger::Opened;
use projections::{Fault, Page, Projection, ReadModels, all};
use sqlx::{PgConnection, Row};

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
        "create table progress (ledger text primary key, position bigint not null);
         create table counted (ups bigint not null); insert into counted values (0);"
            .to_owned()
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

#[tokio::test]
async fn a_projection_that_fails_stops_and_nothing_else_does() {
    let house = House::new().await;
    let node = house.node().await;
    let mut projections: Vec<Box<dyn Projection>> =
        all().into_iter().map(|projection| projection as Box<dyn Projection>).collect();
    projections.push(Box::new(Counting { version: 1 }));
    let models = ReadModels::start_with(projections, node.ledger.clone(), node.pool.clone()).await.unwrap();
    node.say::<User>(user("sub1"), [signed_up("ada", 1)]).await;
    models.fresh(&pool()).await.unwrap();
    delete(&node, "sub1").await;
    let stopped = models.fresh(&pool()).await.unwrap_err().to_string();
    assert!(stopped.contains("the read model counting has stopped"), "{stopped}");
    node.say::<User>(user("sub2"), [signed_up("grace", 1)]).await;
    let listed = models.users(&pool(), None, Page { after: None, limit: 10 }).await.unwrap();
    assert_eq!(listed.rows.len(), 1);
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
