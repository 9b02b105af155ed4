//! The process dies behind an append of an operation, before its caller gets an answer: once the server runs again, the operation is
//! completed wholly. Behind each append, and for every operation that makes more than one or changes several aggregates.
#![cfg(debug_assertions)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod attempts;
mod by_functions;
mod federated;
mod sign_ins;
mod whole;

use std::{
    cell::Cell,
    fs, io, thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tests::{
    api::{self, Administrator},
    clients,
    database::{Cluster, LOG},
    estate::Estate,
    http::{Answer, Connection, Request},
    programs,
    server::Recognito,
};

use crate::{facebook, functions::host::Host, identities::with_a_second_user_pool};
use attempts::{Attempt, DECIDED_AND_FINISHED, IN_ONE_APPEND, Make, ONE_OF_EACH_KIND};
use by_functions::{CONFIRMED, DEFINED, FUNCTIONS};
use federated::AT_A_PROVIDER;
use sign_ins::BEGUN_ANEW;

/// How long a reaction may take to finish what was cut off. What a process that died had begun is tried again after a minute, and a function
/// is left to the request that confirms for half of one.
const PATIENCE: Duration = Duration::from_mins(2);
/// More appends than any operation makes.
const CUTS_MAX: u32 = 4;
/// Every code.
const CODE: &str = "424242";

/// A server that dies when it is told to, with an identity pool for the users of two user pools.
struct House {
    /// Serves functions of pools, where there are any.
    host: Option<Host>,
    estate: Estate<Recognito>,
    other_pool: String,
    other_client: String,
    /// `host:port` of the double of identity providers.
    providers: String,
    /// Says behind which append the server dies.
    crash: tempfile::TempDir,
    names: Cell<u32>,
}

impl House {
    fn new() -> Self {
        Self::over(None)
    }

    fn with_functions() -> Self {
        Self::over(Some(Host::node_of(&FUNCTIONS, &[])))
    }

    fn over(host: Option<Host>) -> Self {
        let crash = tempfile::tempdir().unwrap();
        let file = crash.path().join("crash");
        let crash_file = [("RECOGNITO_CRASH_FILE", file.to_str().unwrap())];
        let endpoint = host.as_ref().map(|host| format!("--lambda-endpoint={}", host.url()));
        let providers = facebook::start();
        let calls = facebook::settings(&providers);
        let usual = ["--fixed-code", CODE].into_iter().chain(calls.iter().map(String::as_str));
        let settings: Vec<_> = usual.chain(endpoint.as_deref()).collect();
        let server = Recognito::start_configured(&settings, &crash_file);
        let (estate, other_pool, other_client) = with_a_second_user_pool(Estate::build_on(server));
        Self { host, estate, other_pool, other_client, providers, crash, names: Cell::new(0) }
    }

    /// A name that nothing has yet.
    fn name(&self, of: &str) -> String {
        self.names.set(self.names.get() + 1);
        format!("{of}{}", self.names.get())
    }

    fn administrator(&self) -> &Administrator {
        &self.estate.administrator
    }

    /// A call of the administrator's that is still to be sent.
    fn signed(&self, service: &str, target: &str, body: &Value) -> Request {
        self.estate.sign(None, service, &Request::json(target, body.to_string()))
    }

    /// How many facts of a kind there are about a stream.
    fn facts(&self, ledger: &str, stream: &str, kind: &str) -> u64 {
        let rows = format!("event where ledger = '{ledger}' and stream = '{stream}' and kind = '{kind}'");
        let cluster = Cluster::of(&self.estate.server.data());
        cluster.execute(LOG, &format!("select count(*) from {rows}")).trim().parse().unwrap()
    }

    /// Sends it to a server that dies behind so many appends of the operation, if it makes as many.
    fn send(&self, attempt: &Attempt, appends: u32) -> io::Result<Answer> {
        let file = self.crash.path().join("crash");
        fs::write(&file, format!("{} {appends}", attempt.operation)).unwrap();
        let answer = Connection::open(self.estate.server.authority())?.exchange(&attempt.request);
        // It is gone where the server has died of it.
        let _ = fs::remove_file(file);
        answer
    }

    fn start_again(&mut self) {
        self.estate.server.kill();
        self.estate.server.start_again();
    }

    #[track_caller]
    fn until_whole(&self, attempt: &Attempt, appends: u32) {
        let deadline = Instant::now() + PATIENCE;
        while !(attempt.is_whole)(self) {
            assert!(Instant::now() < deadline, "{} is half done behind {appends}", attempt.operation);
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Cuts an operation off behind each of its appends, up to so many. Gives how often it was cut off.
    #[track_caller]
    fn cut_off(&mut self, make: Make, cuts: u32) -> u32 {
        for appends in 1..=cuts {
            let attempt = make(self);
            if let Ok(answer) = self.send(&attempt, appends) {
                // On the pages it is a way on.
                if answer.status != 302 {
                    api::succeeded(&answer);
                }
                self.until_whole(&attempt, appends);
                return appends - 1;
            }
            self.start_again();
            self.until_whole(&attempt, appends);
        }
        cuts
    }
}

#[test]
fn what_was_cut_off_behind_its_first_append_is_done_wholly() {
    let mut house = House::new();
    for make in ONE_OF_EACH_KIND {
        assert_eq!(house.cut_off(*make, 1), 1, "{}", make(&house).operation);
    }
    programs::verify(&house.estate.server.data());
}

#[test]
fn a_sign_in_that_was_cut_off_behind_its_first_append_leaves_nothing_half_done() {
    let mut house = House::new();
    for make in BEGUN_ANEW.iter().chain(AT_A_PROVIDER) {
        assert_eq!(house.cut_off(*make, 1), 1);
    }
    programs::verify(&house.estate.server.data());
}

#[test]
fn a_sign_in_by_functions_that_was_cut_off_behind_the_password_is_completed_by_it() {
    if !clients::installed() {
        return;
    }
    let mut house = House::with_functions();
    for make in DEFINED {
        assert_eq!(house.cut_off(*make, 1), 1);
    }
    programs::verify(&house.estate.server.data());
}

#[test]
#[ignore = "takes long: ./dev night"]
fn what_functions_follow_on_is_done_wholly_behind_any_of_its_appends() {
    if !clients::installed() {
        return;
    }
    let mut house = House::with_functions();
    for make in CONFIRMED.iter().chain(DEFINED) {
        let cuts = house.cut_off(*make, CUTS_MAX);
        assert!((1..CUTS_MAX).contains(&cuts), "{}: {cuts}", make(&house).operation);
        programs::verify(&house.estate.server.data());
    }
}

#[test]
#[ignore = "takes long: ./dev night"]
fn what_was_cut_off_behind_any_of_its_appends_is_done_wholly() {
    let mut house = House::new();
    for make in DECIDED_AND_FINISHED.iter().chain(IN_ONE_APPEND).chain(BEGUN_ANEW).chain(AT_A_PROVIDER) {
        let cuts = house.cut_off(*make, CUTS_MAX);
        assert!((1..CUTS_MAX).contains(&cuts), "{}: {cuts}", make(&house).operation);
        programs::verify(&house.estate.server.data());
    }
}
