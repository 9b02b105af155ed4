//! The client's half of SRP, as cheap as it may be: the bench measures the server, and both share the cores.
//!
//! The secret exponent a is 4096, so that a power by it is twelve squarings and A is a number of full size: worthless as a secret,
//! right as arithmetic.

use std::sync::LazyLock;

use aws_lc_rs::{digest, hmac};
use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::power::{LEN, Residue, modulus};
use serde_json::Value;
use tests::api::text;

const KEY_INFO: &[u8] = b"Caldera Derived Key\x01";

/// a is two to this power.
const SQUARINGS: usize = 12;

/// A.
static CLIENT_PUBLIC: LazyLock<Residue> = LazyLock::new(|| power_of_a(Residue::generator()));

/// `SRP_A`.
pub(crate) fn client_public() -> String {
    hex::encode(pad(CLIENT_PUBLIC.as_bytes()))
}

fn power_of_a(base: Residue) -> Residue {
    (0..SQUARINGS).fold(base, |power, _| power.times(&power))
}

/// The arithmetic of one person: what depends on her password alone is done once.
pub(crate) struct Person {
    user_id: String,
    pool_name: String,
    x: [u8; 32],
    /// -k g^x
    less_password: Residue,
}

impl Person {
    /// `salt` as the challenge gives it, in hexadecimal.
    pub(crate) fn new(pool_name: &str, user_id: &str, password: &str, salt: &str) -> Self {
        let inner = sha256(&[pool_name.as_bytes(), user_id.as_bytes(), b":", password.as_bytes()]);
        let x = sha256(&[&pad(&number(salt)), &inner]);
        let k = sha256(&[&pad(&modulus()), &pad(&[2])]);
        let product = Residue::of(&k).times(&Residue::generator().power(&x));
        let less_password = product.times(&minus_one());
        Self { user_id: user_id.to_owned(), pool_name: pool_name.to_owned(), x, less_password }
    }

    /// The answer to a challenge, beside these responses.
    pub(crate) fn claim(&self, challenge: &Value, beside: &Value) -> Value {
        let (server_public, block) = (text(&challenge["SRP_B"]), text(&challenge["SECRET_BLOCK"]));
        let timestamp = chrono::Utc::now().format("%a %b %-d %H:%M:%S UTC %Y").to_string();
        let mut responses = beside.clone();
        responses["PASSWORD_CLAIM_SIGNATURE"] = self.signature(&server_public, &block, &timestamp).into();
        responses["PASSWORD_CLAIM_SECRET_BLOCK"] = block.into();
        responses["TIMESTAMP"] = timestamp.into();
        responses
    }

    /// `PASSWORD_CLAIM_SIGNATURE`.
    fn signature(&self, srp_b: &str, secret_block: &str, timestamp: &str) -> String {
        let server = number(srp_b);
        let u = sha256(&[&pad(CLIENT_PUBLIC.as_bytes()), &pad(&server)]);
        let base = Residue::of(&server).plus(&self.less_password);
        let of_password = base.power(&self.x).power(&u);
        let secret = power_of_a(base).times(&of_password);
        let extracted = hmac_sha256(&pad(&u), &[&pad(secret.as_bytes())]);
        let key = hmac_sha256(&extracted, &[KEY_INFO]);
        let block = STANDARD.decode(secret_block).unwrap();
        let parts = [self.pool_name.as_bytes(), self.user_id.as_bytes(), &block, timestamp.as_bytes()];
        STANDARD.encode(hmac_sha256(&key[..16], &parts))
    }
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
