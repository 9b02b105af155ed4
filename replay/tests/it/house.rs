//! A log on a database of its own, filled with a story, and the tool run on it.

use std::{path::PathBuf, process::Command, sync::Arc};

use crypto::seal::MasterKey;
use domain::{
    Aggregate, Decision, LedgerId, Moment, Personal, Secret, Stream, Timestamp,
    identity_pools::{
        identity::{self, Identity, Login},
        identity_pool::{self, CognitoProvider, IdentityPool},
    },
    scenario::moment_at,
    sync::dataset::{self, Dataset, Patch, RecordsUpdated},
    user_pools::{
        session::{self, Session},
        user::{self, Confirmed, ConfirmedBy, Credential, Deleted, SignedUp, User},
        user_pool::{self, PoolConfig, UserPool},
    },
    values::username::{Name, NameKind},
};
use ledger::{
    Clock, Feed, Keys, Ledger, Root,
    notary::{Memory, Seals, name_log, notarise},
    postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use projections::ReadModels;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

pub(crate) const POOL: &str = "us-east-1_Pool";
pub(crate) const GUESTS: &str = "us-east-1:pool";
pub(crate) const SECRETS: [&str; 2] = ["$argon2id$verysecret", "7e21f1e2c0ffee"];

/// A log with what `replay` needs to read it.
pub(crate) struct House {
    log: TestDatabase,
    keys: TestDatabase,
    pub(crate) data: PathBuf,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) pool: PgPool,
    pub(crate) seals: Seals,
    pub(crate) memory: Memory,
}

impl Drop for House {
    fn drop(&mut self) {
        // Left behind, it would do no harm.
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

pub(crate) struct Say<A: Aggregate>(pub(crate) A::Event);

impl<A: Aggregate> domain::Command for Say<A> {
    type Aggregate = A;
    type Reply = ();
    fn decide(&self, _: &A, _: &Moment) -> Decision<Self> {
        Decision::accept([self.0.clone()], ())
    }
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + seconds)
}

impl House {
    pub(crate) async fn new() -> Self {
        // A minute passes with every look at the clock.
        let minutes = std::sync::atomic::AtomicI64::new(0);
        Self::of(Clock::new(move || at(60 * minutes.fetch_add(1, std::sync::atomic::Ordering::Relaxed))))
            .await
    }

