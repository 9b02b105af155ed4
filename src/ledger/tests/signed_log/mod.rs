//! A log on Postgres of one ledger, with a notary's memory in a folder, and an owner of the database who forges.

use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use crypto::{merkle::TileBuilder, seal::MasterKey};
use domain::{LedgerId, StreamId, Timestamp};
use ledger::{
    Append, Clock, Draft, Feed, Log, Part,
    notary::{self, Memory, Refused, Seals, notarise},
    postgres::{PostgresLog, connect, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use uuid::Uuid;

pub(crate) static MASTER: LazyLock<MasterKey> = LazyLock::new(|| MasterKey::from_bytes([7; 32]));

pub(crate) struct House {
    pub(crate) database: TestDatabase,
    pub(crate) pool: PgPool,
    pub(crate) log: Arc<dyn Log>,
    pub(crate) feed: Feed,
    pub(crate) seals: Seals,
    pub(crate) memory: Memory,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        // Left behind, it would do no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn ledger() -> LedgerId {
    LedgerId::new("us-east-1_Pool")
}

pub(crate) fn clock() -> Clock {
    Clock::new(|| Timestamp::from_seconds(1_700_000_000))
}

impl House {
    pub(crate) async fn new() -> Self {
        let database = database().await;
        let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
        let role = migrate_log(&mut owner).await.unwrap();
        let pool = connect(database.options(), role).await.unwrap();
        let feed = Feed::default();
        let log = Arc::new(PostgresLog::start(pool.clone(), clock(), feed.clone()));
        let seals = Seals::new(MASTER.clone(), "auth.example.com");
        let folder = std::env::temp_dir()
            .join(format!("recognito-notary-{}", Uuid::from_bytes(crypto::seal::random_bytes())));
        let memory = Memory::open(&folder, &MASTER).unwrap();
        Self { database, pool, log, feed, seals, memory, folder }
    }

    /// The memory of a node with a data folder of its own; the same again after a restart of that node.
    pub(crate) fn memory_of(&self, node: &str) -> Memory {
        Memory::open(&self.folder.join(node), &MASTER).unwrap()
    }

    /// What the node finds after a restart.
    pub(crate) fn restart(&mut self) {
        self.memory = Memory::open(&self.folder, &MASTER).unwrap();
    }

    /// Appends events up to a position.
    pub(crate) async fn grow(&self, from: u64, to: u64) {
        let draft = |n: u64| Draft {
            id: Uuid::from_u128(u128::from(n)),
            kind: "door.opened",
            shape: 1,
            data: bytes::Bytes::from_static(b"{}"),
            sealed: bytes::Bytes::new(),
            meta: bytes::Bytes::from_static(b"{}"),
        };
        let drafts = (from + 1..=to).map(draft).collect();
        let (ledger, stream) = (ledger(), StreamId::new("door-1"));
        let part = Part { stream, expected: from, drafts, claims: Vec::new() };
        self.log.append(Append { ledger, parts: vec![part] }).await.unwrap();
    }

    pub(crate) async fn sign(&self) -> Result<u64, Refused> {
        self.sign_as(&self.memory).await
    }

    pub(crate) async fn sign_as(&self, memory: &Memory) -> Result<u64, Refused> {
        notarise(&self.pool, &*self.log, &ledger(), &self.seals, memory).await
    }

    /// Events up to each of these positions, each signed.
    pub(crate) async fn signed_at(&self, positions: &[u64]) {
        let mut from = 0;
        for to in positions {
            self.grow(from, *to).await;
            assert_eq!(self.sign().await.unwrap(), *to);
            from = *to;
        }
    }

    /// What only the database owner's rights allow.
    pub(crate) async fn forge(&self, sql: &str) {
        let mut owner = PgConnection::connect_with(&self.database.options()).await.unwrap();
        let sql = format!("set session_replication_role = replica; {sql}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
    }

    /// Rewrites an event, and everything in the database that follows from it: its digest, the tiles, the ledger's root. The checkpoints
    /// from there on are dropped.
    pub(crate) async fn rewrite(&self, position: u64) {
        self.forge(&format!("update event set data = '{{\"forged\":1}}' where position = {position}")).await;
        let forged = self.log.page(&ledger(), position - 1, 1).await.unwrap().remove(0);
        let digest = hex::encode(forged.leaf_hash());
        self.forge(&format!("update event set digest = '\\x{digest}' where position = {position}")).await;
        let mut tree = TileBuilder::default();
        self.log.page(&ledger(), 0, 10_000).await.unwrap().iter().for_each(|record| tree.push(record.digest));
        let frontier = hex::encode(tree.frontier().to_bytes());
        let tile = |tile: crypto::merkle::Tile| {
            let (level, index, hashes) = (tile.id.level, tile.id.index, hex::encode(tile.bytes));
            format!("update tile set hashes = '\\x{hashes}' where level = {level} and index = {index};")
        };
        let tiles: String = tree.take_tiles().into_iter().map(tile).collect();
        let checkpoints = format!("delete from checkpoint where position >= {position}");
        self.forge(&format!("{tiles} update ledger set frontier = '\\x{frontier}'; {checkpoints}")).await;
    }

    /// Why nothing is signed; checks that nothing was.
    pub(crate) async fn refusal(&self) -> String {
        self.refusal_as(&self.memory).await
    }

    pub(crate) async fn refusal_as(&self, memory: &Memory) -> String {
        let before = notary::latest(&self.pool, &ledger()).await.unwrap();
        let refused = self.sign_as(memory).await;
        assert_eq!(notary::latest(&self.pool, &ledger()).await.unwrap(), before, "nothing was signed");
        match refused {
            Err(Refused::Tampered(why)) => why,
            other => panic!("{other:?}"),
        }
    }
}
