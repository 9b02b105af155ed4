//! Sign-ins by SRP. What the client has to compute for every challenge costs half as much processor time as all of the server's work, so
//! they are measured twice: the clients compute as they go, on the cores that the server needs; and they have computed before, as if they
//! had cores of their own.

use std::{
    slice, thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    api::{succeeded, text},
    http::Connection,
};

use crate::{
    load::{Line, drive},
    place::{PASSWORD, Place, json_of, user},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, expect_tokens, initiate, respond},
    srp::{Person, client_public},
    timing::{FOR, WARM_UP, count, metered},
};

/// So many answers are prepared for each that the ceiling allows: some clients get more done than others, and the ceiling is an
/// estimate.
const SPARE: f64 = 2.0;
/// Within three minutes of its challenge an answer must be used.
const PREPARED_WITHIN: Duration = Duration::from_mins(2);

/// Measures sign-ins of clients that compute, and of others that have computed. Needs twice as many users as clients: what one
/// has done lately makes the next sign-in dearer.
pub(crate) fn run(report: &mut Report, place: &Place, ceiling: f64, cores: usize) {
    let (meter, of) = (place.meter(), || Ceiling::new("three powers, two RS256", ceiling));
    let open = async |n| (Client::new(place, n), Line::open(place.authority()).await);
    let measured = metered(&meter, || {
        drive(CLIENTS, open, async |(client, line): &mut (Client, Line)| {
            let answer = client.answer(&json_of(line.ask(&client.begin).await));
            expect_tokens(line.ask(&answer).await);
        })
    });
    report.add(format!("sign-in by SRP, {CLIENTS} connections"), measured, of());
    let each = SPARE * ceiling * (WARM_UP + FOR).as_secs_f64() / count(CLIENTS);
    let prepared = prepare(place, each, cores);
    let open = async |n: usize| {
        let (begin, answers) = &prepared[n];
        (begin.as_slice(), answers.iter(), Line::open(place.authority()).await)
    };
    let measured = metered(&meter, || {
        drive(CLIENTS, open, async |(begin, answers, line): &mut (&[u8], slice::Iter<Vec<u8>>, Line)| {
            line.ask(begin).await;
            expect_tokens(line.ask(answers.next().expect("enough answers were prepared")).await);
        })
    });
    report.add(format!("sign-in by SRP, {CLIENTS} that prepared"), measured, of());
}

/// The first call of a client, and its answers to earlier challenges.
type Prepared = (Vec<u8>, Vec<Vec<u8>>);

/// Lets each client be challenged, and work out its answers, so many times.
fn prepare(place: &Place, each: f64, cores: usize) -> Vec<Prepared> {
    let begun = Instant::now();
    let prepared = |n: &usize| {
        let mut client = Client::new(place, *n);
        let mut connection = Connection::open(place.authority()).unwrap();
        let mut answers = Vec::new();
        while count(answers.len()) < each {
            let challenge = connection.exchange_bytes(&client.begin).unwrap();
            answers.push(client.answer(&succeeded(&challenge)));
        }
        (client.begin, answers)
    };
    let clients: Vec<usize> = (CLIENTS..2 * CLIENTS).collect();
    let all = thread::scope(|scope| {
        let part = |clients: &'_ [usize]| clients.iter().map(prepared).collect::<Vec<_>>();
        let threads: Vec<_> = clients
            .chunks(CLIENTS.div_ceil(cores))
            .map(|clients| scope.spawn(move || part(clients)))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(begun.elapsed() < PREPARED_WITHIN, "the first challenges have expired");
    all
}

/// The calls of a client that signs in again and again.
struct Client<'a> {
    place: &'a Place,
    /// The bytes of the call that asks for a challenge.
    begin: Vec<u8>,
    /// Known once the first challenge has told the salt.
    person: Option<Person>,
}

impl<'a> Client<'a> {
    fn new(place: &'a Place, n: usize) -> Self {
        let parameters = json!({"USERNAME": user(n), "SRP_A": client_public()});
        Self { place, begin: initiate(place, "USER_SRP_AUTH", &parameters), person: None }
    }

    /// The bytes of the call that answers a challenge.
    fn answer(&mut self, challenged: &Value) -> Vec<u8> {
        let challenge = &challenged["ChallengeParameters"];
        let user_id = text(&challenge["USER_ID_FOR_SRP"]);
        let person = self.person.get_or_insert_with(|| {
            Person::new(self.place.pool_name(), &user_id, PASSWORD, &text(&challenge["SALT"]))
        });
        let responses = person.claim(challenge, &json!({ "USERNAME": user_id }));
        respond(self.place, &json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}))
    }
}
