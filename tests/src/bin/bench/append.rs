//! Events appended through entities, each caller waiting for the commit that holds its event.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use actix_rt::{Arbiter, System};
use crypto::seal::MasterKey;
use domain::identity_pools::identity::{Identity, commands};
use domain::{LedgerId, Moment, Stream, Timestamp};
use host::{Arbiters, Directory};
use ledger::postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log};
use ledger::{Clock, Feed, Keys, Ledger};
use private_postgres::testing::{TestDatabase, durable_database};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::sync::mpsc;

use crate::{
    cpu::Meter,
    lag, raw,
    report::{Ceiling, Report},
    timing::{Stretch, Waits, metered},
};

const CALLERS: [usize; 4] = [1, 32, 256, 2_000];
/// Numbers of ledgers over which appends are measured: each ledger has an order, and so commits, of its own.
const LEDGERS: [usize; 3] = [1, 16, 1_000];
/// Appends that one commit holds at the most; the ceiling's batches are no larger.
const BATCH_MAX: usize = 1_000;
/// Threads that callers are on. Half of the callers ask entities of their own thread, half those of the other, so that neither the best
/// case is measured nor the worst.
const ARBITERS: usize = 2;

/// How many callers the read models are measured beside, and appends over many ledgers with.
const FOR_LAG: usize = 256;

/// Measures with more and more callers, then how far read models lag behind.
pub(crate) fn run(report: &mut Report) {
    let mut full = 0.0;
    for callers in CALLERS {
        let (log, kept) =
            System::new().block_on(async { (durable_database().await, durable_database().await) });
        let mut measured = metered(&Meter::new(None, None), || {
            System::new().block_on(through_entities(&log, &kept, callers, 1))
        });
        let mut raw = System::new().block_on(raw::append(&log.options(), callers.min(BATCH_MAX)));
        if callers == FOR_LAG {
            full = measured.per_second();
        }
        let (p99, commit) = (measured.waits.percentile(99), raw.commits.percentile(50));
        let of = Ceiling::new("raw batches", raw.per_second);
        report.add(format!("append through entities, {callers} callers"), measured, of);
        report.note(format!(
            "    a raw commit of that size: p50 {commit:.2} ms; p99 of an append is {:.1} times two of them",
            p99 / (2.0 * commit)
        ));
    }
    lag::run(report, full);
}

/// Measures appends over one ledger and over many, by the same number of callers.
pub(crate) fn over_ledgers(report: &mut Report) {
    for ledgers in LEDGERS {
        let (log, kept) =
            System::new().block_on(async { (durable_database().await, durable_database().await) });
        let measured = metered(&Meter::new(None, None), || {
            System::new().block_on(through_entities(&log, &kept, FOR_LAG, ledgers))
        });
        let raw = System::new().block_on(raw::append(&log.options(), FOR_LAG));
        let of = Ceiling::new("raw batches", raw.per_second);
        report.add(format!("append over {ledgers} ledgers, {FOR_LAG} callers"), measured, of);
    }
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A ledger on databases of its own, and connections to the log.
pub(crate) struct Opened {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) pool: PgPool,
}

pub(crate) async fn open(log: &TestDatabase, kept: &TestDatabase) -> Opened {
    let role = migrate_log(&mut PgConnection::connect_with(&log.options()).await.unwrap()).await.unwrap();
    migrate_keys(&mut PgConnection::connect_with(&kept.options()).await.unwrap()).await.unwrap();
    let store = Arc::new(PostgresKeys::new(connect(kept.options(), None).await.unwrap()));
    let keys = Arc::new(Keys::new(MasterKey::generate(), store));
    let (feed, clock) = (Feed::default(), Clock::new(now));
    let pool = connect(log.options(), role).await.unwrap();
    let events = PostgresLog::start(pool.clone(), clock.clone(), feed.clone());
    let ledger = Arc::new(Ledger::open(Arc::new(events), keys, feed, clock).await.unwrap());
    Opened { ledger, pool }
}

async fn through_entities(log: &TestDatabase, kept: &TestDatabase, callers: usize, ledgers: usize) -> Waits {
    let arbiters: Vec<Arbiter> = (0..ARBITERS).map(|_| Arbiter::new()).collect();
    let ledger = open(log, kept).await.ledger;
    let directory = Arc::new(Directory::<Identity>::new(Arbiters::start(ARBITERS), ledger));
    let begun = Stretch::begin();
    let (told, mut waits) = mpsc::unbounded_channel();
    for caller in 0..callers {
        let (directory, told) = (Arc::clone(&directory), told.clone());
        let asks_from = arbiters[caller / ARBITERS % ARBITERS].handle();
        let streams: Vec<Stream> =
            (caller..callers.max(ledgers)).step_by(callers).map(|n| stream(n, ledgers)).collect();
        arbiters[caller % ARBITERS].spawn(async move {
            for stream in &streams {
                create(&directory, stream).await;
            }
            asks_from.spawn(async move {
                told.send(call(&directory, &streams, begun).await).unwrap();
            });
        });
    }
    drop(told);
    let mut all = Vec::new();
    for _ in 0..callers {
        all.extend(waits.recv().await.expect("every caller tells how long it waited"));
    }
    for arbiter in arbiters {
        arbiter.stop();
    }
    Waits(all)
}

/// One of many streams, dealt out to ledgers in turn.
fn stream(number: usize, ledgers: usize) -> Stream {
    let ledger = LedgerId::new(format!("us-east-1:bench-{}", number % ledgers));
    Stream::person(ledger, "identity", &format!("{number:08}"))
}

fn moment() -> Moment {
    Moment::system("bench", now(), "bench")
}

async fn create(directory: &Directory<Identity>, stream: &Stream) {
    directory.ask(stream, commands::Create { logins: Vec::new() }, &moment()).await.unwrap();
}

/// Asks one stream after another, again and again.
async fn call(directory: &Directory<Identity>, streams: &[Stream], stretch: Stretch) -> Vec<Duration> {
    let mut waits = Vec::new();
    for stream in streams.iter().cycle().take_while(|_| !stretch.is_over()) {
        let asked = Instant::now();
        let command = commands::IssueToken { expires_at: now().plus_seconds(600) };
        directory.ask(stream, command, &moment()).await.unwrap();
        if stretch.counts() {
            waits.push(asked.elapsed());
        }
    }
    waits
}
