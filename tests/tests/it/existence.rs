//! Whether an unauthenticated caller can tell which users exist where a client hides it (`PreventUserExistenceErrors` `ENABLED`): every
//! public operation that is given a name, for users and for unknown user names, in random order. Texts, statuses, headers and lengths must
//! be the same; times must be indistinguishable.
//!
//! `SignUp` is not among them: that a name is taken is its very answer, at AWS too.
//!
//! By default few names are tried, and only an unmistakable difference in time fails. At night there are many, on a server that has little
//! else to do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Value, json};
use tests::api::{USER_POOLS, succeeded, text};
use tests::http::{Answer, Connection, Request};
use tests::random::Random;
use tests::server::Recognito;
use tests::statistics::{mann_whitney, median};
use tests::strangers::{SRP_A, Strangers};

/// Names of each kind, by default and at night.
const NAMES: [usize; 2] = [24, 200];
/// Least probability that both kinds of times have one source: for few names less than one chance in a million, for each of two runs.
const PROBABILITY_MIN: [f64; 2] = [1e-6, 0.01];

/// Users who may sign in.
const CONFIRMED: &str = "knows";
/// The same, for flows that a user chooses in: a fifth wrong password in a row would lock a user.
const CHOOSING: &str = "picks";
/// Users who have signed up and not confirmed.
const UNCONFIRMED: &str = "tells";

/// A public operation, as an unauthenticated caller makes it for a name.
struct Probe {
    title: &'static str,
    /// Which users it is made for.
    users: &'static str,
    call: fn(&Strangers<Recognito>, &mut Connection, &str) -> (Answer, f64),
}

const PROBES: [Probe; 14] = [
    Probe {
        title: "InitiateAuth USER_SRP_AUTH",
        users: CONFIRMED,
        call: |world, connection, name| {
            let parameters = json!({"USERNAME": name, "SRP_A": SRP_A});
            timed(
                world,
                connection,
                "InitiateAuth",
                json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters}),
            )
        },
    },
    Probe { title: "RespondToAuthChallenge PASSWORD_VERIFIER", users: CONFIRMED, call: answer_challenge },
    Probe {
        title: "InitiateAuth USER_PASSWORD_AUTH",
        users: CONFIRMED,
        call: |world, connection, name| {
            let parameters = json!({"USERNAME": name, "PASSWORD": "Wrong-Engine-1843"});
            let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
            timed(world, connection, "InitiateAuth", body)
        },
    },
    Probe {
        title: "InitiateAuth USER_PASSWORD_AUTH, unconfirmed",
        users: UNCONFIRMED,
        call: |world, connection, name| {
            let parameters = json!({"USERNAME": name, "PASSWORD": "Wrong-Engine-1843"});
            let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
            timed(world, connection, "InitiateAuth", body)
        },
    },
    Probe {
        title: "ForgotPassword",
        users: CONFIRMED,
        call: |world, connection, name| timed(world, connection, "ForgotPassword", json!({"Username": name})),
    },
    Probe {
        title: "ConfirmForgotPassword",
        users: CONFIRMED,
        call: |world, connection, name| {
            // A weak password: a wrong code is reported before it.
            let body = json!({"Username": name, "ConfirmationCode": "000000x", "Password": "weakly"});
            timed(world, connection, "ConfirmForgotPassword", body)
        },
    },
    Probe {
        title: "ConfirmSignUp",
        users: UNCONFIRMED,
        call: |world, connection, name| {
            timed(
                world,
                connection,
                "ConfirmSignUp",
                json!({"Username": name, "ConfirmationCode": "000000x"}),
            )
        },
    },
    Probe {
        title: "ResendConfirmationCode",
        users: UNCONFIRMED,
        call: |world, connection, name| {
            timed(world, connection, "ResendConfirmationCode", json!({"Username": name}))
        },
    },
    Probe {
        title: "InitiateAuth USER_AUTH",
        users: CHOOSING,
        call: |world, connection, name| choose(world, connection, name, json!({})),
    },
    Probe {
        title: "InitiateAuth USER_AUTH, by PASSWORD",
        users: CHOOSING,
        call: |world, connection, name| {
            let more = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-Engine-1843"});
            choose(world, connection, name, more)
        },
    },
    Probe {
        title: "InitiateAuth USER_AUTH, by PASSWORD_SRP",
        users: CHOOSING,
        call: |world, connection, name| {
            choose(world, connection, name, json!({"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": SRP_A}))
        },
    },
    Probe {
        title: "InitiateAuth USER_AUTH, by EMAIL_OTP",
        users: CHOOSING,
        call: |world, connection, name| {
            choose(world, connection, name, json!({"PREFERRED_CHALLENGE": "EMAIL_OTP"}))
        },
    },
    Probe {
        title: "RespondToAuthChallenge SELECT_CHALLENGE, by PASSWORD",
        users: CHOOSING,
        call: |world, connection, name| {
            let (asked, _) = choose(world, connection, name, json!({}));
            let chosen = json!({"USERNAME": name, "ANSWER": "PASSWORD", "PASSWORD": "Wrong-Engine-1843"});
            respond(world, connection, &asked, &chosen)
        },
    },
    Probe {
        title: "RespondToAuthChallenge EMAIL_OTP",
        users: CHOOSING,
        call: |world, connection, name| {
            let (asked, _) = choose(world, connection, name, json!({"PREFERRED_CHALLENGE": "EMAIL_OTP"}));
            respond(world, connection, &asked, &json!({"USERNAME": name, "EMAIL_OTP_CODE": "00000000"}))
        },
    },
];

