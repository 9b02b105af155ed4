//! With a pool all its people go: keys, claims, snapshots and rows, also where the server is killed between two of its facts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    api::{self, Administrator, IDENTITY_POOLS, USER_POOLS, text},
    database::{Cluster, KEYS, LOG},
    http::{Connection, Request},
    programs,
    server::Recognito,
};

const PEOPLE: usize = 12;
/// How long it may take in the background: less than the minute after which another node would take the work of a killed one over.
const PATIENCE: Duration = Duration::from_secs(40);
/// A database that takes no such fact: what follows on a pool's end is cut off behind its first.
const CUT_OFF: &str =
    "alter table event add constraint cut_off check (kind <> 'pool.unregistered') not valid";
const MEND: &str = "alter table event drop constraint cut_off";

struct House {
    server: Recognito,
    cluster: Cluster,
}

impl House {
    fn new() -> Self {
        let server = Recognito::start();
        let cluster = Cluster::of(&server.data());
        Self { server, cluster }
    }

    fn count(&self, database: &str, sql: &str) -> u64 {
        self.cluster.execute(database, &format!("select count(*) from {sql}")).trim().parse().unwrap()
    }

    /// What is left of the people of a ledger: keys, claims, snapshots and rows that hold personal data.
    fn left(&self, ledger: &str) -> [u64; 4] {
        let keys =
            format!("subject_key where ledger = '{ledger}' and subject <> '' and wrapped_key is not null");
        let tables = "select string_agg(format('select ledger from %I.item', schemaname), ' union all ')
                      from pg_tables where tablename = 'item' and schemaname ~ '^(users|datasets)_v[0-9]+$'";
        let rows = self.cluster.execute(LOG, tables);
        [
            self.count(KEYS, &keys),
            self.count(LOG, &format!("claim where ledger = '{ledger}'")),
            self.count(LOG, &format!("snapshot where ledger = '{ledger}'")),
            self.count(LOG, &format!("({}) as item where ledger = '{ledger}'", rows.trim())),
        ]
    }

    /// Neither of its people, nor in the list of pools.
    fn until_nothing_is_left_of(&self, ledger: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.left(ledger) != [0; 4] || self.is_registered(ledger) {
            assert!(Instant::now() < deadline, "keys, claims, snapshots, rows: {:?}", self.left(ledger));
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn is_registered(&self, pool: &str) -> bool {
        let left = format!(
            "event where ledger = 'account' and stream = 'pool-{pool}' and kind = 'pool.unregistered'"
        );
        self.count(LOG, &left) == 0
    }

    fn sign_up(&self, client: &str, count: usize) {
        for n in 0..count {
            let body =
                json!({ "ClientId": client, "Username": format!("user{n}"), "Password": "Passw0rd!x" });
            let request = Request::json(&format!("{USER_POOLS}.SignUp"), body.to_string());
            let answer = Connection::open(self.server.authority()).unwrap().exchange(&request).unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }

    fn administrator(&self) -> Administrator {
        Administrator::of(&self.server)
    }

    /// The kind of error of a deletion; `None`: it succeeded.
    fn delete(&self, pool: &str) -> Option<String> {
        let body = json!({ "UserPoolId": pool });
        let answer = self.administrator().ask("cognito-idp", &format!("{USER_POOLS}.DeleteUserPool"), &body);
        (answer.status != 200).then(|| text(&answer.json()["__type"]))
    }
}

#[test]
fn a_pool_takes_its_people_along_though_the_server_is_killed_behind_its_first_fact() {
    let mut house = House::new();
    let (pool, client) = api::user_pool(&house.administrator());
    house.sign_up(&client, PEOPLE);
    let (other, other_client) = api::user_pool(&house.administrator());
    house.sign_up(&other_client, 2);
    house.administrator().user_pools("ListUsers", &json!({ "UserPoolId": pool }));
    house.administrator().user_pools("ListUsers", &json!({ "UserPoolId": other }));
    let (people, others) = (PEOPLE as u64, house.left(&other));
    assert_eq!(house.left(&pool), [people, people, 0, people]);

    house.cluster.execute(LOG, CUT_OFF);
    assert_eq!(house.delete(&pool).as_deref(), Some("InternalErrorException"));
    // A repeated request is not answered with success yet: the pool is still in the list of names that are taken.
    assert_eq!(house.delete(&pool).as_deref(), Some("InternalErrorException"));
    assert!(house.is_registered(&pool));
    house.server.kill();
    house.server.start_again();
    house.cluster = Cluster::of(&house.server.data());
    assert_eq!(house.delete(&pool).as_deref(), Some("InternalErrorException"));
    house.cluster.execute(LOG, MEND);

    // The reaction may have been faster: then there is no such pool any more.
    let again = house.delete(&pool);
    assert!(again.is_none() || again.as_deref() == Some("ResourceNotFoundException"), "{again:?}");
    assert!(!house.is_registered(&pool));
    house.until_nothing_is_left_of(&pool);
    assert_eq!(house.delete(&pool).as_deref(), Some("ResourceNotFoundException"));
    assert_eq!(house.left(&other), others, "another pool's people are as they were");
    programs::verify(&house.server.data());
}

#[test]
fn nobody_has_to_ask_again_for_a_pool_to_end_that_was_cut_off() {
    let mut house = House::new();
    let (pool, client) = api::user_pool(&house.administrator());
    house.sign_up(&client, PEOPLE);
    house.cluster.execute(LOG, CUT_OFF);
    assert!(house.delete(&pool).is_some());
    house.server.kill();
    house.server.start_again();
    house.cluster = Cluster::of(&house.server.data());
    house.cluster.execute(LOG, MEND);
    house.until_nothing_is_left_of(&pool);
    programs::verify(&house.server.data());
}

#[test]
fn an_identity_pool_takes_its_people_along() {
    let house = House::new();
    let pool = api::identity_pool(&house.administrator());
    let get = |operation: &str, body: &Value| {
        let request = Request::json(&format!("{IDENTITY_POOLS}.{operation}"), body.to_string());
        Connection::open(house.server.authority()).unwrap().exchange(&request).unwrap()
    };
    let identities: Vec<String> = (0..PEOPLE)
        .map(|_| text(&api::succeeded(&get("GetId", &json!({ "IdentityPoolId": pool })))["IdentityId"]))
        .collect();
    assert_eq!(house.left(&pool)[0], PEOPLE as u64);
    house.administrator().identity_pools("DeleteIdentityPool", &json!({ "IdentityPoolId": pool }));
    house.until_nothing_is_left_of(&pool);
    let refused = get("GetOpenIdToken", &json!({ "IdentityId": identities[0] }));
    assert_eq!(refused.json()["__type"], "ResourceNotFoundException");
    programs::verify(&house.server.data());
}
