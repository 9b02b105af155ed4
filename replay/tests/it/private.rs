//! The log of a data folder: while its Postgres runs, and after it was stopped.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use crypto::seal::MasterKey;
use domain::{
    Decision, Moment, Timestamp,
    scenario::moment_at,
    user_pools::user_pool::{self, PoolConfig, UserPool},
};
use ledger::{
    Clock, Feed, Keys, Ledger, Root,
    notary::{Memory, Seals, name_log, notarise},
    postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::{KEYS_DATABASE, LOG_DATABASE, Private};
use sqlx::{Connection, PgConnection};

struct Make;

impl domain::Command for Make {
    type Aggregate = UserPool;
    type Reply = ();
    fn decide(&self, _: &UserPool, moment: &Moment) -> Decision<Self> {
        let made = user_pool::Created { config: PoolConfig::named("people").into(), at: moment.now };
        Decision::accept([made.into()], ())
    }
}

struct Data(PathBuf);

impl Drop for Data {
    fn drop(&mut self) {
        // Left behind, it would do no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One pool in the log of this folder.
async fn fill(private: &Private, data: &Path) {
    let (log, keys) = (private.endpoint().options(LOG_DATABASE), private.endpoint().options(KEYS_DATABASE));
    let role = migrate_log(&mut PgConnection::connect_with(&log).await.unwrap()).await.unwrap();
    migrate_keys(&mut PgConnection::connect_with(&keys).await.unwrap()).await.unwrap();
    let master = MasterKey::generate();
    std::fs::write(data.join("master.key"), master.to_text().as_str()).unwrap();
    let clock = Clock::new(|| Timestamp::from_seconds(1_700_000_000));
    let (feed, pool) = (Feed::default(), connect(log, role).await.unwrap());
    let keys = PostgresKeys::new(connect(keys, None).await.unwrap());
    let keys = Arc::new(Keys::new(master.clone(), Arc::new(keys)));
    let log = Arc::new(PostgresLog::start(pool.clone(), clock.clone(), feed.clone()));
    let ledger = Ledger::open(log, keys, feed, clock).await.unwrap();
    let mut root: Root<UserPool> = Root::new(user_pool::stream("us-east-1_Pool"), Arc::default());
    root.execute(&ledger, &Make, &moment_at(1_700_000_000_000)).await.unwrap();
    let seals = Seals::new(master.clone(), name_log(&pool, &master, None).await.unwrap());
    let (id, memory) = (&the_pool(), Memory::open(data, &master).unwrap());
    notarise(&pool, &**ledger.log(), id, &seals, &memory).await.unwrap();
}

fn the_pool() -> domain::LedgerId {
    domain::LedgerId::new("us-east-1_Pool")
}

fn verify(data: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replay"));
    command.env_remove("DATABASE_URL").env_remove("KEYS_DATABASE_URL");
    let done = command.arg("--data").arg(data).args(["--json", "verify"]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let report: serde_json::Value = serde_json::from_str(&said)
        .unwrap_or_else(|error| panic!("{error}: {said} {}", String::from_utf8_lossy(&done.stderr)));
    assert_eq!((&report["clean"], &report["events"]), (&true.into(), &1.into()), "{report}");
    assert_eq!(done.status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_data_folder_is_found_whether_its_postgres_runs_or_not() {
    let data = Data(std::env::temp_dir().join(format!("recognito-replay-private-{}", std::process::id())));
    std::fs::create_dir_all(&data.0).unwrap();
    let private = Private::start(&data.0.join("postgres")).await.unwrap();
    fill(&private, &data.0).await;
    verify(&data.0);
    private.stop().await.unwrap();
    verify(&data.0);
    verify(&data.0);
    let again = Private::start(&data.0.join("postgres")).await.unwrap();
    again.stop().await.unwrap();
}
