//! The databases to fill: those that a server with the same data folder would use, opened as it opens them.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    str::FromStr,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use crypto::seal::MasterKey;
use domain::{LedgerId, StreamId, Timestamp};
use ledger::{
    Append, AppendError, Appended, ClaimDigest, Clock, Feed, Keys, Ledger, Log, Position, Record, Snapshot,
    Unavailable, Version,
    notary::{self, Memory, Seals, name_log},
    postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::{KEYS_DATABASE, LOG_DATABASE, Private};
use sqlx::{Connection, PgConnection, PgPool, postgres::PgConnectOptions};

use crate::Cli;

/// All of it happened so long ago: the codes that were sent then have ended.
const AGO_MS: i64 = 40 * 24 * 3_600 * 1_000;
/// The reactions with effects: they count as having handled these events when they were new.
const REACTIONS: [&str; 3] = ["mail", "forgetting", "settling"];

/// The log, and what must be stopped with it.
pub(crate) struct House {
    pub(crate) ledger: Arc<Ledger>,
    pool: PgPool,
    seals: Seals,
    memory: Memory,
    private: Option<Private>,
}

impl House {
    pub(crate) async fn open(cli: &Cli) -> Self {
        fs::create_dir_all(&cli.data).unwrap();
        let master = master_key(&cli.data);
        let (log, keys, private) = databases(cli).await;
        let role = migrate_log(&mut PgConnection::connect_with(&log).await.unwrap()).await.unwrap();
        migrate_keys(&mut PgConnection::connect_with(&keys).await.unwrap()).await.unwrap();
        let pool = connect(log, role).await.unwrap();
        let keys = Keys::new(master.clone(), Arc::new(PostgresKeys::new(connect(keys, None).await.unwrap())));
        let (feed, clock) = (Feed::default(), Clock::new(now));
        let log = FreshStreams(PostgresLog::start(pool.clone(), clock.clone(), feed.clone()));
        let ledger = Arc::new(Ledger::open(Arc::new(log), Arc::new(keys), feed, clock).await.unwrap());
        let seals = Seals::new(master.clone(), name_log(&pool, &master, None).await.unwrap());
        let memory = Memory::open(&cli.data, &master).unwrap();
        Self { ledger, pool, seals, memory, private }
    }

    /// Signs what there is, as a server does while it runs.
    pub(crate) async fn notarise(&self, ledger: &LedgerId) {
        let log = &**self.ledger.log();
        notary::notarise(&self.pool, log, ledger, &self.seals, &self.memory).await.unwrap();
    }

    pub(crate) async fn close(self) {
        for (ledger, _) in self.ledger.log().heads().await.unwrap() {
            self.notarise(&ledger).await;
        }
        for name in REACTIONS {
            let seen = "insert into progress (ledger, name, position) select id, $1, position from ledger
                        on conflict (ledger, name) do update set position = excluded.position";
            sqlx::query(seen).bind(name).execute(&self.pool).await.unwrap();
        }
        self.pool.close().await;
        if let Some(private) = self.private {
            private.stop().await.unwrap();
        }
    }
}

/// The time then.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others are handed")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX) - AGO_MS)
}

fn master_key(data: &Path) -> MasterKey {
    let path = data.join("master.key");
    if !path.exists() {
        fs::write(&path, format!("{}\n", MasterKey::generate().to_text().as_str())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    MasterKey::parse(&fs::read_to_string(&path).unwrap()).unwrap()
}

async fn databases(cli: &Cli) -> (PgConnectOptions, PgConnectOptions, Option<Private>) {
    if let (Some(log), Some(keys)) = (&cli.database_url, &cli.keys_database_url) {
        let parse = |url: &str| PgConnectOptions::from_str(url).unwrap();
        return (parse(log), parse(keys), None);
    }
    let private = Private::start(&cli.data.join("postgres")).await.unwrap();
    let endpoint = private.endpoint();
    (endpoint.options(LOG_DATABASE), endpoint.options(KEYS_DATABASE), Some(private))
}

/// The log, without reading streams from their beginning: every stream here gets a new id, so there is nothing to read.
/// Were one not new after all, its append would be refused as a conflict.
struct FreshStreams(PostgresLog);

#[async_trait]
impl Log for FreshStreams {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.0.append(append).await
    }
    async fn stream(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        after: Version,
    ) -> Result<Vec<Record>, Unavailable> {
        if after == 0 { Ok(Vec::new()) } else { self.0.stream(ledger, stream, after).await }
    }
    async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Record>, Unavailable> {
        self.0.page(ledger, after, limit).await
    }
    async fn head(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        self.0.head(ledger).await
    }
    async fn heads(&self) -> Result<Vec<(LedgerId, Position)>, Unavailable> {
        self.0.heads().await
    }
    async fn holder(
        &self,
        ledger: &LedgerId,
        scope: &str,
        digest: &ClaimDigest,
    ) -> Result<Option<StreamId>, Unavailable> {
        self.0.holder(ledger, scope, digest).await
    }
    async fn snapshot(&self, _: &LedgerId, _: &StreamId) -> Result<Option<Snapshot>, Unavailable> {
        Ok(None)
    }
    async fn keep_snapshot(
        &self,
        ledger: &LedgerId,
        stream: &StreamId,
        snapshot: Snapshot,
    ) -> Result<(), Unavailable> {
        self.0.keep_snapshot(ledger, stream, snapshot).await
    }
    async fn drop_snapshots(&self, ledger: &LedgerId, streams: &[StreamId]) -> Result<(), Unavailable> {
        self.0.drop_snapshots(ledger, streams).await
    }
    async fn drop_of_ended(&self, ledger: &LedgerId, limit: u32) -> Result<u64, Unavailable> {
        self.0.drop_of_ended(ledger, limit).await
    }
}
