//! Transactions that are in the way: some take the next position of a ledger, hold it for a while and give it up; one has written
//! elsewhere and stays open.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{task::JoinSet, time::sleep};

use crate::{chance::Chance, ledgers};

/// Takes the next position as an append does, under the lock of the ledger's row.
const TAKE: &str = "
with head as (select id, position from ledger where id = $1 for update)
insert into event (ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest)
select id, position + 1, gen_random_uuid(), 'desk-given-up', 1, 'desk.drawn', 1, '', '', '', 0, '' from head";
/// Longest time that a position is held.
const HELD_MAX_MS: u64 = 4;

/// Some tasks that disturb until they are stopped.
pub(crate) struct Disturbers {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<usize>,
}

impl Disturbers {
    pub(crate) fn start(options: &PgConnectOptions) -> Self {
        let stop = Arc::<AtomicBool>::default();
        let mut tasks = JoinSet::new();
        for number in 0..2 {
            tasks.spawn(disturb(number, options.clone(), Arc::clone(&stop)));
        }
        Self { stop, tasks }
    }

    /// Stops; how many positions were taken and given up.
    pub(crate) async fn stop(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.tasks.join_all().await.into_iter().sum()
    }
}

async fn disturb(number: u64, options: PgConnectOptions, stop: Arc<AtomicBool>) -> usize {
    let chance = Chance::new(1_000 + number);
    let mut given_up = 0;
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    while !stop.load(Ordering::Relaxed) {
        let mut transaction = connection.begin().await.unwrap();
        let ledger = &ledgers()[chance.index(2)];
        let taken = sqlx::query(TAKE).bind(ledger.as_str()).execute(&mut *transaction).await.unwrap();
        sleep(Duration::from_millis(chance.below(HELD_MAX_MS + 1))).await;
        given_up += usize::try_from(taken.rows_affected()).unwrap();
        if chance.per_mille(100) {
            // As a node does that dies in the middle of it.
            drop(transaction);
            connection.close_hard().await.unwrap();
            connection = PgConnection::connect_with(&options).await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
        sleep(Duration::from_millis(chance.below(8))).await;
    }
    given_up
}

/// A transaction that has written to another ledger's rows and stays open for as long as the connection is kept.
pub(crate) async fn stay_open(options: &PgConnectOptions) -> PgConnection {
    let mut connection = PgConnection::connect_with(options).await.unwrap();
    let open = "begin; insert into progress (ledger, name, position) values ('elsewhere', 'bystander', 1)";
    sqlx::raw_sql(open).execute(&mut connection).await.unwrap();
    connection
}