    pub(crate) async fn of(clock: Clock) -> Self {
        let (log, keys) = (database().await, database().await);
        let role = migrate_log(&mut PgConnection::connect_with(&log.options()).await.unwrap()).await.unwrap();
        migrate_keys(&mut PgConnection::connect_with(&keys.options()).await.unwrap()).await.unwrap();
        let master = MasterKey::generate();
        let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "-");
        let data = format!("recognito-replay-test-{}-{thread}", std::process::id());
        let data = std::env::temp_dir().join(data);
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("master.key"), master.to_text().as_str()).unwrap();
        let (feed, pool) = (Feed::default(), connect(log.options(), role).await.unwrap());
        let store = PostgresKeys::new(connect(keys.options(), None).await.unwrap());
        let events = Arc::new(PostgresLog::start(pool.clone(), clock.clone(), feed.clone()));
        let held = Arc::new(Keys::new(master.clone(), Arc::new(store)));
        let ledger = Arc::new(Ledger::open(events, held, feed, clock).await.unwrap());
        let seals = Seals::new(master.clone(), name_log(&pool, &master, None).await.unwrap());
        let memory = Memory::open(&data, &master).unwrap();
        Self { log, keys, data, ledger, pool, seals, memory }
    }

    pub(crate) async fn say<A: Aggregate>(&self, stream: &Stream, fact: impl Into<A::Event>) {
        self.say_at::<A>(&moment_at(1_700_000_000_000), stream, fact).await;
    }

    pub(crate) async fn say_at<A: Aggregate>(
        &self,
        moment: &Moment,
        stream: &Stream,
        fact: impl Into<A::Event>,
    ) {
        let mut root: Root<A> = Root::new(stream.clone(), Arc::default());
        root.execute(&self.ledger, &Say(fact.into()), moment).await.unwrap();
    }

    pub(crate) async fn sign(&self) {
        for (ledger, _) in self.ledger.log().heads().await.unwrap() {
            let log = &**self.ledger.log();
            notarise(&self.pool, log, &ledger, &self.seals, &self.memory).await.unwrap();
        }
    }

    /// Ada, who has a session and an identity with a dataset; Grace, who is forgotten.
    pub(crate) async fn story() -> Self {
        Self::new().await.with_a_story().await
    }

    pub(crate) async fn with_a_story(self) -> Self {
        let house = self;
        let models = ReadModels::start(house.ledger.clone(), house.pool.clone()).await.unwrap();
        let made = user_pool::Created { config: PoolConfig::named("people").into(), at: at(0) };
        house.say::<UserPool>(&user_pool::stream(POOL), made).await;
        let ada = user::stream(&LedgerId::new(POOL), "ada-sub");
        house.say::<User>(&ada, signed_up("Ada")).await;
        house.sign().await;
        let by = ConfirmedBy::Code { attribute: "email".into() };
        house.say::<User>(&ada, Confirmed { by, names: Vec::new(), at: at(2) }).await;
        house.say::<Session>(&Stream::belonging(&ada, Session::KIND, "s1"), opened()).await;
        house.guests(&ada).await;
        let grace = user::stream(&LedgerId::new(POOL), "grace-sub");
        house.say::<User>(&grace, signed_up("Grace")).await;
        house.say::<User>(&grace, Deleted { at: at(5) }).await;
        house.ledger.forget(&grace.ledger, grace.subject.as_ref().unwrap()).await.unwrap();
        let forgotten = domain::subject::Forgotten { reason: "user.deleted".into(), at: at(5) };
        house.say::<domain::subject::Subject>(&domain::subject::stream(&grace).unwrap(), forgotten).await;
        house.sign().await;
        models.caught_up().await.unwrap();
        house
    }

    async fn guests(&self, ada: &Stream) {
        let provider_name = format!("cognito-idp.us-east-1.amazonaws.com/{POOL}");
        let provider = CognitoProvider {
            provider_name: provider_name.clone(),
            client_id: "c".into(),
            server_side_token_check: None,
        };
        let settings =
            identity_pool::Settings { cognito_identity_providers: vec![provider], ..Default::default() };
        self.say::<IdentityPool>(
            &identity_pool::stream(GUESTS),
            identity_pool::Created { settings, at: at(3) },
        )
        .await;
        let identity = identity::stream(GUESTS, "us-east-1:ada-identity");
        let logins = vec![Login::new(provider_name, ada.id.id())];
        self.say::<Identity>(&identity, identity::Created { logins, at: at(3) }).await;
        let known = |text: &str| Personal::Known(text.to_owned());
        let patch = Patch { key: known("level"), value: Some(known("7")), device_last_modified: at(4) };
        let patches = vec![patch];
        let update =
            RecordsUpdated { name: known("game"), sync_count: 1, patches, by: known("phone"), at: at(4) };
        self.say::<Dataset>(&dataset::stream(&identity, "d1"), update).await;
    }

    /// Exit code, standard output, standard error.
    pub(crate) fn replay(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_replay"));
        command.arg("--data").arg(&self.data).args(arguments);
        command.env("DATABASE_URL", self.log.url()).env("KEYS_DATABASE_URL", self.keys.url());
        let done = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let (_, said, complained) = self.replay(&[&["--json"], arguments].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said} {complained}"))
    }

    /// What only the database owner's rights allow.
    pub(crate) async fn forge(&self, sql: &str) {
        let mut owner = PgConnection::connect_with(&self.log.options()).await.unwrap();
        let sql = format!("set session_replication_role = replica; {sql}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that all others are handed")]
pub(crate) fn todays_clock() -> Clock {
    let since = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Clock::new(move || Timestamp::from_ms(i64::try_from(since().as_millis()).unwrap()))
}

pub(crate) fn signed_up(name: &str) -> SignedUp {
    let known = |text: String| Personal::Known(text);
    let email = format!("{}@example.com", name.to_lowercase());
    let secret = |text: &str| Secret::Known(text.to_owned());
    SignedUp {
        username: known(name.to_owned()),
        names: vec![
            Name { kind: NameKind::Username, value: known(name.to_lowercase()) },
            Name { kind: NameKind::Email, value: known(email.clone()) },
        ],
        attributes: [("email".to_owned(), known(email))].into(),
        credential: Some(Credential {
            version: "v".into(),
            phc: secret(SECRETS[0]),
            srp_salt: secret("5a17"),
            srp_verifier: secret(SECRETS[1]),
        }),
        client_id: "client".into(),
        at: at(1),
    }
}

fn opened() -> session::Opened {
    session::Opened {
        sub: "ada-sub".into(),
        client_id: "client".into(),
        user_epoch: 0,
        recoveries: 0,
        device: None,
        auth_time: at(2),
        refresh_expires_at: at(1_000),
        scopes: Vec::new(),
        purpose: session::Purpose::Api,
    }
}
