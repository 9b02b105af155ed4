//! Nodes on one Postgres, and a way to record any fact.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use std::sync::Arc;

use crypto::seal::MasterKey;
use domain::{
    Aggregate, Command, Decision, LedgerId, Moment, Personal, Secret, Stream, Timestamp,
    scenario::moment_at,
    user_pools::{
        session::{self, Opened, Purpose, Session},
        user::{Credential, Deleted, JoinedGroup, SignedUp, User},
    },
};
use ledger::{
    Clock, Feed, Keys, Ledger, Root,
    postgres::{PostgresKeys, PostgresLog, connect, migrate_keys, migrate_log},
};
use private_postgres::testing::{TestDatabase, database};
use sqlx::{Connection, PgConnection, PgPool};

/// The database, and the keys that open what is in it.
pub(crate) struct House {
    log: TestDatabase,
    kept: TestDatabase,
    master: MasterKey,
    role: Option<&'static str>,
}

/// One node.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) pool: PgPool,
}

impl House {
    pub(crate) async fn new() -> Self {
        let (log, kept) = (database().await, database().await);
        let mut house = Self { log, kept, master: MasterKey::generate(), role: None };
        house.role = migrate_log(&mut house.owner().await).await.unwrap();
        migrate_keys(&mut PgConnection::connect_with(&house.kept.options()).await.unwrap()).await.unwrap();
        house
    }

    /// A connection to the log's database, with all rights.
    pub(crate) async fn owner(&self) -> PgConnection {
        PgConnection::connect_with(&self.log.options()).await.unwrap()
    }

    pub(crate) async fn node(&self) -> Node {
        let clock = Clock::new(|| Timestamp::from_seconds(1_700_000_000));
        let kept = PostgresKeys::new(connect(self.kept.options(), None).await.unwrap());
        let keys = Arc::new(Keys::new(self.master.clone(), Arc::new(kept)));
        let (feed, pool) = (Feed::default(), connect(self.log.options(), self.role).await.unwrap());
        let log = Arc::new(PostgresLog::start(pool.clone(), clock.clone(), feed.clone()));
        Node { ledger: Arc::new(Ledger::open(log, keys, feed, clock).await.unwrap()), pool }
    }
}

/// Events to be recorded as they are.
pub(crate) struct Say<A: Aggregate>(Vec<A::Event>);

impl<A: Aggregate> Command for Say<A> {
    type Aggregate = A;
    type Reply = ();
    fn decide(&self, _: &A, _: &Moment) -> Decision<Self> {
        Decision::accept(self.0.clone(), ())
    }
}

pub(crate) fn moment() -> Moment {
    moment_at(1_700_000_000_000)
}

impl Node {
    pub(crate) async fn say<A: Aggregate>(
        &self,
        stream: Stream,
        facts: impl IntoIterator<Item = impl Into<A::Event>>,
    ) {
        let facts = facts.into_iter().map(Into::into).collect();
        Root::<A>::new(stream, Arc::default()).execute(&self.ledger, &Say(facts), &moment()).await.unwrap();
    }
}

pub(crate) fn pool() -> LedgerId {
    LedgerId::new("us-east-1_Pool")
}

pub(crate) fn user(sub: &str) -> Stream {
    domain::user_pools::user::stream(&pool(), sub)
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + seconds)
}

pub(crate) fn credential() -> Credential {
    let secret = |text: &str| Secret::Known(text.to_owned());
    Credential {
        version: "v".into(),
        phc: secret("$argon2id$verysecret"),
        srp_salt: secret("5a17"),
        srp_verifier: secret("7e21f1e2"),
    }
}

pub(crate) fn signed_up(username: &str, seconds: i64) -> SignedUp {
    let email = Personal::Known(format!("{username}@example.com"));
    SignedUp {
        username: Personal::Known(username.to_owned()),
        names: Vec::new(),
        attributes: [("email".to_owned(), email)].into(),
        credential: Some(credential()),
        client_id: "client".into(),
        at: at(seconds),
    }
}

/// Deletes a user and forgets the person.
pub(crate) async fn delete(node: &Node, sub: &str) {
    let stream = user(sub);
    node.say::<User>(stream.clone(), [Deleted { at: at(9) }]).await;
    node.ledger.forget(&stream.ledger, stream.subject.as_ref().unwrap()).await.unwrap();
    let forgotten = domain::subject::Forgotten { reason: "user.deleted".into(), at: at(9) };
    node.say::<domain::subject::Subject>(domain::subject::stream(&stream).unwrap(), [forgotten]).await;
}

/// Makes a user a member of the group of an id.
pub(crate) async fn join(node: &Node, sub: &str, group: &str) {
    node.say::<User>(user(sub), [JoinedGroup { group: group.to_owned(), at: at(50) }]).await;
}

/// The table of a read model in its present version.
pub(crate) fn table_of(name: &str) -> String {
    let model = projections::all().into_iter().find(|model| model.name() == name).unwrap();
    format!("{}.item", model.schema())
}

/// Opens a session of a user, which lasts for ten seconds.
pub(crate) async fn open_session(node: &Node, sub: &str, jti: &str, seconds: i64) {
    let opened = Opened {
        sub: sub.to_owned(),
        client_id: "web".to_owned(),
        user_epoch: 0,
        recoveries: 0,
        device: None,
        auth_time: at(seconds),
        refresh_expires_at: at(seconds + 10),
        scopes: Vec::new(),
        purpose: Purpose::Api,
    };
    node.say::<Session>(session::stream(&user(sub), jti), [opened]).await;
}
