//! The tool as people run it, on a real log: what it tells, and that nothing which was tampered with passes.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::{path::PathBuf, process::Command, sync::Arc};

use crypto::seal::MasterKey;
use domain::{
    Aggregate, Decision, LedgerId, Moment, Personal, Secret, Signer, Stream, Timestamp,
    dataset::{self, Dataset, Patch, RecordsUpdated},
    identity::{self, Identity, Login},
    identity_pool::{self, CognitoProvider, IdentityPool},
    registry::{self, PoolKind, Registered, Registration},
    scenario::moment_at,
    session::{self, Session},
    user::{
        self, Confirmed, ConfirmedBy, CreatedByAdmin, Credential, Deleted, PasswordSet, PasswordSetBy,
        SignedUp, Status, User,
    },
    user_pool::{self, PoolConfig, UserPool},
    values::username::{Name, NameKind},
};
use ledger::{
    Clock, Feed, Keys, Ledger, Root,
    notary::{Memory, Notary, Seals, name_log, notarise},
    postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use projections::ReadModels;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

const POOL: &str = "us-east-1_Pool";
const GUESTS: &str = "us-east-1:pool";
const SECRETS: [&str; 2] = ["$argon2id$verysecret", "7e21f1e2c0ffee"];

struct House {
    log: TestDatabase,
    keys: TestDatabase,
    data: PathBuf,
    ledger: Arc<Ledger>,
    pool: PgPool,
    seals: Seals,
    memory: Memory,
}

impl Drop for House {
    fn drop(&mut self) {
        // Left behind, it would do no harm.
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

struct Say<A: Aggregate>(A::Event);

impl<A: Aggregate> domain::Command for Say<A> {
    type Aggregate = A;
    type Reply = ();
    fn decide(&self, _: &A, _: &Moment) -> Decision<Self> {
        Decision::accept([self.0.clone()], ())
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + seconds)
}

impl House {
    async fn new() -> Self {
        // A minute passes with every look at the clock.
        let minutes = std::sync::atomic::AtomicI64::new(0);
        Self::of(Clock::new(move || at(60 * minutes.fetch_add(1, std::sync::atomic::Ordering::Relaxed))))
            .await
    }

    async fn of(clock: Clock) -> Self {
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

    async fn say<A: Aggregate>(&self, stream: &Stream, fact: impl Into<A::Event>) {
        self.say_at::<A>(&moment_at(1_700_000_000_000), stream, fact).await;
    }

    async fn say_at<A: Aggregate>(&self, moment: &Moment, stream: &Stream, fact: impl Into<A::Event>) {
        let mut root: Root<A> = Root::new(stream.clone(), Arc::default());
        root.execute(&self.ledger, &Say(fact.into()), moment).await.unwrap();
    }

    async fn sign(&self) {
        for (ledger, _) in self.ledger.log().heads().await.unwrap() {
            let log = &**self.ledger.log();
            notarise(&self.pool, log, &ledger, &self.seals, &self.memory).await.unwrap();
        }
    }

    /// Ada, who has a session and an identity with a dataset; Grace, who is forgotten.
    async fn story() -> Self {
        Self::new().await.with_a_story().await
    }

    async fn with_a_story(self) -> Self {
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

    /// Exit code, what was said, and what was complained of.
    fn replay(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_replay"));
        command.arg("--data").arg(&self.data).args(arguments);
        command.env("DATABASE_URL", self.log.url()).env("KEYS_DATABASE_URL", self.keys.url());
        let done = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let (_, said, complained) = self.replay(&[&["--json"], arguments].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said} {complained}"))
    }

    /// What only somebody with the database owner's rights can do.
    async fn forge(&self, sql: &str) {
        let mut owner = PgConnection::connect_with(&self.log.options()).await.unwrap();
        let sql = format!("set session_replication_role = replica; {sql}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that all others are handed")]
fn todays_clock() -> Clock {
    let since = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Clock::new(move || Timestamp::from_ms(i64::try_from(since().as_millis()).unwrap()))
}

fn signed_up(name: &str) -> SignedUp {
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
        credential: Credential {
            version: "v".into(),
            phc: secret(SECRETS[0]),
            srp_salt: secret("5a17"),
            srp_verifier: secret(SECRETS[1]),
        },
        client_id: "client".into(),
        at: at(1),
    }
}

fn opened() -> session::Opened {
    session::Opened {
        sub: "ada-sub".into(),
        client_id: "client".into(),
        user_epoch: 0,
        auth_time: at(2),
        refresh_expires_at: at(1_000),
        scopes: Vec::new(),
    }
}

#[tokio::test]
async fn history_tells_a_persons_whole_story_by_any_of_her_names() {
    let house = House::story().await;
    for of in ["Ada", "us-east-1_Pool/ada", "us-east-1_Pool/ada@example.com", "us-east-1_Pool/user-ada-sub"] {
        let lines = house.json(&["history", of]);
        let kinds: Vec<&str> =
            lines.as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
        let story = [
            "user.signed_up",
            "user.confirmed",
            "session.opened",
            "identity.created",
            "dataset.records_updated",
        ];
        assert_eq!(kinds, story, "{of}");
        assert_eq!(lines[0]["data"]["attributes"]["email"], "ada@example.com");
        assert_eq!(lines[4]["data"]["patches"][0]["value"], "7");
    }
    let (code, table, _) = house.replay(&["history", "Ada"]);
    assert!(code == 0 && table.contains("ada@example.com") && table.contains("user.signed_up"), "{table}");
    let grace = house.json(&["history", "us-east-1_Pool/user-grace-sub"]);
    assert_eq!(grace[0]["data"]["attributes"]["email"], "(forgotten)");
    assert_eq!(grace.as_array().unwrap().last().unwrap()["kind"], "subject.forgotten");
    let (code, _, complained) = house.replay(&["history", "grace@example.com"]);
    assert!(
        code == 2 && complained.contains("no such thing"),
        "nobody is found by a forgotten name: {complained}"
    );
}

/// What a session of the role `app` asks for, on behalf of an identity.
fn asked_by(session: &str, identity: &str) -> Moment {
    let signer = Signer {
        access_key_id: format!("ASIA{session}"),
        owner: "arn:aws:iam::123456789012:role/app".into(),
        session_name: Personal::Known(session.into()),
        on_behalf_of: Personal::Known(format!("identity {identity}")),
    };
    Moment {
        principal: "arn:aws:sts::123456789012:assumed-role/app".into(),
        region: "eu-west-1".into(),
        signer,
        ..moment_at(1_700_000_000_000)
    }
}

#[tokio::test]
async fn history_tells_identities_under_one_role_apart_and_the_region_that_was_signed_for() {
    let house = House::new().await;
    let identity = identity::stream(GUESTS, "us-east-1:i");
    let vended = |key: &str| identity::CredentialsVended {
        role_arn: "arn:aws:iam::123456789012:role/app".into(),
        access_key_id: key.into(),
        expires_at: at(9),
        flow: identity::Flow::Enhanced,
        at: at(3),
    };
    for (session, who) in [("ada", "us-east-1:one"), ("grace", "us-east-1:other")] {
        house.say_at::<Identity>(&asked_by(session, who), &identity, vended("ASIA1")).await;
    }
    house.say::<Identity>(&identity, vended("ASIA2")).await;
    let of = format!("{GUESTS}/{}", identity.id);
    let lines = house.json(&["history", &of]);
    let told = |line: usize, key: &str| lines[line][key].as_str().unwrap().to_owned();
    assert_eq!(told(0, "principal"), "arn:aws:sts::123456789012:assumed-role/app/ada");
    assert_eq!((told(0, "session_name"), told(1, "session_name")), ("ada".into(), "grace".into()));
    assert_eq!((told(0, "access_key_id"), told(1, "access_key_id")), ("ASIAada".into(), "ASIAgrace".into()));
    assert_eq!(told(0, "on_behalf_of"), "identity us-east-1:one");
    assert_eq!(told(1, "on_behalf_of"), "identity us-east-1:other");
    assert_eq!(told(0, "owner"), "arn:aws:iam::123456789012:role/app");
    assert_eq!(told(0, "region"), "eu-west-1");
    assert_eq!(
        (told(2, "region"), told(2, "access_key_id")),
        ("us-east-1".into(), String::new()),
        "not signed"
    );
    let (_, table, _) = house.replay(&["history", &of]);
    for word in ["ASIAada", "ASIAgrace", "us-east-1:one", "eu-west-1"] {
        assert!(table.contains(word), "{word}: {table}");
    }
    let (_, hidden, _) = house.replay(&["--json", "--hide-personal", "history", &of]);
    assert!(hidden.contains("ASIAada") && hidden.contains("assumed-role/app/***"), "{hidden}");
    for word in ["\"ada\"", "app/ada", "us-east-1:one"] {
        assert!(!hidden.contains(word), "{word}: {hidden}");
    }
}

#[tokio::test]
async fn who_signed_is_forgotten_with_the_person_and_the_key_stays() {
    let house = House::new().await;
    let identity = identity::stream(GUESTS, "us-east-1:i");
    let created = identity::Created { logins: Vec::new(), at: at(3) };
    house.say_at::<Identity>(&asked_by("adas-laptop", "us-east-1:one"), &identity, created).await;
    house.ledger.forget(&identity.ledger, identity.subject.as_ref().unwrap()).await.unwrap();
    let line = house.json(&["history", &format!("{GUESTS}/{}", identity.id)])[0].clone();
    assert_eq!(line["principal"], "arn:aws:sts::123456789012:assumed-role/app/(forgotten)");
    assert_eq!(
        (&line["session_name"], &line["on_behalf_of"]),
        (&"(forgotten)".into(), &"(forgotten)".into())
    );
    assert_eq!(line["access_key_id"], "ASIAadas-laptop");
}

#[tokio::test]
async fn show_tells_the_state_of_any_moment_and_diff_what_changed() {
    let house = House::story().await;
    let status = |at: &[&str]| {
        let state = house.json(&[&["show", "us-east-1_Pool/user-ada-sub"], at].concat());
        state["state"]["standing"]["Present"]["status"].clone()
    };
    assert_eq!((status(&[]), status(&["--at", "2"])), ("CONFIRMED".into(), "UNCONFIRMED".into()));
    assert_eq!(status(&["--at", "1"]), Value::Null, "she was not there yet");
    let history = house.json(&["history", "Ada"]);
    let (before, after) = (history[0]["at"].as_str().unwrap(), history[1]["at"].as_str().unwrap());
    assert!(before < after);
    assert_eq!(
        (status(&["--at", before]), status(&["--at", after])),
        ("UNCONFIRMED".into(), "CONFIRMED".into())
    );
    let diff = house.json(&["diff", "Ada", "2", "3"]);
    assert_eq!(diff["events"], serde_json::json!(["#3 user.confirmed"]));
    assert!(
        diff["changes"].as_array().unwrap().iter().any(|change| change["after"] == "CONFIRMED"),
        "{diff}"
    );
}

#[tokio::test]
async fn no_secret_is_ever_told_and_personal_data_only_where_it_may_be() {
    let house = House::story().await;
    for ask in [vec!["history", "Ada"], vec!["show", "Ada"], vec!["diff", "Ada", "1", "99"], vec!["verify"]] {
        for json in [&[][..], &["--json"]] {
            let (_, said, complained) = house.replay(&[json, &ask[..]].concat());
            let all = said + &complained;
            assert!(SECRETS.iter().all(|secret| !all.contains(secret)), "{ask:?}: {all}");
            let hidden = house.replay(&[json, &["--hide-personal"], &ask[..]].concat());
            assert!(!hidden.1.contains("@example.com"), "{ask:?}: {}", hidden.1);
        }
    }
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_clean_and_its_read_models_are_rebuilt_equal() {
    let house = House::story().await;
    let (code, said, complained) = house.replay(&["verify"]);
    assert_eq!(code, 0, "{said} {complained}");
    let report = house.json(&["verify"]);
    assert_eq!(
        (&report["clean"], &report["events"], &report["checkpoints"]),
        (&true.into(), &10.into(), &3.into())
    );
    assert_eq!(report["claims"], 3, "two names and a login of Ada; none of Grace");
    let rebuilt = house.json(&["rebuild"]);
    assert!(rebuilt.as_array().unwrap().iter().all(|model| model["equal"] == true), "{rebuilt}");
    assert_eq!(house.json(&["verify"])["clean"], true);
    let ledgers = house.json(&["ledgers"]);
    assert_eq!(ledgers[1]["signed_up_to"], 7, "{ledgers}");
    let proof = house.json(&["prove", POOL, "2"]);
    assert_eq!(proof["holds"], true);
}

/// Each on a log of its own: what was done, and the row that is named.
async fn named(forgery: &str) -> String {
    let house = House::story().await;
    house.forge(forgery).await;
    let (code, _, complained) = house.replay(&["verify"]);
    assert_eq!(code, 1, "{forgery}: {complained}");
    let report = house.json(&["verify"]);
    assert_eq!(report["clean"], false);
    report["findings"][0]["row"].as_str().unwrap().to_owned()
}

macro_rules! forgeries {
    ($($name:ident: $sql:expr => $row:expr;)+) => {
        $(#[tokio::test] async fn $name() { assert_eq!(named(&$sql).await, $row); })+
    };
}

const OF_THE_POOL: &str = "where ledger = 'us-east-1_Pool'";

forgeries! {
    a_changed_event_is_named: format!("update event set data = '{{}}' {OF_THE_POOL} and position = 3")
        => "us-east-1_Pool event 3";
    a_changed_sealed_part_is_named: format!("update event set sealed = sealed || '\\x00' {OF_THE_POOL} and position = 2")
        => "us-east-1_Pool event 2";
    a_missing_event_is_named: format!("delete from event {OF_THE_POOL} and position = 4")
        => "us-east-1_Pool event 4";
    a_ledger_whose_counter_was_taken_away_is_found: "delete from ledger where id = 'us-east-1_Pool'"
        => "us-east-1_Pool event 1";
    a_ledger_whose_events_were_all_taken_away_is_found: format!("delete from event {OF_THE_POOL}")
        => "us-east-1_Pool event 1";
    a_cut_off_ledger_is_found: format!("delete from event {OF_THE_POOL} and position = 7;
        update ledger set position = 6 where id = 'us-east-1_Pool'") => "us-east-1_Pool counter";
    a_smuggled_event_is_named: format!("insert into event select ledger, 8, gen_random_uuid(), stream, 2, kind, shape, data,
        sealed, meta, recorded_at, digest from event {OF_THE_POOL} and position = 1") => "us-east-1_Pool event 8";
    a_changed_checkpoint_is_named: format!("update checkpoint set note = replace(note, E'\\n2\\n', E'\\n3\\n') {OF_THE_POOL} and position = 2")
        => "us-east-1_Pool checkpoint 2";
    a_changed_tile_is_named: format!("update tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) {OF_THE_POOL}")
        => "us-east-1_Pool tile/0/000.p/7";
    a_claim_that_was_taken_away_is_named: "delete from claim where scope = 'email'"
        => "us-east-1_Pool claim of a email by user-ada-sub";
    a_claim_that_was_given_away_is_named: "update claim set stream = 'user-eve' where scope = 'username'"
        => "us-east-1_Pool claim of a username by user-eve";
    a_changed_read_model_is_named:
        "update users_v3.item set body = jsonb_set(body, '{attributes,email}', '\"eve@example.com\"')"
        => "read model users: us-east-1_Pool ada-sub";
}

/// Seven hundred events of a pool, signed at 300 and at 650.
async fn long_log() -> House {
    let house = House::new().await;
    let ada = user::stream(&LedgerId::new(POOL), "ada-sub");
    house.say::<User>(&ada, signed_up("Ada")).await;
    for n in 2..=700 {
        let by = ConfirmedBy::Code { attribute: "email".into() };
        house.say::<User>(&ada, Confirmed { by, names: Vec::new(), at: at(n) }).await;
        if [300, 650].contains(&n) {
            house.sign().await;
        }
    }
    house
}

/// What is not signed is a finding of its own.
fn without_the_unsigned(report: &Value) -> Vec<String> {
    let rows = report["findings"].as_array().unwrap().iter().map(|f| f["row"].as_str().unwrap().to_owned());
    rows.filter(|row| *row != format!("{POOL} event 651")).collect()
}

#[tokio::test]
async fn of_many_tiles_the_one_that_was_changed_is_named() {
    let house = long_log().await;
    assert_eq!(without_the_unsigned(&house.json(&["verify"])), Vec::<String>::new());
    let flip = |level, index| {
        format!(
            "update tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)
             {OF_THE_POOL} and level = {level} and index = {index}"
        )
    };
    for (level, index, row) in [(0, 0, "tile/0/000"), (0, 2, "tile/0/002.p/138"), (1, 0, "tile/1/000.p/2")] {
        house.forge(&flip(level, index)).await;
        assert_eq!(without_the_unsigned(&house.json(&["verify"])), [format!("{POOL} {row}")]);
        house.forge(&flip(level, index)).await;
    }
    house.forge(&flip(0, 0)).await;
    house.forge(&format!("update event set data = '{{}}' {OF_THE_POOL} and position = 600")).await;
    let found = without_the_unsigned(&house.json(&["verify"]));
    let both = [format!("{POOL} tile/0/000"), format!("{POOL} event 600")];
    assert_eq!(found, both, "what is complete before the event comes first, and both are named");
}

/// Changes the third event of the pool, and gives it the digest that belongs to it then.
async fn hash_anew(house: &House, change: &str) {
    let third = format!("{OF_THE_POOL} and position = 3");
    house.forge(&format!("update event set {change} {third}")).await;
    let forged = house.ledger.log().page(&LedgerId::new(POOL), 2, 1).await.unwrap().remove(0);
    let digest = hex::encode(forged.leaf_hash());
    house.forge(&format!("update event set digest = '\\x{digest}' {third}")).await;
}

#[tokio::test]
async fn a_forger_who_hashes_anew_is_found_by_the_checkpoint() {
    let house = House::story().await;
    hash_anew(&house, "meta = replace(convert_from(meta, 'UTF8'), 'test', 'somebody else')::bytea").await;
    let report = house.json(&["verify"]);
    let rows = [&report["findings"][0]["row"], &report["findings"][1]["row"]];
    assert_eq!(rows, ["us-east-1_Pool events 3 to 7", "us-east-1_Pool checkpoint 7"], "{report}");
}

#[tokio::test]
async fn an_event_without_a_moment_is_named() {
    for meta in ["{}", "[]", r#"{"now":"then"}"#] {
        let house = House::story().await;
        hash_anew(&house, &format!("meta = '{meta}'")).await;
        let found = house.json(&["verify"])["findings"][0].clone();
        assert_eq!(found["row"], "us-east-1_Pool event 3", "{meta}");
        assert!(found["fault"].as_str().unwrap().contains("cannot read"), "{found}");
    }
}

/// Ada in a pool in which a verified address is a name, as an earlier server recorded it, and an invited user who prefers a name that
/// was not claimed then.
async fn in_a_pool_with_aliases() -> (House, Stream) {
    let house = House::new().await;
    let models = ReadModels::start(house.ledger.clone(), house.pool.clone()).await.unwrap();
    let mut config = PoolConfig::named("aliases");
    config.naming.case_sensitive = false;
    config.naming.alias_attributes = [NameKind::Email, NameKind::PreferredUsername].into();
    let made = user_pool::Created { config: config.into(), at: at(0) };
    house.say::<UserPool>(&user_pool::stream(POOL), made).await;
    let ada = user::stream(&LedgerId::new(POOL), "ada-sub");
    let SignedUp { mut names, attributes, credential, .. } = signed_up("Ada");
    let email = names.split_off(1);
    house.say::<User>(&ada, SignedUp { names, ..signed_up("Ada") }).await;
    let by = ConfirmedBy::Code { attribute: "email".into() };
    house.say::<User>(&ada, Confirmed { by, names: email, at: at(2) }).await;
    let preferred = ("preferred_username".to_owned(), Personal::Known("countess".to_owned()));
    let invited = CreatedByAdmin {
        username: Personal::Known("invited".to_owned()),
        names: vec![Name { kind: NameKind::Username, value: Personal::Known("invited".to_owned()) }],
        attributes: attributes.into_iter().chain([preferred]).collect(),
        credential,
        expires_at: at(100),
        at: at(3),
    };
    house.say::<User>(&user::stream(&LedgerId::new(POOL), "invited-sub"), invited).await;
    house.sign().await;
    models.caught_up().await.unwrap();
    (house, ada)
}

#[tokio::test]
async fn a_user_who_holds_other_names_than_the_attributes_give_is_found() {
    let (house, ada) = in_a_pool_with_aliases().await;
    let before = house.json(&["verify"]);
    assert_eq!(before["clean"], true, "{before}");
    let credential = signed_up("Ada").credential;
    let alone = PasswordSet::alone(PasswordSetBy::Admin, credential, Status::Confirmed, at(4));
    let boss = ("email".to_owned(), Personal::Known("boss@example.com".to_owned()));
    house.say::<User>(&ada, PasswordSet { attributes: [boss].into(), ..alone }).await;
    house.sign().await;
    let found = house.json(&["verify"])["findings"].clone();
    let found: Vec<_> = found.as_array().unwrap().iter().map(|one| (&one["row"], &one["fault"])).collect();
    let row = Value::from("us-east-1_Pool names of user-ada-sub");
    let faults = [
        Value::from("it holds a email that its attributes do not give"),
        Value::from("its email counts as a name, and nobody holds it"),
    ];
    assert_eq!(found, [(&row, &faults[0]), (&row, &faults[1])]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_being_written_is_as_clean_as_one_that_rests() {
    // Were the events of another time, they would be unsigned for longer than a notary takes.
    let house = Arc::new(House::of(todays_clock()).await.with_a_story().await);
    let (ledger, seals) = (house.ledger.clone(), house.seals.clone());
    let _notary = Notary::start(ledger, house.pool.clone(), seals, house.memory.clone());
    let writer = Arc::clone(&house);
    let writing = tokio::spawn(async move {
        for n in 0.. {
            let person = user::stream(&LedgerId::new(POOL), &format!("sub{n}"));
            writer.say::<User>(&person, signed_up(&format!("user{n}"))).await;
            if n % 3 == 0 {
                writer.say::<User>(&person, Deleted { at: at(5) }).await;
            }
        }
    });
    for ask in ["verify", "rebuild", "verify", "verify"] {
        let asked = Arc::clone(&house);
        let (code, said, complained) =
            tokio::task::spawn_blocking(move || asked.replay(&[ask])).await.unwrap();
        assert_eq!(code, 0, "{ask}: {said} {complained}");
    }
    assert!(!writing.is_finished(), "somebody did write meanwhile");
    writing.abort();
    assert!(house.json(&["verify"])["events"].as_u64().unwrap() > 100);
}

#[tokio::test]
async fn a_registered_pool_that_lost_its_ledger_is_found_without_any_memory_until_it_is_accepted() {
    let house = House::story().await;
    let gone = LedgerId::new("us-east-1_Gone");
    let registered = Registered { pool_id: gone.to_string(), kind: PoolKind::User };
    house.say::<Registration>(&registry::stream(gone.as_str()), registered).await;
    house.sign().await;
    assert_eq!(house.json(&["verify"])["clean"], true, "an id that was reserved and never used does no harm");
    house.ledger.keys().make(&gone, "", at(0)).await.unwrap();
    let report = house.json(&["verify"]);
    let found = report["findings"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{report}");
    assert_eq!(found[0]["row"], "us-east-1_Gone");
    assert_eq!(found[0]["fault"], "it is registered in account at 1, and has no events");
    let accepted = house.json(&["accept-restore", "--by", "Ada"]);
    assert_eq!(accepted[0]["ledger"], "us-east-1_Gone", "{accepted}");
    assert_eq!(house.json(&["verify"])["clean"], true);
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let house = House::new().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_replay"));
    command.args(["--data", "/nowhere/at/all", "ledgers"]);
    let done = command.env_remove("DATABASE_URL").env_remove("KEYS_DATABASE_URL").output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.code() == Some(2) && said.contains("there is no data in /nowhere/at/all"), "{said}");
    std::fs::write(house.data.join("master.key"), "not a key").unwrap();
    let (code, _, said) = house.replay(&["ledgers"]);
    assert!(code == 2 && said.contains("holds no master key"), "{said}");
}
