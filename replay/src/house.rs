//! Finding the log and its keys: the private Postgres of a data folder, running or not, or the databases that the environment names.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use crypto::seal::MasterKey;
use domain::{LedgerId, Stream, StreamId, SubjectId, Timestamp};
use ledger::{
    Clock, Feed, Keys, Ledger,
    notary::{self, Memory, MemoryFault, Seals},
    postgres::{PostgresKeys, PostgresLog, SERVER_ROLE, connect},
};
use private_postgres::{Endpoint, KEYS_DATABASE, LOG_DATABASE, Private};
use sqlx::{Connection, PgConnection, PgPool, postgres::PgConnectOptions};

use crate::{aggregates, cli::Cli, fault::Fault};

/// Claims by which people are found, and identity providers where no user has the name.
const NAMES: [&str; 5] = ["username", "email", "phone_number", "preferred_username", "identity_provider"];

/// The log, opened.
pub(crate) struct House {
    /// Read-only.
    pub(crate) ledger: Arc<Ledger>,
    /// Read-only too.
    pub(crate) pool: PgPool,
    /// Opens checkpoints.
    pub(crate) seals: Seals,
    data: PathBuf,
    log: PgConnectOptions,
    keys: PgConnectOptions,
    role: Option<&'static str>,
    private: Option<Private>,
}

impl House {
    pub(crate) async fn open(cli: &Cli) -> Result<Self, Fault> {
        let (log, keys, private) = databases(cli).await?;
        let master = master_key(&cli.data)?;
        let role = role(&log).await?;
        let read_only = [("default_transaction_read_only", "on")];
        let pool = connect(log.clone().options(read_only), role).await?;
        let store = PostgresKeys::new(connect(keys.clone().options(read_only), None).await?);
        let (clock, feed) = (system_clock(), Feed::default());
        let events = PostgresLog::start(pool.clone(), clock.clone(), feed.clone());
        let held = Arc::new(Keys::new(master.clone(), Arc::new(store)));
        let ledger = Arc::new(Ledger::open(Arc::new(events), held, feed, clock).await?);
        // A log of an older version has no name; nothing is signed here under it.
        let seals = Seals::new(master, notary::log_name(&pool).await?.unwrap_or_default());
        Ok(Self { ledger, pool, seals, data: cli.data.clone(), log, keys, role, private })
    }

    /// Connections that may write.
    pub(crate) async fn writable(&self) -> Result<PgPool, Fault> {
        Ok(connect(self.log.clone(), self.role).await?)
    }

    /// The log, opened to append to it; and its connections.
    pub(crate) async fn writable_log(&self) -> Result<(Arc<Ledger>, PgPool), Fault> {
        let pool = self.writable().await?;
        let store = PostgresKeys::new(connect(self.keys.clone(), None).await?);
        let (clock, feed) = (system_clock(), Feed::default());
        let events = PostgresLog::start(pool.clone(), clock.clone(), feed.clone());
        let keys = Arc::new(Keys::new(self.ledger.keys().master().clone(), Arc::new(store)));
        let ledger = Ledger::open(Arc::new(events), keys, feed, clock).await?;
        Ok((Arc::new(ledger), pool))
    }

    /// What the notary of this data folder remembers.
    pub(crate) fn memory(&self) -> Result<Memory, MemoryFault> {
        Memory::open(&self.data, self.ledger.keys().master())
    }

    pub(crate) async fn close(self) -> Result<(), Fault> {
        self.pool.close().await;
        if let Some(private) = self.private {
            private.stop().await?;
        }
        Ok(())
    }

    /// The streams that `LEDGER/STREAM`, `LEDGER/NAME` or `NAME` means: one, or one per pool in which the name is held.
    pub(crate) async fn find(&self, of: &str) -> Result<Vec<Stream>, Fault> {
        let ledgers: Vec<LedgerId> = self.ledger.log().heads().await?.into_iter().map(|(id, _)| id).collect();
        let mut found = Vec::new();
        if let Some((ledger, rest)) = of.split_once('/')
            && let Some(ledger) = ledgers.iter().find(|id| id.as_str() == ledger)
        {
            let stream = StreamId::new(rest);
            if aggregates::of(&stream).is_some()
                && !self.ledger.log().stream(ledger, &stream, 0).await?.is_empty()
            {
                return Ok(vec![named(ledger, stream)]);
            }
            found.extend(self.named(ledger, rest).await?);
        }
        if found.is_empty() {
            for ledger in &ledgers {
                found.extend(self.named(ledger, of).await?);
            }
        }
        if found.is_empty() { Err(Fault::NotFound(of.to_owned())) } else { Ok(found) }
    }

    /// The stream that holds a name in a ledger.
    async fn named(&self, ledger: &LedgerId, name: &str) -> Result<Option<Stream>, Fault> {
        for scope in NAMES {
            for name in [name.to_owned(), name.to_lowercase()] {
                if let Some(stream) = self.ledger.holder(ledger, scope, &name).await? {
                    return Ok(Some(named(ledger, stream)));
                }
            }
        }
        Ok(None)
    }
}

fn named(ledger: &LedgerId, id: StreamId) -> Stream {
    let person = ["user", "identity"].contains(&id.kind());
    let subject = person.then(|| SubjectId::new(id.as_str()));
    Stream { ledger: ledger.clone(), id, subject }
}

fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others are handed")]
    Clock::new(|| Timestamp::from_ms(chrono::Utc::now().timestamp_millis()))
}

async fn databases(cli: &Cli) -> Result<(PgConnectOptions, PgConnectOptions, Option<Private>), Fault> {
    if let Some(log) = &cli.database_url {
        let keys = cli.keys_database_url.as_ref().ok_or(Fault::NoKeysUrl)?;
        let parse = |name, url: &str| PgConnectOptions::from_str(url).map_err(|_| Fault::Url(name));
        return Ok((parse("DATABASE_URL", log)?, parse("KEYS_DATABASE_URL", keys)?, None));
    }
    let folder = cli.data.join("postgres");
    if !folder.is_dir() {
        return Err(Fault::NoData(cli.data.clone()));
    }
    let options = |endpoint: &Endpoint| (endpoint.options(LOG_DATABASE), endpoint.options(KEYS_DATABASE));
    if let Some(running) = Endpoint::of_running(&folder) {
        let (log, keys) = options(&running);
        // The file may have been left behind by a crash.
        if PgConnection::connect_with(&log).await.is_ok() {
            return Ok((log, keys, None));
        }
    }
    let private = Private::start(&folder).await?;
    let (log, keys) = options(private.endpoint());
    Ok((log, keys, Some(private)))
}

fn master_key(data: &Path) -> Result<MasterKey, Fault> {
    let path = data.join("master.key");
    match fs::read_to_string(&path) {
        Ok(text) => MasterKey::parse(&text).map_err(|_| Fault::NotAMasterKey(path)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Fault::NotAMasterKey(path)),
        Err(error) => Err(Fault::NoMasterKey(path, error)),
    }
}

/// The server's role, where it was made; an error where there is no log at all.
async fn role(log: &PgConnectOptions) -> Result<Option<&'static str>, Fault> {
    let mut connection = PgConnection::connect_with(log).await?;
    let table = sqlx::query("select 1 where to_regclass('event') is not null");
    table.fetch_optional(&mut connection).await?.ok_or(Fault::NoLog)?;
    let role =
        sqlx::query("select 1 from pg_roles where rolname = $1 and pg_has_role(current_user, oid, 'member')");
    let role = role.bind(SERVER_ROLE).fetch_optional(&mut connection).await?;
    connection.close().await?;
    Ok(role.map(|_| SERVER_ROLE))
}
