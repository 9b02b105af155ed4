//! Sign-ins over HTTP against a whole server, by password and by SRP; beside each, what the cores could do were there
//! nothing but the arithmetic that a sign-in cannot do without.

use std::{thread, time::Instant};

use crypto::{jwt, password, seal::random_bytes, srp as server_srp};
use serde_json::{Value, json};
use tests::api::{self, Administrator, USER_POOLS, text};
use tests::{http::Connection, http::Request, server::Recognito};

use crate::timing::{FOR, WARM_UP, Waits, show};
use crate::{ceiling, srp};

const CLIENTS: usize = 32;
const PASSWORD: &str = "Passw0rd!x";

struct Place {
    authority: String,
    pool: String,
    client: String,
}

/// One who signs in again and again, on a connection of her own.
struct Client {
    n: usize,
    connection: Connection,
    /// Known once the first challenge has told the salt.
    person: Option<srp::Person>,
}

/// Measures and prints.
pub(crate) fn run(cores: usize) {
    let (by_password, by_srp) = ceilings(cores);
    let server = Recognito::start();
    let administrator = Administrator::of(&server);
    let (pool, client) = api::user_pool(&administrator);
    let place = Place { authority: server.authority().to_owned(), pool, client };
    for n in 0..CLIENTS {
        let who = json!({"ClientId": place.client, "Username": user(n), "Password": PASSWORD});
        call(&mut connect(&place), "SignUp", &who);
        administrator
            .user_pools("AdminConfirmSignUp", &json!({"UserPoolId": place.pool, "Username": user(n)}));
    }
    let waits = measure(&place, |client| sign_in_by_password(&place, client));
    show(&format!("sign-in by password, {CLIENTS} clients"), waits, by_password, "argon2id, two RS256");
    let waits = measure(&place, |client| sign_in_by_srp(&place, client));
    show(&format!("sign-in by SRP, {CLIENTS} clients"), waits, by_srp, "three powers, two RS256");
}

fn user(n: usize) -> String {
    format!("person{n}")
}

fn connect(place: &Place) -> Connection {
    Connection::open(&place.authority).unwrap()
}

fn call(connection: &mut Connection, operation: &str, body: &Value) -> Value {
    let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
    api::succeeded(&connection.exchange(&request).unwrap())
}

fn measure(place: &Place, sign_in: impl Fn(&mut Client) + Sync) -> Waits {
    let sign_in = &sign_in;
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|n| scope.spawn(move || repeat(place, n, sign_in))).collect();
        Waits(clients.into_iter().flat_map(|client| client.join().unwrap().0).collect())
    })
}

fn repeat(place: &Place, n: usize, sign_in: &impl Fn(&mut Client)) -> Waits {
    let mut client = Client { n, connection: connect(place), person: None };
    let (begun, mut waits) = (Instant::now(), Waits::default());
    while begun.elapsed() < WARM_UP + FOR {
        let asked = Instant::now();
        sign_in(&mut client);
        if begun.elapsed() > WARM_UP {
            waits.0.push(asked.elapsed());
        }
    }
    waits
}

fn sign_in_by_password(place: &Place, client: &mut Client) {
    let parameters = json!({"USERNAME": user(client.n), "PASSWORD": PASSWORD});
    let body =
        json!({"ClientId": place.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let answer = call(&mut client.connection, "InitiateAuth", &body);
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string(), "{answer}");
}

fn sign_in_by_srp(place: &Place, client: &mut Client) {
    let parameters = json!({"USERNAME": user(client.n), "SRP_A": srp::CLIENT_PUBLIC});
    let body = json!({"ClientId": place.client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
    let challenge = &call(&mut client.connection, "InitiateAuth", &body)["ChallengeParameters"];
    let (user_id, block) = (text(&challenge["USER_ID_FOR_SRP"]), text(&challenge["SECRET_BLOCK"]));
    let person = client.person.get_or_insert_with(|| {
        let pool_name = place.pool.split('_').nth(1).unwrap_or_default();
        srp::Person::new(pool_name, &user_id, PASSWORD, &text(&challenge["SALT"]))
    });
    let timestamp = chrono::Utc::now().format("%a %b %-d %H:%M:%S UTC %Y").to_string();
    let responses = json!({
        "USERNAME": user_id,
        "PASSWORD_CLAIM_SECRET_BLOCK": block,
        "PASSWORD_CLAIM_SIGNATURE": person.signature(&text(&challenge["SRP_B"]), &block, &timestamp),
        "TIMESTAMP": timestamp,
    });
    let body = json!({"ClientId": place.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
    let answer = call(&mut client.connection, "RespondToAuthChallenge", &body);
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string(), "{answer}");
}

/// Sign-ins a second on all cores, by password and by SRP, of nothing but hashing, powers and signatures.
fn ceilings(cores: usize) -> (f64, f64) {
    let made = jwt::make(jwt::Scheme::Rs256).unwrap();
    let key = jwt::SigningKey::new(&made.public.kid, &made.private, jwt::Scheme::Rs256, None).unwrap();
    let claims = json!({"sub": "6f1ed5b0-7c1a-4b1e-9d3e-0a1b2c3d4e5f", "exp": 1_725_336_306});
    let two_tokens = || {
        for _ in 0..2 {
            std::hint::black_box(key.sign(&claims).unwrap());
        }
    };
    let phc = password::hash(PASSWORD, random_bytes());
    let by_password = ceiling::per_second(cores, || {
        assert!(password::verify(&phc, PASSWORD));
        two_tokens();
    });
    let salt = server_srp::canonical_salt(random_bytes());
    let verifier = server_srp::make_verifier("AbCdEf123", "ada", PASSWORD, salt);
    let base = crypto::power::Residue::of(verifier.v());
    let by_srp = ceiling::per_second(cores, || {
        let b = server_srp::Ephemeral::from_bytes(random_bytes());
        std::hint::black_box(server_srp::challenge(&verifier, &b));
        std::hint::black_box(base.power(b.as_bytes()).power(b.as_bytes()));
        two_tokens();
    });
    (by_password, by_srp)
}
