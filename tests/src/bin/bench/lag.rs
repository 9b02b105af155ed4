//! How long after an answered write the read models hold it, while others write at half of what entities can append.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_rt::{Arbiter, System};
use domain::{
    LedgerId, Moment, Personal, Stream,
    sync::dataset::{
        self, Dataset, Limits,
        commands::{Change, UpdateRecords},
    },
};
use futures_util::future::{join, join_all};
use host::Directory;
use private_postgres::testing::durable_database;
use projections::ReadModels;
use tokio::sync::oneshot;

use crate::{
    append::{Opened, now, open},
    cpu::Meter,
    report::Report,
    timing::{FOR, Stretch, Waits, count, metered},
};

/// As many as the appends were measured with, on threads of their own.
const WRITERS: u32 = 256;
const ARBITERS: u32 = 2;

/// Measures; `full` is how many events a second entities have appended.
pub(crate) fn run(report: &mut Report, full: f64) {
    let mut writes = 0;
    let mut measured = metered(&Meter::new(None, None), || {
        let (waits, written) = System::new().block_on(waits(full / 2.0));
        writes = written;
        waits
    });
    let (p50, p99) = (measured.waits.percentile(50), measured.waits.percentile(99));
    let (written, asked) = (count(writes) / FOR.as_secs_f64(), count(measured.waits.0.len()));
    report.note(format!(
        "read models hold an answered write, at {written:.0} writes/s: p50 {p50:.2} ms, p99 {p99:.2} ms ({asked:.0} tries)"
    ));
}

/// The waits, and how many writes were done beside them.
async fn waits(per_second: f64) -> (Waits, usize) {
    let (log, kept) = (durable_database().await, durable_database().await);
    let Opened { ledger, pool } = open(&log, &kept).await;
    let models = ReadModels::start(Arc::clone(&ledger), pool.clone()).await.unwrap();
    let directory = Arc::new(Directory::<Dataset>::with_askers(ledger));
    let arbiters: Vec<Arbiter> = (0..ARBITERS).map(|_| Arbiter::new()).collect();
    let stretch = Stretch::begin();
    let pause = Duration::from_secs_f64(f64::from(WRITERS) / per_second);
    let writers = (0..WRITERS).zip(arbiters.iter().cycle()).map(|(n, arbiter)| {
        let (directory, (told, written)) = (Arc::clone(&directory), oneshot::channel());
        arbiter.spawn(async move { told.send(write(&directory, n, pause, stretch).await).unwrap() });
        async { written.await.expect("every writer tells how often it wrote") }
    });
    let (written, waits) = join(join_all(writers), ask(&directory, &models, stretch)).await;
    for arbiter in arbiters {
        arbiter.stop();
    }
    // A database goes only once nobody leaves an answer of it unread, and the read models are on this thread.
    pool.close().await;
    (waits, written.into_iter().sum())
}

fn place() -> LedgerId {
    LedgerId::new("us-east-1:bench")
}

/// Somebody's dataset, and how often it was written.
struct Writer {
    stream: Stream,
    count: u64,
}

impl Writer {
    fn new(n: u32) -> Self {
        let identity = Stream::person(place(), "identity", &format!("{n:08}"));
        Self { stream: dataset::stream(&identity, &format!("{n:08}-notes")), count: 0 }
    }

    async fn write(&mut self, directory: &Directory<Dataset>) {
        let change = Change {
            key: Personal::Known("note".to_owned()),
            value: Some(Personal::Known("a line".to_owned())),
            sync_count: self.count,
            device_last_modified: None,
        };
        let limits = Limits::default();
        let update = UpdateRecords {
            name: "notes".to_owned(),
            changes: vec![change],
            by: "device".to_owned(),
            limits,
            may_begin: true,
        };
        let moment = Moment::system("bench", now(), "bench");
        let written = directory.ask(&self.stream, update, &moment).await.unwrap();
        self.count = written[0].sync_count;
    }
}

/// Tells how many writes were done in the stretch.
async fn write(directory: &Directory<Dataset>, n: u32, pause: Duration, stretch: Stretch) -> usize {
    let (mut writer, mut written) = (Writer::new(n), 0);
    let mut next = tokio::time::interval(pause);
    next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !stretch.is_over() {
        next.tick().await;
        writer.write(directory).await;
        written += usize::from(stretch.counts());
    }
    written
}

/// Writes, and asks until the read models hold it.
async fn ask(directory: &Directory<Dataset>, models: &ReadModels, stretch: Stretch) -> Waits {
    let mut writer = Writer::new(WRITERS);
    let mut waits = Waits::default();
    while !stretch.is_over() {
        writer.write(directory).await;
        let answered = Instant::now();
        models.fresh(&place()).await.unwrap();
        if stretch.counts() {
            waits.0.push(answered.elapsed());
        }
    }
    waits
}