/// Begins a sign-in in which the user may choose, with more parameters.
fn choose(
    world: &Strangers<Recognito>,
    connection: &mut Connection,
    name: &str,
    mut parameters: Value,
) -> (Answer, f64) {
    parameters["USERNAME"] = json!(name);
    timed(world, connection, "InitiateAuth", json!({"AuthFlow": "USER_AUTH", "AuthParameters": parameters}))
}

/// Answers what a sign-in asks for.
fn respond(
    world: &Strangers<Recognito>,
    connection: &mut Connection,
    asked: &Answer,
    responses: &Value,
) -> (Answer, f64) {
    let asked = succeeded(asked);
    let body = json!({
        "ChallengeName": asked["ChallengeName"],
        "Session": asked["Session"],
        "ChallengeResponses": responses,
    });
    timed(world, connection, "RespondToAuthChallenge", body)
}

fn timed(
    world: &Strangers<Recognito>,
    connection: &mut Connection,
    operation: &str,
    mut body: Value,
) -> (Answer, f64) {
    body["ClientId"] = json!(world.client);
    let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
    let bytes = request.to_bytes(world.server.authority());
    let began = Instant::now();
    let answer = connection.exchange_bytes(&bytes).unwrap();
    (answer, began.elapsed().as_secs_f64() * 1e3)
}

/// Asks for a challenge and answers it wrongly; the answer is what is timed.
fn answer_challenge(world: &Strangers<Recognito>, connection: &mut Connection, name: &str) -> (Answer, f64) {
    let parameters = json!({"USERNAME": name, "SRP_A": SRP_A});
    let body = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
    let (challenge, _) = timed(world, connection, "InitiateAuth", body);
    let challenge = succeeded(&challenge)["ChallengeParameters"].clone();
    let responses = json!({
        "USERNAME": challenge["USER_ID_FOR_SRP"],
        "TIMESTAMP": "Tue Sep 3 04:05:06 UTC 2024",
        "PASSWORD_CLAIM_SIGNATURE": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
    });
    let body = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
    timed(world, connection, "RespondToAuthChallenge", body)
}

