//! What the crate's dear operations cost on this machine, one line each: the ceilings that the bench stands its numbers
//! beside. Run it with `cargo run --release -p recognito-crypto --example costs`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crypto::jwt::{self, Scheme, SigningKey, VerifyingKey};
use crypto::power::Residue;
use crypto::seal::{DataKey, random_bytes};
use crypto::sigv4::{Presented, Request};
use crypto::srp::{Ephemeral, challenge, make_verifier};
use crypto::{merkle, password};
use serde_json::{Value, json};

/// How long each operation is repeated.
const FOR: Duration = Duration::from_millis(500);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let phc = password::hash("Passw0rd!", random_bytes(), password::Cost::USUAL);
    show("argon2id verify", || password::verify(&phc, "Passw0rd!"));

    let made = jwt::make(Scheme::Rs256)?;
    let key = SigningKey::new(&made.public.kid, &made.private, Scheme::Rs256, None)?;
    let claims = json!({ "sub": "6f1ed5b0-7c1a-4b1e-9d3e-0a1b2c3d4e5f", "exp": 1_725_336_306 });
    let token = key.sign(&claims)?;
    let verifying = VerifyingKey::new(&made.public)?;
    show("RS256 sign", || key.sign(&claims));
    show("RS256 verify", || verifying.verify::<Value>(&token));

    let (base, exponent) = (Residue::of(&random_bytes::<384>()), random_bytes::<32>());
    show("3072-bit power, 256-bit exponent", || base.power(&exponent));
    let salt = crypto::srp::canonical_salt(random_bytes());
    show("SRP verifier", || make_verifier("AbCdEf123", "ada", "Passw0rd!", salt));
    let verifier = make_verifier("AbCdEf123", "ada", "Passw0rd!", salt);
    let b = Ephemeral::from_bytes(random_bytes());
    show("SRP challenge", || challenge(&verifier, &b));

    let data_key = DataKey::generate();
    let plain = [7; 1024];
    let sealed = data_key.seal(b"context", &plain);
    show("AES-256-GCM seal, 1 KiB", || data_key.seal(b"context", &plain));
    show("AES-256-GCM open, 1 KiB", || data_key.open(b"context", &sealed));
    show("Merkle leaf hash, 1 KiB", || merkle::leaf_hash(&plain));

    show_sigv4()
}

/// The first of the requests that the tests verify.
fn show_sigv4() -> Result<(), Box<dyn std::error::Error>> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../tests/sigv4_cases.json"))?;
    let case = &cases[0];
    let text = |name: &str| case[name].as_str().unwrap_or_default();
    let headers: Vec<(String, String)> =
        serde_json::from_value::<std::collections::BTreeMap<_, _>>(case["headers"].clone())?
            .into_iter()
            .collect();
    let request = Request {
        method: text("method"),
        path_and_query: text("path_and_query"),
        headers: &headers,
        body: text("body").as_bytes(),
    };
    let now_ms = case["now_ms"].as_i64().unwrap_or_default();
    let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    let verify = || {
        Presented::parse(&request)?.verify(
            &request,
            secret,
            now_ms,
            |region| region == "us-east-1",
            text("service"),
        )
    };
    verify()?;
    show("SigV4 verify", verify);
    Ok(())
}

/// Repeats the operation and prints its mean time.
fn show<T>(name: &str, operation: impl Fn() -> T) {
    let start = Instant::now();
    let mut times = 0_u32;
    while start.elapsed() < FOR {
        black_box(operation());
        times += 1;
    }
    println!("{name:34} {:>10.2} µs", (start.elapsed() / times).as_secs_f64() * 1e6);
}
