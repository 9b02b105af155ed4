//! Sign-ins by SRP. What the client has to compute (a power of its own for every challenge) takes half as much of a core as all of the
//! server's work, so it is measured twice: the clients compute as they go, on the cores that the server needs; and they have computed
//! before, as if they had cores of their own.

use std::{slice, thread};

use serde_json::{Value, json};
use tests::{
    api::{USER_POOLS, text},
    http::Connection,
};

use crate::{
    load::{Line, drive},
    place::{PASSWORD, Place, json_of, user},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, expect_tokens, initiate},
    srp::{CLIENT_PUBLIC, Person},
    timing::{FOR, WARM_UP, count, metered},
};

/// Answers are prepared for so many times the most that there can be: some clients get more done than others.
const SPARE: f64 = 1.5;

/// Measures both.
pub(crate) fn run(report: &mut Report, place: &Place, ceiling: f64, cores: usize) {
    let of = || Ceiling::new("three powers, two RS256", ceiling);
    let open = async |n| (Client::new(place, n), Line::open(place.authority()).await);
    let measured = metered(&place.meter(), || {
        drive(CLIENTS, open, async |(client, line): &mut (Client, Line)| {
            let answer = client.answer(&json_of(line.ask(&client.begin).await));
            expect_tokens(line.ask(&answer).await);
        })
    });
    report.add(format!("sign-in by SRP, {CLIENTS} that compute"), measured, of());
    let each = (WARM_UP + FOR).mul_f64(SPARE * ceiling / count(CLIENTS)).as_secs();
    let prepared = prepare(place, each, cores);
    let open = async |n: usize| {
        let (begin, answers) = &prepared[n];
        (begin.as_slice(), answers.iter(), Line::open(place.authority()).await)
    };
    let measured = metered(&place.meter(), || {
        drive(CLIENTS, open, async |(begin, answers, line): &mut (&[u8], slice::Iter<Vec<u8>>, Line)| {
            line.ask(begin).await;
            expect_tokens(line.ask(answers.next().expect("enough were prepared")).await);
        })
    });
    report.add(format!("sign-in by SRP, {CLIENTS} connections"), measured, of());
}

/// The first call of a client, and its answers to so many challenges.
type Prepared = (Vec<u8>, Vec<Vec<u8>>);

/// Lets each client be challenged, and work out its answers, so many times.
fn prepare(place: &Place, each: u64, cores: usize) -> Vec<Prepared> {
    let of = |n| {
        let mut client = Client::new(place, n);
        let mut connection = Connection::open(place.authority()).unwrap();
        let answers = (0..each).map(|_| {
            let challenge = connection.exchange_bytes(&client.begin).unwrap();
            client.answer(&challenge.json())
        });
        let answers = answers.collect();
        (client.begin, answers)
    };
    let numbers: Vec<usize> = (0..CLIENTS).collect();
    thread::scope(|scope| {
        let parts = numbers.chunks(CLIENTS.div_ceil(cores));
        let parts: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().map(|n| of(*n)).collect::<Vec<_>>())).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

/// One who signs in again and again.
struct Client<'a> {
    place: &'a Place,
    /// The bytes of the call that asks for a challenge.
    begin: Vec<u8>,
    /// Known once the first challenge has told the salt.
    person: Option<Person>,
}

impl<'a> Client<'a> {
    fn new(place: &'a Place, n: usize) -> Self {
        let parameters = json!({"USERNAME": user(n), "SRP_A": CLIENT_PUBLIC});
        Self { place, begin: initiate(place, "USER_SRP_AUTH", &parameters), person: None }
    }

    /// The bytes of the call that answers a challenge.
    fn answer(&mut self, challenged: &Value) -> Vec<u8> {
        let challenge = &challenged["ChallengeParameters"];
        let (user_id, block) = (text(&challenge["USER_ID_FOR_SRP"]), text(&challenge["SECRET_BLOCK"]));
        let person = self.person.get_or_insert_with(|| {
            let pool_name = self.place.pool.split('_').nth(1).unwrap_or_default();
            Person::new(pool_name, &user_id, PASSWORD, &text(&challenge["SALT"]))
        });
        let timestamp = chrono::Utc::now().format("%a %b %-d %H:%M:%S UTC %Y").to_string();
        let responses = json!({
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": person.signature(&text(&challenge["SRP_B"]), &block, &timestamp),
            "TIMESTAMP": timestamp,
        });
        let body = json!({
            "ClientId": self.place.client,
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": responses,
        });
        self.place.bytes(&format!("{USER_POOLS}.RespondToAuthChallenge"), &body)
    }
}
