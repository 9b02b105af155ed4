//! Between a node and Postgres things go wrong at the worst moments: serialisation failures, deadlocks, connections that end before a
//! commit, after it, or while it is still on its way. What was answered is in the log once, what was refused is not, and what has an
//! unknown outcome is there at most once.
//!
//! `RECOGNITO_FAULT_ASKED` is how much each client asks, `RECOGNITO_SEED` another course of chance.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[path = "../chance/mod.rs"]
mod chance;
#[path = "../simulation/desk.rs"]
mod desk;
mod protocol;
mod proxy;
mod verdict;

use std::{
    collections::HashMap,
    env,
    sync::{Arc, atomic::AtomicU64},
};

use chance::Chance;
use crypto::seal::MasterKey;
use desk::{Ask, Desk, What};
use domain::{LedgerId, Stream, Timestamp, scenario::moment_at};
use ledger::{
    Clock, Failure, Feed, Keys, Ledger, MemoryKeys, Root,
    postgres::{PostgresLog, connect, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use protocol::Does;
use proxy::{HARMS, Harm, Harms, Proxy};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::task::JoinSet;
use verdict::{Asked, Outcome, check};

const CLIENTS: usize = 8;
/// Of each ledger.
const DESKS: usize = 3;
/// Statement groups that write events and are harmed, of a thousand.
const ODDS: u64 = 300;
/// Within so many rounds chance must have done every harm once.
const ROUNDS_MAX: u64 = 10;

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).ok().map_or(otherwise, |value| value.parse().unwrap())
}

fn desks() -> Vec<Stream> {
    let ledger = |n: usize| LedgerId::new(["us-east-1_North", "us-east-1_South"][n % 2]);
    (0..2 * DESKS).map(|n| Stream::person(ledger(n), "desk", &n.to_string())).collect()
}

/// A migrated database, and the role that nodes take on.
async fn migrated() -> (TestDatabase, Option<&'static str>) {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    let role = migrate_log(&mut owner).await.unwrap();
    (database, role)
}

async fn node(options: PgConnectOptions, role: Option<&'static str>, keys: &Arc<Keys>) -> Arc<Ledger> {
    let ticks = AtomicU64::new(0);
    let clock = Clock::new(move || {
        let tick = ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Timestamp::from_ms(1_700_000_000_000 + i64::try_from(tick).unwrap())
    });
    let feed = Feed::default();
    let pool = connect(options, role).await.unwrap();
    let log = PostgresLog::start(pool, clock.clone(), feed.clone());
    Arc::new(Ledger::open(Arc::new(log), Arc::clone(keys), feed, clock).await.unwrap())
}

fn keys() -> Arc<Keys> {
    Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())))
}

fn anything(chance: &Chance) -> What {
    match chance.below(13) {
        0..3 => What::Take,
        3..5 => What::Leave,
        5..7 => What::Name(["front", "back"][chance.index(2)].to_owned()),
        7 => What::Unname,
        8 => What::Knock,
        9 => What::Draw(5),
        10 => What::Look,
        _ => What::Draw(1),
    }
}

/// Sends random requests; each client has roots of its own, so that they meet on every desk.
async fn client(first: u64, asked: u64, ledger: Arc<Ledger>) -> Vec<Asked> {
    let chance = Chance::new(first + number("RECOGNITO_SEED", 0));
    let desks = desks();
    let mut roots: HashMap<Stream, Root<Desk>> = HashMap::new();
    let mut all = Vec::new();
    for token in first..first + asked {
        let stream = desks[chance.index(desks.len())].clone();
        let root = roots.entry(stream.clone()).or_insert_with(|| Root::new(stream.clone(), Arc::default()));
        let ask = Ask { token, what: anything(&chance) };
        let outcome = match root.execute(&ledger, &ask, &moment_at(0)).await {
            Ok(reply) => Outcome::Answered(reply),
            Err(Failure::Refused(no)) => Outcome::Refused(no),
            Err(Failure::Contended | Failure::Crowded) => Outcome::Contended,
            Err(Failure::Unavailable(_)) => Outcome::Unknown,
        };
        all.push(Asked { stream, ask, outcome });
    }
    all
}

/// Clients on the nodes given, each for its part.
async fn ask(nodes: &[&Arc<Ledger>], from: u64) -> Vec<Asked> {
    let asked = number("RECOGNITO_FAULT_ASKED", 30);
    let mut clients = JoinSet::new();
    for n in 0..CLIENTS {
        let first = from + n as u64 * 100_000;
        clients.spawn(client(first, asked, Arc::clone(nodes[n % nodes.len()])));
    }
    clients.join_all().await.into_iter().flatten().collect()
}

/// The harms that have not happened yet, of those to what makes events durable.
fn never_happened(harms: &Harms) -> Vec<(Does, Harm)> {
    let done = harms.done();
    let pairs = [Does::Append, Does::Commit].into_iter().flat_map(|does| HARMS.map(|harm| (does, harm)));
    pairs.filter(|pair| !done.contains_key(pair)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_once_whatever_the_connection_does() {
    let (database, role) = migrated().await;
    let harms = Harms::new(number("RECOGNITO_SEED", 0), ODDS);
    let proxies = [Proxy::start(&database.options(), &harms), Proxy::start(&database.options(), &harms)];
    let keys = keys();
    let one = node(proxies[0].options(), role, &keys).await;
    let two = node(proxies[1].options(), role, &keys).await;
    let mut asked = Vec::new();
    for round in 0..ROUNDS_MAX {
        asked.extend(ask(&[&one, &two], 2 * round * 10_000_000).await);
        // Alone, a node appends optimistically.
        asked.extend(ask(&[&one], (2 * round + 1) * 10_000_000).await);
        if never_happened(&harms).is_empty() {
            break;
        }
    }
    harms.end();
    let reader = node(database.options(), role, &keys).await;
    check(&asked, &reader, &database).await;
    assert_eq!(never_happened(&harms), []);
    let unknown = asked.iter().filter(|asked| asked.outcome == Outcome::Unknown).count();
    assert!(unknown * 10 < asked.len(), "{unknown} of {} were not answered", asked.len());
}

/// Postgres itself asks for retries where transactions meet, as engines do that know no other isolation.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_holds_under_serialisable_isolation() {
    let (database, role) = migrated().await;
    let keys = keys();
    let strict = database.options().options([("default_transaction_isolation", "serializable")]);
    let one = node(strict.clone(), role, &keys).await;
    let two = node(strict, role, &keys).await;
    let asked = ask(&[&one, &two], 0).await;
    let reader = node(database.options(), role, &keys).await;
    check(&asked, &reader, &database).await;
    let answered = asked.iter().filter(|asked| matches!(asked.outcome, Outcome::Answered(_))).count();
    assert!(answered * 4 > asked.len(), "{answered} of {} were answered", asked.len());
}
