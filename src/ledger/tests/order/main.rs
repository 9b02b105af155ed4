//! A reader that follows a ledger by position misses nothing: sixteen writers on two nodes, with delays, conflicts, and transactions that
//! take the next position and then give it up, against readers that poll and against the feed.
//!
//! `RECOGNITO_ORDER_MS` is how long each scenario writes.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[path = "../chance/mod.rs"]
mod chance;
mod disturbers;
mod findings;
#[path = "../nodes/mod.rs"]
mod nodes;
mod readers;
mod sequence;
mod writers;

use std::{env, sync::Arc, time::Duration};

use domain::LedgerId;
use findings::Findings;
use ledger::Log;
use nodes::Nodes;
use private_postgres::testing::{TestDatabase, database};
use readers::{Follower, Heard};
use tokio::{task::JoinSet, time::Instant};
use writers::{Written, write};

const WRITERS: usize = 16;

/// The ledgers that are written to.
fn ledgers() -> [LedgerId; 2] {
    [LedgerId::new("us-east-1_North"), LedgerId::new("us-east-1_South")]
}

fn how_long() -> Duration {
    let ms = env::var("RECOGNITO_ORDER_MS").ok().map_or(2_000, |ms| ms.parse().unwrap());
    Duration::from_millis(ms)
}

/// Writes through each log in turn while readers poll each; what was written, and what each reader has seen.
async fn poll_while_writing(logs: &[Arc<dyn Log>]) -> (Vec<Written>, Vec<Follower>) {
    let until = Instant::now() + how_long();
    let mut readers = JoinSet::new();
    let (over, watch) = tokio::sync::watch::channel(false);
    for log in logs {
        for ledger in ledgers() {
            readers.spawn(Follower::poll(Arc::clone(log), ledger, watch.clone()));
        }
    }
    let mut writers = JoinSet::new();
    for n in 0..WRITERS {
        writers.spawn(write(n, Arc::clone(&logs[n % logs.len()]), until));
    }
    let written = writers.join_all().await.into_iter().flatten().collect();
    over.send(true).unwrap();
    (written, readers.join_all().await)
}

/// The scenario on two nodes, and what was found.
async fn storm(Nodes(one, two, databases): Nodes) -> Findings {
    let heard = [Heard::by(&one), Heard::by(&two)];
    let disturbed = databases.first().map(TestDatabase::options);
    // An unrelated transaction that has written stays open until all is read: it must hold up no reader.
    let bystander = match &disturbed {
        Some(options) => Some(disturbers::stay_open(options).await),
        None => None,
    };
    let disturbers = disturbed.as_ref().map(disturbers::Disturbers::start);
    let logs = [Arc::clone(one.log()), Arc::clone(two.log())];
    let (written, followers) = poll_while_writing(&logs).await;
    for node in [&one, &two] {
        node.barrier_all().await.unwrap();
    }
    let mut findings = Findings::default();
    for follower in &followers {
        findings.compare(&written, &follower.ledger, &follower.seen);
    }
    for heard in &heard {
        for ledger in ledgers() {
            findings.compare(&written, &ledger, &heard.of(&ledger));
        }
    }
    if let Some(disturbers) = disturbers {
        assert!(disturbers.stop().await > 10, "positions were taken and given up");
    }
    drop(bystander);
    findings
}

fn nothing_is_missed(findings: &Findings) {
    findings.told();
    assert!(findings.acknowledged > 50 && findings.refused > 0, "{findings:?}");
    assert_eq!(findings.faults(), 0, "{findings:?}");
}

#[tokio::test]
async fn nobody_misses_anything_in_memory() {
    nothing_is_missed(&storm(nodes::in_memory().await).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_anything_on_postgres() {
    nothing_is_missed(&storm(nodes::on_postgres().await).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_misses_anything_on_partitions() {
    nothing_is_missed(&storm(nodes::on_partitions().await).await);
}

/// The same readers and the same count, on a log whose positions come from a sequence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_sequence_loses_is_found() {
    let database = database().await;
    let log: Arc<dyn Log> = Arc::new(sequence::SequenceLog::make(&database).await);
    let (written, followers) = poll_while_writing(&[log]).await;
    let mut findings = Findings::default();
    for follower in &followers {
        findings.compare(&written, &follower.ledger, &follower.seen);
    }
    findings.told();
    assert!(findings.missed > 0 && findings.gaps > 0, "{findings:?}");
}
