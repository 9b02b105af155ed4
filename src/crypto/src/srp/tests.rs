//! Vectors that amazon-cognito-identity-js and pycognito reproduce, every value between the password and the signature.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::exchange::{multiplier, scrambler, session_key, shared_secret};
use super::verifier::private_key;
use super::*;
use crate::power::Residue;

#[derive(Deserialize)]
struct Vector {
    name: String,
    pool: String,
    user: String,
    password: String,
    #[serde(rename = "SALT")]
    salt: String,
    a: String,
    b: String,
    x: String,
    v: String,
    #[serde(rename = "SRP_A")]
    srp_a: String,
    #[serde(rename = "SRP_B")]
    srp_b: String,
    u: String,
    #[serde(rename = "S")]
    secret: String,
    #[serde(rename = "K")]
    key: String,
    #[serde(rename = "SECRET_BLOCK")]
    block: String,
    #[serde(rename = "TIMESTAMP")]
    timestamp: String,
    #[serde(rename = "SIG")]
    signature: String,
    #[serde(rename = "ConfirmDevice.Salt")]
    device_salt: Option<String>,
    #[serde(rename = "ConfirmDevice.PasswordVerifier")]
    device_verifier: Option<String>,
}

fn vectors() -> Vec<Vector> {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../tests/srp_vectors.json")).unwrap();
    assert_eq!(vectors.len(), 4);
    vectors
}

fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") })
        .unwrap()
}

/// Hex without leading zeros, as the vectors are written.
fn digits(number: &[u8]) -> String {
    hex::encode(number).trim_start_matches('0').to_owned()
}

impl Vector {
    fn verifier(&self) -> Verifier {
        Verifier::from_bytes(&bytes(&self.salt), &bytes(&self.v)).unwrap()
    }

    fn b(&self) -> Ephemeral {
        let number = bytes(&self.b);
        let mut b = [0; 32];
        b[32 - number.len()..].copy_from_slice(&number);
        Ephemeral::from_bytes(b)
    }

    fn server(&self) -> ServerPublic {
        ServerPublic::from_bytes(&bytes(&self.srp_b))
    }

    fn check(&self, signature: &str, block: &[u8], timestamp: &str) -> Result<(), SrpFault> {
        let answer = ChallengeAnswer {
            pool_name: &self.pool,
            user_id: &self.user,
            secret_block: block,
            timestamp,
            signature,
        };
        let client = ClientPublic::parse(&self.srp_a).unwrap();
        answer_is_right(&self.verifier(), &self.b(), &self.server(), &client, &answer)
    }
}

#[test]
fn the_multiplier_is_cognitos() {
    let k = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6";
    assert_eq!(digits(multiplier().as_bytes()), k);
}

#[test]
fn every_value_of_the_vectors_comes_out() {
    for vector in vectors() {
        let (name, verifier, b) = (&vector.name, vector.verifier(), vector.b());
        let x = private_key(&vector.pool, &vector.user, &vector.password, &bytes(&vector.salt));
        assert_eq!(digits(&x), vector.x, "x of {name}");
        assert_eq!(digits(Residue::generator().power(&x).as_bytes()), vector.v, "v of {name}");
        let public = Residue::generator().power(&bytes(&vector.a));
        assert_eq!(digits(public.as_bytes()), vector.srp_a, "A of {name}");
        assert_eq!(challenge(&verifier, &b), vector.server(), "B of {name}");
        assert_eq!(vector.server().to_string().trim_start_matches('0'), vector.srp_b);
        assert_eq!(ServerPublic::from_bytes(vector.server().as_bytes()), vector.server());
        let public = ClientPublic::parse(&vector.srp_a).unwrap();
        let u = scrambler(&public, &vector.server());
        assert_eq!(digits(u.as_ref()), vector.u, "u of {name}");
        let secret = shared_secret(&verifier, &b, &public, u.as_ref());
        assert_eq!(digits(secret.as_bytes()), vector.secret, "S of {name}");
        assert_eq!(hex::encode(session_key(u.as_ref(), &secret)), vector.key, "K of {name}");
    }
}

