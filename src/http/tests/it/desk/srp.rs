//! The client's half of SRP.

use aws_lc_rs::{digest, hmac};
use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::power::{LEN, Residue, modulus};

/// The client's secret number. Any will do: the tests need no secrecy.
const SECRET: [u8; 4] = [0x12, 0x34, 0x56, 0x78];

/// `SRP_A`.
pub(crate) fn client_public() -> String {
    hex::encode(public())
}

fn public() -> Vec<u8> {
    pad(Residue::generator().power(&SECRET).as_bytes())
}

/// `PASSWORD_CLAIM_SIGNATURE` for the parameters of a challenge.
pub(crate) fn signature(
    pool: &str,
    password: &str,
    challenge: &serde_json::Value,
    timestamp: &str,
) -> String {
    let user = challenge["USER_ID_FOR_SRP"].as_str().unwrap();
    signature_of((pool.split_once('_').unwrap().1, user), password, challenge, timestamp)
}

/// The same for the two names that are hashed: those of pool and user, or group key and key of a device.
pub(crate) fn signature_of(
    (pool, user): (&str, &str),
    password: &str,
    challenge: &serde_json::Value,
    timestamp: &str,
) -> String {
    let of = |name: &str| challenge[name].as_str().unwrap();
    let (salt, server) = (number(of("SALT")), number(of("SRP_B")));
    let inner = sha256(&[pool.as_bytes(), user.as_bytes(), b":", password.as_bytes()]);
    let x = sha256(&[&pad(&salt), &inner]);
    let multiplier = sha256(&[&pad(&modulus()), &pad(&[2])]);
    let of_password = Residue::of(&multiplier).times(&Residue::generator().power(&x));
    let base = Residue::of(&server).plus(&of_password.times(&minus_one()));
    let u = sha256(&[&public(), &pad(&server)]);
    let secret = base.power(&SECRET).times(&base.power(&x).power(&u));
    let extracted = hmac_sha256(&pad(&u), &[&pad(secret.as_bytes())]);
    let key = hmac_sha256(&extracted, &[b"Caldera Derived Key\x01"]);
    let block = STANDARD.decode(of("SECRET_BLOCK")).unwrap();
    STANDARD
        .encode(hmac_sha256(&key[..16], &[pool.as_bytes(), user.as_bytes(), &block, timestamp.as_bytes()]))
}

fn minus_one() -> Residue {
    let mut number = modulus();
    number[LEN - 1] -= 1;
    Residue::of(&number)
}

fn number(digits: &str) -> Vec<u8> {
    hex::decode(if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") })
        .unwrap()
}

/// Without needless zeros in front, and with one where the top bit is set.
fn pad(number: &[u8]) -> Vec<u8> {
    let significant = &number[number.iter().take_while(|byte| **byte == 0).count()..];
    let zero = significant.first().is_none_or(|first| first & 0x80 != 0);
    [if zero { &[0][..] } else { &[] }, significant].concat()
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    digest::digest(&digest::SHA256, &parts.concat()).as_ref().try_into().unwrap()
}

fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &parts.concat()).as_ref().to_vec()
}
