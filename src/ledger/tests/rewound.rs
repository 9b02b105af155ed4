//! A database that came back without its latest events, as after a failover to a standby which had not received them. What nodes remember
//! of those events must not let a stream go on behind a gap.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use domain::{LedgerId, StreamId, Timestamp};
use ledger::{
    Append, AppendError, Clock, Draft, Feed, Log, Part, Version,
    postgres::{PostgresLog, connect, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

const REMEMBER: &str = "create table remembered as select * from ledger";
const REWIND: &str = "
alter table event disable trigger all;
delete from event using remembered where event.ledger = remembered.id and event.position > remembered.position;
update ledger set position = remembered.position, frontier = remembered.frontier, recorded_at = remembered.recorded_at
from remembered where ledger.id = remembered.id";

struct Nodes {
    one: PostgresLog,
    two: PostgresLog,
    owner: PgConnection,
    _database: TestDatabase,
}

async fn nodes() -> Nodes {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    let role = migrate_log(&mut owner).await.unwrap();
    let clock = Clock::new(|| Timestamp::from_ms(1_700_000_000_000));
    let pool = || async { connect(database.options(), role).await.unwrap() };
    let one = PostgresLog::start(pool().await, clock.clone(), Feed::default());
    let two = PostgresLog::start(pool().await, clock, Feed::default());
    Nodes { one, two, owner, _database: database }
}

fn knock(door: &str, expected: Version) -> Append {
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
    Append { ledger: LedgerId::new("house"), parts: vec![part] }
}

/// Appends knocks at a door until it has so many.
async fn knocks(log: &PostgresLog, door: &str, already: Version, count: Version) {
    for expected in already..already + count {
        log.append(knock(door, expected)).await.unwrap();
    }
}

async fn run(sql: &'static str, owner: &mut PgConnection) {
    sqlx::raw_sql(sql).execute(owner).await.unwrap();
}

/// An append that expects the third knock is refused, however often; the log goes on from the second.
async fn only_two_were_heard(log: &PostgresLog) {
    for again in 0..4 {
        assert_eq!(log.append(knock("front", 3)).await, Err(AppendError::Conflict), "{again}");
        knocks(log, "back", again, 1).await;
    }
    knocks(log, "front", 2, 2).await;
    let versions = log.stream(&LedgerId::new("house"), &StreamId::new("front"), 0).await.unwrap();
    assert_eq!(versions.iter().map(|record| record.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn what_this_node_wrote_and_the_database_lost_is_not_built_on() {
    let Nodes { one, mut owner, _database, .. } = nodes().await;
    knocks(&one, "front", 0, 2).await;
    run(REMEMBER, &mut owner).await;
    knocks(&one, "front", 2, 1).await;
    run(REWIND, &mut owner).await;
    only_two_were_heard(&one).await;
}

#[tokio::test]
async fn what_another_node_wrote_and_the_database_lost_is_not_built_on() {
    let Nodes { one, two, mut owner, _database } = nodes().await;
    knocks(&one, "front", 0, 2).await;
    run(REMEMBER, &mut owner).await;
    knocks(&two, "front", 2, 1).await;
    run(REWIND, &mut owner).await;
    only_two_were_heard(&one).await;
}

#[tokio::test]
async fn a_log_that_grew_again_to_the_same_length_is_another_log() {
    let Nodes { one, two, mut owner, _database } = nodes().await;
    knocks(&one, "front", 0, 2).await;
    run(REMEMBER, &mut owner).await;
    knocks(&one, "front", 2, 1).await;
    run(REWIND, &mut owner).await;
    knocks(&two, "side", 0, 1).await;
    only_two_were_heard(&one).await;
}
