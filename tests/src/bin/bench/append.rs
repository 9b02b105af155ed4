//! Events appended through entities by 256 callers, each waiting for the commit that holds its event; beside it, what
//! the same Postgres does with rows of the same size when nobody thinks.

use std::{
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use actix_rt::{Arbiter, System};
use crypto::seal::MasterKey;
use domain::identity::{Identity, commands};
use domain::{LedgerId, Moment, Stream, Timestamp};
use futures_util::future::join_all;
use host::Directory;
use ledger::postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log};
use ledger::{Clock, Feed, Keys, Ledger};
use private_postgres::testing::{TestDatabase, durable_database};
use sqlx::{Connection, PgConnection};

use crate::timing::{FOR, WARM_UP, Waits, count, show};

const CALLERS: usize = 256;
const ARBITERS: usize = 2;

/// Measures and prints.
pub(crate) fn run() {
    System::new().block_on(async {
        let (log, kept) = (durable_database().await, durable_database().await);
        let waits = through_entities(&log, &kept).await;
        let ceiling = rows_alone(&log).await;
        show(
            &format!("append through entities, {CALLERS} callers"),
            waits,
            ceiling,
            "the same rows, 256 a commit",
        );
    });
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

async fn open(log: &TestDatabase, kept: &TestDatabase) -> Arc<Ledger> {
    let role = migrate_log(&mut PgConnection::connect_with(&log.options()).await.unwrap()).await.unwrap();
    migrate_keys(&mut PgConnection::connect_with(&kept.options()).await.unwrap()).await.unwrap();
    let store = Arc::new(PostgresKeys::new(connect(kept.options(), None).await.unwrap()));
    let keys = Arc::new(Keys::new(MasterKey::generate(), store));
    let (feed, clock) = (Feed::default(), Clock::new(now));
    let events = PostgresLog::start(connect(log.options(), role).await.unwrap(), clock.clone(), feed.clone());
    Arc::new(Ledger::open(Arc::new(events), keys, feed, clock).await.unwrap())
}

async fn through_entities(log: &TestDatabase, kept: &TestDatabase) -> Waits {
    let arbiters: Vec<Arbiter> = (0..ARBITERS).map(|_| Arbiter::new()).collect();
    let handles = arbiters.iter().map(Arbiter::handle).collect();
    let directory = Directory::<Identity>::new(handles, open(log, kept).await);
    let callers = (0..CALLERS).map(|caller| call(&directory, caller));
    let waits = join_all(callers).await.into_iter().flat_map(|waits| waits.0).collect();
    for arbiter in arbiters {
        arbiter.stop();
    }
    Waits(waits)
}

async fn call(directory: &Directory<Identity>, caller: usize) -> Waits {
    let stream = Stream::person(LedgerId::new("us-east-1:bench"), "identity", &format!("{caller:08}"));
    let moment = || Moment::system("bench", now(), "bench");
    directory.ask(&stream, commands::Create { logins: Vec::new() }, &moment()).await.unwrap();
    let begun = Instant::now();
    let mut waits = Waits::default();
    while begun.elapsed() < WARM_UP + FOR {
        let asked = Instant::now();
        let command = commands::IssueToken { expires_at: now().plus_seconds(600) };
        directory.ask(&stream, command, &moment()).await.unwrap();
        if begun.elapsed() > WARM_UP {
            waits.0.push(asked.elapsed());
        }
    }
    waits
}

/// Copies of the newest event, as many a commit as there were callers, by one connection that does nothing else.
async fn rows_alone(log: &TestDatabase) -> f64 {
    let mut connection = PgConnection::connect_with(&log.options()).await.unwrap();
    let make = "create table ceiling (like event including defaults including indexes);
                create table template as select * from event order by position desc limit 1";
    sqlx::raw_sql(make).execute(&mut connection).await.unwrap();
    let insert = "insert into ceiling
        select 'ceiling', $1 + n, gen_random_uuid(), 'identity-' || n, $1 + n, kind, shape, data, sealed, meta, recorded_at, digest
        from template, generate_series(1, $2) n";
    let rows = i64::try_from(CALLERS).unwrap();
    let (begun, mut commits) = (Instant::now(), 0);
    while begun.elapsed() < FOR {
        let first = i64::try_from(commits).unwrap() * rows;
        sqlx::query(insert).bind(first).bind(rows).execute(&mut connection).await.unwrap();
        commits += 1;
    }
    count(commits * CALLERS) / begun.elapsed().as_secs_f64()
}
