//! Ledgers are written side by side, each gapless and in an order of its own; one that stands still holds up no other.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use bytes::Bytes;
use domain::{LedgerId, StreamId, Timestamp};
use futures_util::future::join_all;
use ledger::{
    Append, AppendError, Appended, ClaimWrite, Clock, Draft, Feed, Log, Part, Version,
    postgres::{PostgresLog, connect, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

const LEDGERS: usize = 40;
const APPENDS: u64 = 12;
/// Far fewer than a writer opens where it may.
const FEW_CONNECTIONS: usize = 3;
/// Less than a pool waits before it reports that there is no connection.
const WITHOUT_WAITING: Duration = Duration::from_secs(4);

struct House {
    log: PostgresLog,
    feed: Feed,
    owner: PgConnection,
    _database: TestDatabase,
}

impl House {
    async fn new() -> Self {
        let database = database().await;
        let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
        let role = migrate_log(&mut owner).await.unwrap();
        let (feed, clock) = (Feed::default(), Clock::new(|| Timestamp::from_ms(1_700_000_000_000)));
        let log = PostgresLog::start(connect(database.options(), role).await.unwrap(), clock, feed.clone());
        Self { log, feed, owner, _database: database }
    }
}

fn house(number: usize) -> LedgerId {
    LedgerId::new(format!("house-{number}"))
}

fn knock(ledger: &LedgerId, door: &str, expected: Version) -> Append {
    static KNOCKS: AtomicU64 = AtomicU64::new(0);
    let draft = Draft {
        // No two knocks are the same.
        id: Uuid::from_u64_pair(0, KNOCKS.fetch_add(1, Ordering::Relaxed)),
        kind: "door.knocked",
        shape: 1,
        data: Bytes::from_static(b"{}"),
        sealed: Bytes::new(),
        meta: Bytes::from_static(b"{}"),
    };
    let part = Part { stream: StreamId::new(door), expected, drafts: vec![draft], claims: Vec::new() };
    Append { ledger: ledger.clone(), parts: vec![part] }
}

fn named(mut append: Append, name: u8) -> Append {
    append.parts[0].claims.push(ClaimWrite::Take("name", [name; 32]));
    append
}

#[tokio::test]
async fn every_ledger_is_gapless_however_many_are_written_at_once() {
    let House { log, feed, _database, .. } = House::new().await;
    let (log, ledgers) = (&log, || (0..LEDGERS).map(house));
    join_all(ledgers().map(|ledger| async move {
        for expected in 0..APPENDS {
            let doors = ["front", "back"].map(|door| log.append(knock(&ledger, door, expected)));
            let [front, back] = join_all(doors).await.try_into().unwrap();
            let told = [front.unwrap().position, back.unwrap().position];
            assert_eq!(told, [2 * expected + 1, 2 * expected + 2], "in the order in which they were given");
        }
    }))
    .await;
    for ledger in ledgers() {
        let page = log.page(&ledger, 0, 1_000).await.unwrap();
        let positions: Vec<u64> = page.iter().map(|record| record.position).collect();
        assert_eq!(positions, (1..=2 * APPENDS).collect::<Vec<_>>(), "{ledger}");
        assert_eq!(log.head(&ledger).await.unwrap(), 2 * APPENDS);
        assert_eq!(feed.seen(&ledger), 2 * APPENDS, "the feed was told before the callers");
    }
}

#[tokio::test]
async fn heads_of_several_ledgers_are_what_each_has_alone_and_a_name_that_is_not_plain_is_no_statement() {
    let House { log, _database, .. } = House::new().await;
    let (one, other, none) = (house(1), house(2), house(3));
    log.append(knock(&one, "front", 0)).await.unwrap();
    for expected in 0..2 {
        log.append(knock(&other, "front", expected)).await.unwrap();
    }
    let heads = log.heads_of(&[other.clone(), none, one.clone()]).await.unwrap();
    assert_eq!(heads, [(other, 2), (one.clone(), 1)]);
    let hostile = LedgerId::new("a'); drop table ledger; --");
    assert!(log.heads_of(&[one, hostile.clone()]).await.is_err());
    assert_eq!(log.head(&hostile).await.unwrap(), 0);
}

#[tokio::test]
async fn a_ledger_that_stands_still_holds_up_no_other() {
    let House { log, mut owner, _database, .. } = House::new().await;
    let (still, others) = (house(0), (1..LEDGERS).map(house).collect::<Vec<_>>());
    log.append(knock(&still, "front", 0)).await.unwrap();
    let mut lock = owner.begin().await.unwrap();
    let held = sqlx::query("select 1 from ledger where id = $1 for update").bind(still.as_str());
    held.execute(&mut *lock).await.unwrap();
    let mut waits = std::pin::pin!(log.append(knock(&still, "front", 1)));
    let knocks = others.iter().map(|ledger| log.append(knock(ledger, "front", 0)));
    tokio::select! {
        knocked = join_all(knocks) => assert!(knocked.iter().all(Result::is_ok)),
        _ = &mut waits => panic!("its ledger is locked"),
    }
    lock.commit().await.unwrap();
    assert_eq!(waits.await.unwrap(), Appended { position: 2 });
}

/// A server may be out of connections: those that the node has must do.
#[tokio::test]
async fn ledgers_that_are_written_at_once_wait_for_no_connection_that_the_server_does_not_have() {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    let role = migrate_log(&mut owner).await.unwrap();
    let user = format!("few_{}", std::process::id());
    let make = format!(
        "create role {user} login connection limit {FEW_CONNECTIONS}; grant {} to {user}",
        role.unwrap()
    );
    sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut owner).await.unwrap();
    let pool = connect(database.options().username(&user), role).await.unwrap();
    let log = PostgresLog::start(pool, Clock::new(Timestamp::default), Feed::default());
    let appends = join_all((0..LEDGERS).map(house).map(|ledger| {
        let log = &log;
        async move { log.append(knock(&ledger, "front", 0)).await }
    }));
    let told = tokio::time::timeout(WITHOUT_WAITING, appends).await.unwrap();
    assert!(told.iter().all(Result::is_ok));
    sqlx::raw_sql(AssertSqlSafe(format!("drop role {user}"))).execute(&mut owner).await.unwrap();
}

/// Behind an append that is under way, those that arrive meanwhile become one batch.
#[tokio::test]
async fn of_a_batch_each_append_has_its_own_answer() {
    let House { log, mut owner, _database, .. } = House::new().await;
    let ledger = house(0);
    for optimistic in [false, true] {
        let prefix = if optimistic { "known" } else { "new" };
        let door = |name: &str| format!("{prefix}-{name}");
        let claimed = u8::from(optimistic);
        let first = log.append(named(knock(&ledger, &door("held"), 0), claimed)).await.unwrap().position;
        let mut lock = owner.begin().await.unwrap();
        let held = sqlx::query("select 1 from ledger where id = $1 for update").bind(ledger.as_str());
        held.execute(&mut *lock).await.unwrap();
        let retried = knock(&ledger, &door("again"), 0);
        let together = [
            retried.clone(),
            knock(&ledger, &door("good"), 0),
            knock(&ledger, &door("held"), 7),
            named(knock(&ledger, &door("other"), 0), claimed),
            retried,
            knock(&ledger, &door("held"), 1),
        ];
        let (told, ()) = tokio::join!(join_all(together.map(|append| log.append(append))), async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            lock.commit().await.unwrap();
        });
        let at = |position| Ok(Appended { position: first + position });
        let (conflict, taken) = (Err(AppendError::Conflict), Err(AppendError::Taken("name")));
        assert_eq!(told, [at(1), at(2), conflict, taken, at(1), at(3)], "{prefix}");
    }
    assert_eq!(log.head(&ledger).await.unwrap(), 8);
}