/// All of an answer but what is random in it: the letters of masks and names, numbers, dates and ids.
fn shape(answer: &Answer, name: &str) -> String {
    let mut body = answer.json();
    // A random number has fewer digits now and then.
    let digits = body["ChallengeParameters"]["SRP_B"].as_str().map_or(0, str::len);
    let header = |(key, value): &(String, String)| match key.as_str() {
        "date" | "x-amzn-requestid" | "x-amz-request-id" => key.clone(),
        "content-length" => format!("{key}: {}", value.parse::<usize>().unwrap() - digits),
        _ => format!("{key}: {value}"),
    };
    let mut headers: Vec<String> = answer.headers.iter().map(header).collect();
    headers.sort();
    let parameters = &mut body["ChallengeParameters"];
    if parameters["SRP_B"].is_string() {
        for (member, length) in [("SALT", 32), ("SECRET_BLOCK", 2_572)] {
            assert_eq!(text(&parameters[member]).len(), length, "{member}");
        }
        for (member, shown) in [("SALT", "salt"), ("SECRET_BLOCK", "block"), ("SRP_B", "number")] {
            parameters[member] = json!(shown);
        }
    }
    if let Some(session) = body["Session"].as_str() {
        body["Session"] = json!(session.len());
    }
    for place in ["/CodeDeliveryDetails/Destination", "/ChallengeParameters/CODE_DELIVERY_DESTINATION"] {
        let Some(destination) = body.pointer_mut(place) else { continue };
        let masked = text(destination);
        let letters: Vec<char> = masked.chars().filter(char::is_ascii_lowercase).collect();
        assert_eq!(letters.len(), 2, "{masked}");
        *destination = json!(masked.replace(|c: char| c.is_ascii_lowercase(), "?"));
    }
    format!("{} {headers:?} {}", answer.status, body.to_string().replace(name, "NAME"))
}

/// `knows` and `nobody` are as long as each other: lengths of answers may depend on what was given.
fn name(kind: &str, n: usize) -> String {
    format!("{kind}-{n:06}")
}

/// A probe for so many names of each kind, in random order. The times of users and of other names, in milliseconds.
fn measure(
    world: &Strangers<Recognito>,
    probe: &Probe,
    random: &mut Random,
    names: &[String; 2],
    count: usize,
) -> [Vec<f64>; 2] {
    let mut connection = Connection::open(world.server.authority()).unwrap();
    let mut order: Vec<(usize, usize)> = (0..2).flat_map(|kind| (0..count).map(move |n| (kind, n))).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, random.below(at + 1));
    }
    let mut times = [Vec::new(), Vec::new()];
    let mut shapes: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for (kind, n) in order {
        let name = name(&names[kind], n);
        let (answer, took) = (probe.call)(world, &mut connection, &name);
        shapes.entry(shape(&answer, &name)).or_default()[kind] += 1;
        times[kind].push(took);
    }
    assert_eq!(shapes.len(), 1, "{}: answers differ: {shapes:#?}", probe.title);
    times
}

#[test]
fn no_public_operation_tells_who_exists_by_words_lengths_or_time() {
    nothing_tells_who_exists(NAMES[0], PROBABILITY_MIN[0]);
}

#[test]
#[ignore = "takes long: ./dev night"]
fn no_public_operation_tells_who_exists_to_a_patient_stranger() {
    nothing_tells_who_exists(NAMES[1], PROBABILITY_MIN[1]);
}

/// The same pool, in which people may also sign in by a code that is mailed, over a client that lets them choose.
fn choosing(mut world: Strangers<Recognito>) -> Strangers<Recognito> {
    let pool = json!({
        "UserPoolId": world.pool,
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    });
    world.administrator.user_pools("UpdateUserPool", &pool);
    let client = json!({
        "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
    });
    world.client = text(&world.make_client(&client)["ClientId"]);
    world
}

fn nothing_tells_who_exists(count: usize, least: f64) {
    let world = Strangers::on(Recognito::start(), "ENABLED");
    let world = choosing(world);
    for n in 0..count {
        world.confirmed(&name(CONFIRMED, n));
        world.confirmed(&name(CHOOSING, n));
        world.unconfirmed(&name(UNCONFIRMED, n));
    }
    let mut random = Random::new(7);
    let mut told = Vec::new();
    for probe in &PROBES {
        // Unknown names are new for each probe and run: what was counted of them before does not mix in.
        let mut unknown = ('a'..='z').map(|letter| format!("nob{letter}y"));
        let mut run = |run: usize| {
            let names = [probe.users.to_owned(), unknown.next().unwrap()];
            let [users, others] = measure(&world, probe, &mut random, &names, count);
            let p = mann_whitney(&users, &others);
            let line = format!(
                "{}, run {run}: users {:.3} ms, other names {:.3} ms (medians), p = {p:.4}",
                probe.title,
                median(&users),
                median(&others)
            );
            eprintln!("{line}");
            (p, line)
        };
        let (p, line) = run(1);
        // One run in a hundred is unlike by chance. Two in a row are not.
        if p < least {
            let (again, second) = run(2);
            if again < least {
                told.extend([line, second]);
            }
        }
    }
    assert!(told.is_empty(), "{told:#?}");
}
