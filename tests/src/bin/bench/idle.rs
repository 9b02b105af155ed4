//! What a node takes of a processor while nothing happens and there are many ledgers: with its notary, its read models and followers as
//! many as the service has reactions.

use std::{fs, path::Path, sync::Arc, time::Duration};

use actix_rt::System;
use async_trait::async_trait;
use crypto::seal::MasterKey;
use domain::{LedgerId, StreamId};
use futures_util::{StreamExt, stream};
use ledger::{
    Append, Draft, Ledger, Opened as Event, Part,
    notary::{MEMORY_FOLDER, Memory, Notary, Seals},
    postgres::reactions::{Backlog, NodeName, Outcome, React, Reaction, Tries, follow},
};
use private_postgres::testing::durable_database;
use projections::ReadModels;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    append::{Opened, open},
    cpu::{Meter, parent},
    report::Report,
};

const LEDGERS: usize = 10_000;
/// Appends that are under way at the same time while the ledgers are made.
const AT_ONCE: usize = 256;
/// The notary's files have settled once they have not changed for so long.
const SETTLED: Duration = Duration::from_secs(5);
/// How long the idle node is watched.
const WATCHED: Duration = Duration::from_secs(20);
/// Names of reactions that follow nothing here: as many as the service has.
const REACTIONS: [&str; 4] = ["bench-one", "bench-two", "bench-three", "bench-four"];

/// Measures.
pub(crate) fn run(report: &mut Report) {
    System::new().block_on(watch(report));
}

async fn watch(report: &mut Report) {
    let (log, kept) = (durable_database().await, durable_database().await);
    let Opened { ledger, pool } = open(&log, &kept).await;
    stream::iter(0..LEDGERS).for_each_concurrent(AT_ONCE, |number| append(&ledger, number)).await;
    let _models = ReadModels::start(Arc::clone(&ledger), pool.clone()).await.unwrap();
    let (folder, master) = (tempfile::tempdir().unwrap(), MasterKey::generate());
    let memory = Memory::open(folder.path(), &master).unwrap();
    let notary = Notary::start(Arc::clone(&ledger), pool.clone(), Seals::new(master, "bench"), memory);
    for name in REACTIONS {
        let reaction: &'static Reaction = Box::leak(Box::new(Reaction {
            name,
            kinds: &["bench.never"],
            tries: Tries {
                max: None,
                first_pause: Duration::from_secs(1),
                longest_pause: Duration::from_secs(1),
            },
        }));
        actix_rt::spawn(follow(
            (pool.clone(), NodeName::new("bench")),
            Arc::clone(&ledger),
            Box::new(Nothing(reaction)),
            Backlog::default(),
        ));
    }
    while signed(&pool).await < LEDGERS || !is_settled(&folder.path().join(MEMORY_FOLDER)) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let backend: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&pool).await.unwrap();
    let meter = Meter::new(None, parent(u32::try_from(backend).unwrap()));
    let before = meter.read();
    tokio::time::sleep(WATCHED).await;
    let spent = meter.read().since(before);
    let percent = |seconds: f64| seconds / WATCHED.as_secs_f64() * 100.0;
    report.note(format!(
        "an idle node with {LEDGERS} ledgers takes {:.2} % of a core, and its Postgres {:.2} %",
        percent(spent.clients),
        percent(spent.postgres)
    ));
    notary.finish().await;
    pool.close().await;
}

async fn append(ledger: &Ledger, number: usize) {
    let draft = Draft {
        id: Uuid::from_u64_pair(7, number as u64),
        kind: "bench.begun",
        shape: 1,
        data: b"{}".as_slice().into(),
        sealed: Vec::new().into(),
        meta: b"{}".as_slice().into(),
    };
    let part =
        Part { stream: StreamId::new("bench-1"), expected: 0, drafts: vec![draft], claims: Vec::new() };
    let append = Append { ledger: LedgerId::new(format!("us-east-1_{number:09}")), parts: vec![part] };
    ledger.log().append(append).await.unwrap();
}

async fn signed(pool: &PgPool) -> usize {
    let count: i64 = sqlx::query_scalar("select count(*) from checkpoint").fetch_one(pool).await.unwrap();
    usize::try_from(count).unwrap()
}

/// Whether the notary has written down what it has signed: its files have not changed for a while.
fn is_settled(folder: &Path) -> bool {
    let files = fs::read_dir(folder).unwrap().flatten();
    let newest = files.filter_map(|file| file.metadata().ok()?.modified().ok()).max();
    newest.is_some_and(|newest| newest.elapsed().is_ok_and(|since| since >= SETTLED))
}

/// A reaction to events that never happen.
struct Nothing(&'static Reaction);

#[async_trait(?Send)]
impl React for Nothing {
    fn reaction(&self) -> &'static Reaction {
        self.0
    }

    async fn react(&self, _: &Event) -> Outcome {
        Outcome::Done
    }
}
