//! Sign-ins and refreshes over HTTP against a whole server; beside each, what the cores could do were there nothing but the
//! arithmetic that it cannot do without.

use crypto::{jwt, password, seal::random_bytes, srp as server_srp};
use serde_json::{Value, json};
use tests::api::USER_POOLS;

use crate::{
    by_app, by_device, by_srp, ceiling,
    load::{Line, drive},
    place::{PASSWORD, Place, user},
    report::{Ceiling, Report},
    timing::metered,
};

/// Connections that are kept busy.
pub(crate) const CLIENTS: usize = 32;

/// Measures sign-ins by password and by SRP, each with a second step too, and refreshes.
pub(crate) fn run(report: &mut Report, cores: usize) {
    let ceilings = Ceilings::measure(cores);
    let place = Place::new(2 * CLIENTS);
    let meter = place.meter();
    let open = async |n| (n, Line::open(place.authority()).await);
    let measured = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            sign_in_by_password(&place, *n, line).await;
        })
    });
    let of = Ceiling::new("argon2id, two RS256", ceilings.password);
    report.add(format!("sign-in by password, {CLIENTS} connections"), measured, of);
    by_srp::run(report, &place, ceilings.srp, cores);
    let requests: Vec<_> = (0..CLIENTS).map(|n| refresh(&place, &place.tokens(n).refresh)).collect();
    let open = async |n: usize| (Line::open(place.authority()).await, requests[n].as_slice());
    let measured = metered(&meter, || {
        drive(CLIENTS, open, async |(line, request): &mut (Line, &[u8])| {
            line.ask(request).await;
        })
    });
    let of = Ceiling::new("two RS256", ceilings.refresh);
    report.add(format!("refresh, {CLIENTS} connections"), measured, of);
    by_app::run(report, &place, ceilings.password, cores);
    by_device::run(report, &place, ceilings.device);
}

/// The bytes of a sign-in's first call.
pub(crate) fn initiate(place: &Place, flow: &str, parameters: &Value) -> Vec<u8> {
    let body = json!({"ClientId": place.client, "AuthFlow": flow, "AuthParameters": parameters});
    place.bytes(&format!("{USER_POOLS}.InitiateAuth"), &body)
}

/// The bytes of a call that answers a challenge.
pub(crate) fn respond(place: &Place, answer: &Value) -> Vec<u8> {
    let mut body = answer.clone();
    body["ClientId"] = place.client.as_str().into();
    place.bytes(&format!("{USER_POOLS}.RespondToAuthChallenge"), &body)
}

fn refresh(place: &Place, token: &str) -> Vec<u8> {
    initiate(place, "REFRESH_TOKEN_AUTH", &json!({ "REFRESH_TOKEN": token }))
}

/// Fails unless this is the answer to a sign-in that came to its end.
pub(crate) fn expect_tokens(answer: &[u8]) {
    assert!(answer.windows(11).any(|bytes| bytes == b"AccessToken"));
}

pub(crate) async fn sign_in_by_password(place: &Place, n: usize, line: &mut Line) {
    let parameters = json!({"USERNAME": user(n), "PASSWORD": PASSWORD});
    expect_tokens(line.ask(&initiate(place, "USER_PASSWORD_AUTH", &parameters)).await);
}

/// How many a second on all cores, of nothing but hashing, powers and signatures.
struct Ceilings {
    password: f64,
    srp: f64,
    /// By SRP, and with a device that proves itself by SRP too.
    device: f64,
    refresh: f64,
}

/// The signing of a sign-in's tokens.
fn two_tokens() -> impl Fn() + Sync {
    let made = jwt::make(jwt::Scheme::Rs256).unwrap();
    let key = jwt::SigningKey::new(&made.public.kid, &made.private, jwt::Scheme::Rs256, None).unwrap();
    let claims = json!({"sub": "6f1ed5b0-7c1a-4b1e-9d3e-0a1b2c3d4e5f", "exp": 1_725_336_306});
    move || {
        for _ in 0..2 {
            std::hint::black_box(key.sign(&claims).unwrap());
        }
    }
}

/// How many sign-ins a second all cores could sign the tokens of.
pub(crate) fn two_tokens_per_second(cores: usize) -> f64 {
    ceiling::per_second(cores, two_tokens())
}

impl Ceilings {
    fn measure(cores: usize) -> Self {
        let two_tokens = two_tokens();
        let phc = password::hash(PASSWORD, random_bytes());
        let salt = server_srp::canonical_salt(random_bytes());
        let verifier = server_srp::make_verifier("AbCdEf123", "ada", PASSWORD, salt);
        let base = crypto::power::Residue::of(verifier.v());
        // Powers of any number: that those of the generator are cheaper is the server's own achievement.
        let three_powers = || {
            let exponent: [u8; 32] = random_bytes();
            std::hint::black_box(base.power(&exponent).power(&exponent).power(&exponent));
        };
        Self {
            password: ceiling::per_second(cores, || {
                assert!(password::verify(&phc, PASSWORD));
                two_tokens();
            }),
            srp: ceiling::per_second(cores, || {
                three_powers();
                two_tokens();
            }),
            device: ceiling::per_second(cores, || {
                three_powers();
                three_powers();
                two_tokens();
            }),
            refresh: ceiling::per_second(cores, two_tokens),
        }
    }
}