#[test]
fn the_right_answer_is_accepted_and_no_other() {
    for vector in vectors() {
        let (block, time) = (STANDARD.decode(&vector.block).unwrap(), vector.timestamp.as_str());
        assert_eq!(canonical_timestamp(time).as_deref(), Some(time));
        assert_eq!(vector.check(&vector.signature, &block, time), Ok(()), "{}", vector.name);
        let wrong = Err(SrpFault::WrongSignature);
        assert_eq!(vector.check(&vector.signature, &block[1..], time), wrong);
        assert_eq!(vector.check(&vector.signature, &block, "Tue Sep 3 04:05:07 UTC 2024"), wrong);
        assert_eq!(vector.check(&STANDARD.encode([0; 32]), &block, time), wrong);
        for nonsense in ["", "!", &vector.signature[1..], "é"] {
            assert_eq!(vector.check(nonsense, &block, time), wrong, "{nonsense}");
        }
    }
}

#[test]
fn no_answer_to_a_challenge_for_a_public_number_of_zero_is_right_though_everybody_knows_the_shared_secret() {
    let (vector, zero) = (&vectors()[0], ClientPublic::parse("0").unwrap());
    let block = STANDARD.decode(&vector.block).unwrap();
    let u = scrambler(&zero, &vector.server());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &session_key(u.as_ref(), &Residue::of(&[])));
    let signed =
        [vector.pool.as_bytes(), vector.user.as_bytes(), &block, vector.timestamp.as_bytes()].concat();
    let answer = ChallengeAnswer {
        pool_name: &vector.pool,
        user_id: &vector.user,
        secret_block: &block,
        timestamp: &vector.timestamp,
        signature: &STANDARD.encode(hmac::sign(&key, &signed)),
    };
    let checked = answer_is_right(&vector.verifier(), &vector.b(), &vector.server(), &zero, &answer);
    assert_eq!(checked, Err(SrpFault::ZeroPublic));
}

#[test]
fn a_password_makes_the_verifier_that_its_answer_fits() {
    let vector = &vectors()[0];
    let salt = bytes(&vector.salt).try_into().unwrap();
    let made = make_verifier(&vector.pool, &vector.user, &vector.password, salt);
    assert_eq!(made, vector.verifier());
    assert_ne!(made, make_verifier(&vector.pool, &vector.user, "another", salt));
    assert_ne!(made, make_verifier(&vector.pool, "another", &vector.password, salt));
}

#[test]
fn a_device_registers_what_its_answer_fits() {
    let vector = vectors().into_iter().find(|vector| vector.device_salt.is_some()).unwrap();
    let salt = STANDARD.decode(vector.device_salt.as_deref().unwrap()).unwrap();
    let v = STANDARD.decode(vector.device_verifier.as_deref().unwrap()).unwrap();
    let registered = Verifier::from_bytes(&salt, &v).unwrap();
    assert_eq!(registered, vector.verifier());
    assert_eq!(registered.salt_hex(), vector.salt);
}

#[test]
fn no_answer_fits_nobodys_verifier() {
    let (vector, nobody) = (&vectors()[0], Verifier::of_nobody([1; 32]));
    let server = challenge(&nobody, &vector.b());
    assert!(server.as_bytes().len() > 300);
    let answer = ChallengeAnswer {
        pool_name: &vector.pool,
        user_id: &vector.user,
        secret_block: &STANDARD.decode(&vector.block).unwrap(),
        timestamp: &vector.timestamp,
        signature: &vector.signature,
    };
    let client = ClientPublic::parse(&vector.srp_a).unwrap();
    assert_eq!(
        answer_is_right(&nobody, &vector.b(), &server, &client, &answer),
        Err(SrpFault::WrongSignature)
    );
}
