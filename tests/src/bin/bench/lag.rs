//! How long after an answered write the read models hold it, while others write at half of what entities can append.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_rt::{Arbiter, System};
use domain::{
    LedgerId, Moment, Personal, Secret, Stream,
    user_pools::user::{
        self, Credential, User,
        commands::{SetPassword, SignUp},
    },
    values::{risk::PasswordFinding, username::Naming},
};
use futures_util::future::{join, join_all};
use host::{Arbiters, Directory};
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
const ARBITERS: usize = 2;

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
    let directory = Arc::new(Directory::<User>::new(Arbiters::start(ARBITERS), ledger));
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
    // The database can be dropped only once no connection has an unread answer, and the read models run on this thread.
    pool.close().await;
    (waits, written.into_iter().sum())
}

fn place() -> LedgerId {
    LedgerId::new("us-east-1_bench")
}

/// A user whose password is set again and again: each time the row that lists show changes.
struct Writer {
    stream: Stream,
}

impl Writer {
    async fn sign_up(directory: &Directory<User>, n: u32) -> Self {
        let writer = Self { stream: user::stream(&place(), &format!("{n:08}")) };
        let email = Personal::Known(format!("{n:08}@example.com"));
        let sign_up = SignUp {
            username: format!("{n:08}"),
            names: Vec::new(),
            attributes: [("email".to_owned(), email)].into(),
            credential: Some(credential()),
            client_id: "bench".to_owned(),
            code: None,
            finding: PasswordFinding::Unknown,
            is_confirmed: false,
        };
        let moment = Moment::system("bench", now(), "bench");
        directory.ask(&writer.stream, sign_up, &moment).await.unwrap();
        writer
    }

    async fn write(&self, directory: &Directory<User>) {
        let naming = Naming::default();
        let set = SetPassword { credential: credential(), temporary: None, naming };
        let moment = Moment::system("bench", now(), "bench");
        directory.ask(&self.stream, set, &moment).await.unwrap();
    }
}

/// A credential that nothing was hashed for.
fn credential() -> Credential {
    let secret = || Secret::Known("bench".to_owned());
    Credential { version: "1".to_owned(), phc: secret(), srp_salt: secret(), srp_verifier: secret() }
}

/// Gives how many writes were done in the stretch.
async fn write(directory: &Directory<User>, n: u32, pause: Duration, stretch: Stretch) -> usize {
    let (writer, mut written) = (Writer::sign_up(directory, n).await, 0);
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
async fn ask(directory: &Directory<User>, models: &ReadModels, stretch: Stretch) -> Waits {
    let writer = Writer::sign_up(directory, WRITERS).await;
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
