//! Two nodes on one log: in memory, on Postgres, and on Postgres with every table partitioned by ledger.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crypto::seal::MasterKey;
use domain::Timestamp;
use ledger::{
    Clock, Feed, Keys, Ledger, Log, MemoryKeys, MemoryLog,
    postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The nodes, and the databases that last as long as they do.
pub(crate) struct Nodes(pub(crate) Ledger, pub(crate) Ledger, pub(crate) Vec<TestDatabase>);

/// Every second reading is five seconds behind the one before: so may the clocks of two nodes be.
fn clock() -> Clock {
    let looks = AtomicI64::new(0);
    Clock::new(move || {
        let look = looks.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_ms(1_700_000_000_000 + look - 5_000 * (look % 2))
    })
}

async fn node(log: Arc<dyn Log>, keys: &Arc<Keys>, feed: Feed) -> Ledger {
    Ledger::open(log, Arc::clone(keys), feed, clock()).await.unwrap()
}

pub(crate) async fn in_memory() -> Nodes {
    let log: Arc<dyn Log> = Arc::new(MemoryLog::new(clock()));
    let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
    Nodes(
        node(Arc::clone(&log), &keys, Feed::default()).await,
        node(log, &keys, Feed::default()).await,
        Vec::new(),
    )
}

pub(crate) async fn on_postgres() -> Nodes {
    nodes(database().await).await
}

pub(crate) async fn on_partitions() -> Nodes {
    let log = database().await;
    let mut connection = PgConnection::connect_with(&log.options()).await.unwrap();
    let partitioned = partitioned(include_str!("../../../../schema/ledger/0001_log.sql"));
    let sql = format!(
        "create table migration (name text primary key); insert into migration values ('0001_log'); {partitioned}"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    nodes(log).await
}

/// The same tables, each in three partitions by the hash of its ledger.
fn partitioned(schema: &str) -> String {
    schema.split_inclusive(';').flat_map(in_partitions).collect()
}

fn in_partitions(statement: &str) -> Vec<String> {
    let Some((_, table)) = statement.split_once("create table ") else { return vec![statement.to_owned()] };
    let name = table.split_whitespace().next().unwrap();
    let key = if name == "ledger" { "id" } else { "ledger" };
    let whole = format!("{} partition by hash ({key});", statement.trim_end_matches(';'));
    let part = |n| {
        format!("create table {name}_{n} partition of {name} for values with (modulus 3, remainder {n});")
    };
    [whole].into_iter().chain((0..3).map(part)).collect()
}

async fn nodes(log: TestDatabase) -> Nodes {
    let mut connection = PgConnection::connect_with(&log.options()).await.unwrap();
    let role = migrate_log(&mut connection).await.unwrap();
    assert!(role.is_some(), "a superuser can make the server's role");
    let kept = database().await;
    let mut connection = PgConnection::connect_with(&kept.options()).await.unwrap();
    migrate_keys(&mut connection).await.unwrap();
    let master = MasterKey::generate();
    let keys = Arc::new(Keys::new(
        master,
        Arc::new(PostgresKeys::new(connect(kept.options(), None).await.unwrap())),
    ));
    let mut opened = Vec::new();
    for _ in 0..2 {
        let (feed, clock) = (Feed::default(), clock());
        let pool = connect(log.options(), role).await.unwrap();
        let events = PostgresLog::start(pool, clock, feed.clone());
        opened.push(node(Arc::new(events), &keys, feed).await);
    }
    let (Some(two), Some(one)) = (opened.pop(), opened.pop()) else { unreachable!("two were made") };
    Nodes(one, two, vec![log, kept])
}
