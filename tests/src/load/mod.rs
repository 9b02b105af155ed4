//! Clients that use an installation as hard as they can, and report what they were answered to a [`Knowledge`].
//!
//! They know nodes by address and no faults. Every answer must be right, or say clearly to try again.

mod client;
mod work;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::json;

pub use client::{Client, Said};

use crate::{
    api::{self, Administrator, IDENTITY_POOLS, text},
    http::{Connection, Request},
    knowledge::Knowledge,
    random::Random,
    server::{AccessKey, Recognito},
};

/// Records that are counted up, each by all clients.
pub const COUNTERS: usize = 4;
/// Clients that check in the end whether everything is there.
const CHECKERS: usize = 4;

/// What the clients work on, and where.
#[derive(Clone)]
pub struct Site {
    /// Where nodes are: each request goes to any of them.
    pub authorities: Vec<String>,
    /// The longest that an answer may take.
    pub bound: Duration,
    key: AccessKey,
    pool: String,
    client: String,
    identity_pool: String,
    /// The identities whose datasets hold the counters.
    counters: Vec<String>,
}

/// How often a client does what, in parts of the whole.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    /// Signs a user up.
    pub sign_up: usize,
    /// Gets an identity.
    pub identity: usize,
    /// Counts one up.
    pub count: usize,
    /// Reads a counter.
    pub read: usize,
    /// Competes for a name with other clients.
    pub race: usize,
    /// Looks for a user who signed up, by name and in the list.
    pub look: usize,
}

/// Some of everything.
pub const EVERYTHING: Mix = Mix { sign_up: 15, identity: 20, count: 25, read: 20, race: 10, look: 10 };
/// Reads, and the writes that make them worth reading.
pub const READS: Mix = Mix { sign_up: 0, identity: 0, count: 10, read: 88, race: 0, look: 2 };
/// Decisions that only one can win.
pub const COMPETITION: Mix = Mix { sign_up: 0, identity: 0, count: 60, read: 10, race: 30, look: 0 };

impl Mix {
    fn parts(self) -> [usize; 6] {
        [self.sign_up, self.identity, self.count, self.read, self.race, self.look]
    }
}

impl Site {
    /// Makes pools and counters at a node, for clients of these addresses.
    pub fn build(node: &Recognito, authorities: Vec<String>, bound: Duration) -> Self {
        let administrator = Administrator::of(node);
        let (pool, client) = api::user_pool(&administrator);
        let identity_pool = api::identity_pool(&administrator);
        let mut connection = Connection::open(node.authority()).unwrap();
        let get = Request::json(
            &format!("{IDENTITY_POOLS}.GetId"),
            json!({ "IdentityPoolId": identity_pool }).to_string(),
        );
        let mut identity = || text(&api::succeeded(&connection.exchange(&get).unwrap())["IdentityId"]);
        let counters = (0..COUNTERS).map(|_| identity()).collect();
        Self { authorities, bound, key: node.administrator(), pool, client, identity_pool, counters }
    }

    /// The same, for clients of these addresses.
    #[must_use]
    pub fn at(&self, authorities: Vec<String>) -> Self {
        Self { authorities, ..self.clone() }
    }

    /// Runs so many clients until `harm` is done. Each has choices of its own.
    pub fn under_load<T>(
        &self,
        knowledge: &Knowledge,
        clients: usize,
        mix: Mix,
        random: &mut Random,
        harm: impl FnOnce() -> T,
    ) -> T {
        let done = AtomicBool::new(false);
        let run = random.number();
        thread::scope(|scope| {
            for number in 0..clients {
                let (done, random) = (&done, random.branch());
                scope.spawn(move || {
                    let mut client = Client::new(self, knowledge, random, format!("{run:016x}-{number}"));
                    while !done.load(Ordering::Relaxed) {
                        client.work(mix);
                    }
                });
            }
            // Set however the harm ends, or the clients would work for ever.
            let _end = End(&done);
            harm()
        })
    }

    /// Asks for everything that was acknowledged since the last time, and takes note of what is not there.
    pub fn check(&self, knowledge: &Knowledge) {
        knowledge.judge_races();
        let (users, identities) = knowledge.unchecked();
        thread::scope(|scope| {
            for part in 0..CHECKERS {
                let (users, identities) = (&users, &identities);
                scope.spawn(move || {
                    let seed = Random::new(part as u64);
                    let mut client = Client::new(self, knowledge, seed, format!("check-{part}"));
                    // Lists first: no earlier request may have brought them up to date.
                    client.must_list_pool();
                    let listed = users.iter().skip(part).step_by(CHECKERS);
                    listed.for_each(|user| client.must_find_in_list(user));
                    users.iter().skip(part).step_by(CHECKERS).for_each(|user| client.must_find_user(user));
                    let mine = identities.iter().skip(part).step_by(CHECKERS);
                    mine.for_each(|identity| client.must_find_identity(identity));
                    (part..COUNTERS).step_by(CHECKERS).for_each(|counter| client.must_read(counter));
                });
            }
        });
    }
}

struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
