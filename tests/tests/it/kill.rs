//! SIGKILL under sixteen writers, again and again: every write that was answered with success is there after the
//! restart, and the log verifies.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use tests::api::{self, Administrator, IDENTITY_POOLS, USER_POOLS, text};
use tests::{http::Answer, http::Connection, http::Request, programs, server::Recognito};

const WRITERS: usize = 16;
/// A round is killed once this many writes were acknowledged in it, so that each round has something to lose.
const WRITES_BEFORE_KILL: usize = 40;
/// And killed no later than this, should the server answer nothing.
const ROUND_TIMEOUT: Duration = Duration::from_mins(1);
const PASSWORD: &str = "Passw0rd!x";

/// A write that was answered with success.
enum Written {
    User(String),
    Identity(String),
}

struct Places {
    client: String,
    identity_pool: String,
}

#[test]
fn no_acknowledged_write_is_lost_when_the_server_is_killed_under_sixteen_writers() {
    kill_under_writers(3);
}

#[test]
#[ignore = "takes long: ./dev night"]
fn no_acknowledged_write_is_lost_in_thirty_kills() {
    kill_under_writers(30);
}

fn kill_under_writers(rounds: usize) {
    let mut server = Recognito::start();
    let administrator = Administrator::of(&server);
    let (_pool, client) = api::user_pool(&administrator);
    let places = Places { client, identity_pool: api::identity_pool(&administrator) };

    let mut written = Vec::new();
    for round in 0..rounds {
        let before = written.len();
        written.extend(write_until_killed(&mut server, &places, round));
        server.start_again();
        let lost = lost(&server, &places, &written);
        assert!(lost.is_empty(), "round {round} lost {} of {}: {lost:?}", lost.len(), written.len());
        programs::verify(&server.data());
        eprintln!(
            "round {round}: {} writes acknowledged, none lost, the log verifies",
            written.len() - before
        );
    }
}

/// Sixteen writers write until the server dies under them; gives what was acknowledged.
fn write_until_killed(server: &mut Recognito, places: &Places, round: usize) -> Vec<Written> {
    let (dead, acknowledged) = (AtomicBool::new(false), AtomicUsize::new(0));
    let authority = server.authority().to_owned();
    let written = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (authority, dead, acknowledged) = (&authority, &dead, &acknowledged);
                scope.spawn(move || {
                    write(authority, places, &format!("r{round}w{writer}"), dead, acknowledged)
                })
            })
            .collect();
        for _ in 0..ROUND_TIMEOUT.as_millis() {
            if acknowledged.load(Ordering::Relaxed) >= WRITES_BEFORE_KILL {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        dead.store(true, Ordering::Relaxed);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(written.len() >= WRITES_BEFORE_KILL, "only {} writes were acknowledged", written.len());
    written
}

fn write(
    authority: &str,
    places: &Places,
    name: &str,
    dead: &AtomicBool,
    acknowledged: &AtomicUsize,
) -> Vec<Written> {
    let mut written = Vec::new();
    let Ok(mut connection) = Connection::open(authority) else { return written };
    for n in 0.. {
        // Every third write is a person, whose password must be hashed first; the others are as fast as the log.
        let user = (n % 3 == 0).then(|| format!("{name}n{n}"));
        let request = match &user {
            Some(user) => sign_up(places, user),
            None => Request::json(
                &format!("{IDENTITY_POOLS}.GetId"),
                json!({"IdentityPoolId": places.identity_pool}).to_string(),
            ),
        };
        let Ok(answer) = connection.exchange(&request) else { break };
        if answer.status == 200 {
            written.push(
                user.map_or_else(|| Written::Identity(text(&answer.json()["IdentityId"])), Written::User),
            );
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        if dead.load(Ordering::Relaxed) {
            break;
        }
    }
    written
}

fn sign_up(places: &Places, user: &str) -> Request {
    let body = json!({"ClientId": places.client, "Username": user, "Password": PASSWORD});
    Request::json(&format!("{USER_POOLS}.SignUp"), body.to_string())
}

/// The acknowledged writes that are not there: a name that could be taken again, an identity that gets no token.
fn lost(server: &Recognito, places: &Places, written: &[Written]) -> Vec<String> {
    let mut connection = Connection::open(server.authority()).unwrap();
    let mut lost = Vec::new();
    for write in written {
        let (name, answer, there) = match write {
            Written::User(user) => {
                let answer = connection.exchange(&sign_up(places, user)).unwrap();
                (user, answer.clone(), error_type(&answer) == Some("UsernameExistsException".into()))
            }
            Written::Identity(identity) => {
                let request = Request::json(
                    &format!("{IDENTITY_POOLS}.GetOpenIdToken"),
                    json!({"IdentityId": identity}).to_string(),
                );
                let answer = connection.exchange(&request).unwrap();
                (identity, answer.clone(), answer.status == 200)
            }
        };
        if !there {
            lost.push(format!("{name}: {}", answer.text()));
        }
    }
    lost
}

fn error_type(answer: &Answer) -> Option<String> {
    serde_json::from_slice::<Value>(&answer.body).ok()?["__type"].as_str().map(str::to_owned)
}
