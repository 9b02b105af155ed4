//! Rules of both ceremonies, with an authenticator in software.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::*;

const HOST: &str = "example.com";
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;

fn bytes(value: &[u8]) -> Vec<u8> {
    [&[0x59][..], &u16::try_from(value.len()).unwrap().to_be_bytes(), value].concat()
}

fn text(value: &str) -> Vec<u8> {
    [&[0x60 | u8::try_from(value.len()).unwrap()], value.as_bytes()].concat()
}

fn client_data(kind: &str, origin: &str) -> Vec<u8> {
    format!(r#"{{"type":"{kind}","challenge":"Zm9v","origin":"{origin}","crossOrigin":false}}"#).into_bytes()
}

fn creation() -> Vec<u8> {
    client_data("webauthn.create", "https://example.com")
}

fn request() -> Vec<u8> {
    client_data("webauthn.get", "https://example.com")
}

/// The authenticator: one key.
enum Authenticator {
    Curve(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Authenticator {
    fn curve() -> Self {
        Self::Curve(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn public_key(&self) -> Vec<u8> {
        match self {
            Self::Curve(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = (bytes(&point[1..33]), bytes(&point[33..]));
                [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &x, &[0x22], &y].concat()
            }
            Self::Rsa(key) => {
                let numbers = key.public_key();
                let modulus = bytes(numbers.modulus().big_endian_without_leading_zero());
                let exponent = bytes(numbers.exponent().big_endian_without_leading_zero());
                [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20][..], &modulus, &[0x21], &exponent].concat()
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Curve(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// The data of a new credential.
    fn made(&self, host: &str, flags: u8) -> Vec<u8> {
        let id = [&[0, 3][..], b"key"].concat();
        [said(host, flags | 0x40, 0), vec![7; 16], id, self.public_key()].concat()
    }

    /// The same, attested by the key itself.
    fn packed(&self, data: &[u8], client_data: &[u8]) -> Vec<u8> {
        let signature = bytes(&self.sign(&message(data, client_data)));
        let algorithm: &[u8] = if matches!(self, Self::Curve(_)) { &[0x26] } else { &[0x39, 1, 0] };
        let statement = [&[0xa2][..], &text("alg"), algorithm, &text("sig"), &signature].concat();
        object("packed", &statement, data)
    }
}

fn said(host: &str, flags: u8, counter: u32) -> Vec<u8> {
    [&digest_of(host)[..], &[flags], &counter.to_be_bytes()].concat()
}

fn object(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    let format = [text("fmt"), text(format)].concat();
    [&[0xa3][..], &format, &text("attStmt"), statement, &text("authData"), &bytes(data)].concat()
}

fn none(data: &[u8]) -> Vec<u8> {
    object("none", &[0xa0], data)
}

fn registered(client_data: &[u8], object: &[u8]) -> Result<Credential, Fault> {
    Attestation { client_data, object }.verify(HOST, false)
}

#[test]
fn a_credential_is_accepted_without_an_attestation_and_with_one_by_its_own_key() {
    for authenticator in [Authenticator::curve(), Authenticator::rsa()] {
        let data = authenticator.made(HOST, PRESENT);
        let expected = Credential {
            id: b"key".to_vec(),
            public_key: authenticator.public_key(),
            counter: 0,
            model: [7; 16],
        };
        assert_eq!(registered(&creation(), &none(&data)), Ok(expected.clone()));
        assert_eq!(registered(&creation(), &authenticator.packed(&data, &creation())), Ok(expected));
    }
}

#[test]
fn a_credential_of_another_page_party_or_ceremony_is_refused() {
    let authenticator = Authenticator::curve();
    let data = none(&authenticator.made(HOST, PRESENT));
    let evil = client_data("webauthn.create", "https://evil.org");
    assert_eq!(registered(&evil, &data), Err(Fault::Origin));
    let framed = String::from_utf8(creation()).unwrap().replace("false", "true");
    assert_eq!(registered(framed.as_bytes(), &data), Err(Fault::Origin));
    assert_eq!(registered(&request(), &data), Err(Fault::Malformed));
    let foreign = none(&authenticator.made("example.org", PRESENT));
    assert_eq!(registered(&creation(), &foreign), Err(Fault::RelyingParty));
}

#[test]
fn its_user_must_be_there_and_verified_where_that_is_asked() {
    let authenticator = Authenticator::curve();
    let made = |flags| none(&authenticator.made(HOST, flags));
    assert_eq!(registered(&creation(), &made(0)), Err(Fault::Presence));
    let verified = |flags| {
        let object = made(flags);
        Attestation { client_data: &creation(), object: &object }.verify(HOST, true).map(|_| ())
    };
    assert_eq!(verified(PRESENT), Err(Fault::Verification));
    assert_eq!(verified(PRESENT | VERIFIED), Ok(()));
}

#[test]
fn attestations_that_are_not_the_keys_own_are_refused() {
    let (authenticator, other) = (Authenticator::curve(), Authenticator::curve());
    let data = authenticator.made(HOST, PRESENT);
    assert_eq!(registered(&creation(), &other.packed(&data, &creation())), Err(Fault::Signature));
    let certified = [&[0xa1][..], &text("x5c"), &[0x80]].concat();
    assert_eq!(registered(&creation(), &object("packed", &certified, &data)), Err(Fault::Unsupported));
    assert_eq!(registered(&creation(), &object("tpm", &[0xa0], &data)), Err(Fault::Unsupported));
    assert_eq!(registered(&creation(), &object("packed", &[0xa0], &data)), Err(Fault::Malformed));
    assert_eq!(registered(&creation(), &object("none", &certified, &data)), Err(Fault::Malformed));
}

#[test]
fn a_key_of_another_kind_is_refused() {
    let ed25519 = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21][..], &bytes(&[1; 32])].concat();
    let id = [&[0, 3][..], b"key"].concat();
    let data = [said(HOST, PRESENT | 0x40, 0), vec![7; 16], id, ed25519].concat();
    assert_eq!(registered(&creation(), &none(&data)), Err(Fault::Unsupported));
}

#[test]
fn what_is_cut_off_or_longer_than_it_says_is_refused() {
    let authenticator = Authenticator::curve();
    let data = authenticator.made(HOST, PRESENT);
    let whole = none(&data);
    for length in 0..whole.len() {
        assert!(registered(&creation(), &whole[..length]).is_err(), "{length}");
    }
    for length in 0..data.len() {
        assert!(registered(&creation(), &none(&data[..length])).is_err(), "{length}");
    }
    assert_eq!(registered(&creation(), &[&whole[..], &[0]].concat()), Err(Fault::Malformed));
    assert_eq!(registered(&creation(), &none(&[&data[..], &[0]].concat())), Err(Fault::Malformed));
    let copied_though_it_cannot_be = none(&authenticator.made(HOST, PRESENT | 0x10));
    assert_eq!(registered(&creation(), &copied_though_it_cannot_be), Err(Fault::Malformed));
    let with_extensions = [&authenticator.made(HOST, PRESENT | 0x80)[..], &[0xa0]].concat();
    assert!(registered(&creation(), &none(&with_extensions)).is_ok());
}

#[test]
fn a_proof_is_good_for_its_challenge_page_party_and_key() {
    for (authenticator, other) in
        [(Authenticator::curve(), Authenticator::curve()), (Authenticator::rsa(), Authenticator::curve())]
    {
        let proved = |data: &[u8], client_data: &[u8], host: &str, challenge: &str, key: &[u8]| {
            let signature = authenticator.sign(&message(data, client_data));
            let assertion = Assertion { client_data, authenticator_data: data, signature: &signature };
            assertion.verify(host, challenge, key)
        };
        let (data, key) = (said(HOST, PRESENT | VERIFIED, 9), authenticator.public_key());
        let expected = Proved { is_user_verified: true, counter: 9 };
        assert_eq!(proved(&data, &request(), HOST, "Zm9v", &key), Ok(expected));
        let unverified = proved(&said(HOST, PRESENT, 0), &request(), HOST, "Zm9v", &key);
        assert_eq!(unverified, Ok(Proved { is_user_verified: false, counter: 0 }));
        assert_eq!(proved(&data, &request(), HOST, "Zm9w", &key), Err(Fault::Signature));
        assert_eq!(proved(&data, &creation(), HOST, "Zm9v", &key), Err(Fault::Malformed));
        let evil = client_data("webauthn.get", "https://evil.org");
        assert_eq!(proved(&data, &evil, HOST, "Zm9v", &key), Err(Fault::Origin));
        let foreign = said("example.org", PRESENT, 0);
        assert_eq!(proved(&foreign, &request(), HOST, "Zm9v", &key), Err(Fault::RelyingParty));
        assert_eq!(proved(&said(HOST, 0, 0), &request(), HOST, "Zm9v", &key), Err(Fault::Presence));
        assert_eq!(
            proved(&data, &request(), HOST, "Zm9v", &other.public_key()),
            Err(Fault::Signature),
            "another key"
        );
    }
}

#[test]
fn a_proof_that_was_changed_is_refused() {
    let authenticator = Authenticator::curve();
    let (mut data, client_data) = (said(HOST, PRESENT, 1), request());
    let signature = authenticator.sign(&message(&data, &client_data));
    data[32] |= VERIFIED;
    let assertion = Assertion { client_data: &client_data, authenticator_data: &data, signature: &signature };
    assert_eq!(assertion.verify(HOST, "Zm9v", &authenticator.public_key()), Err(Fault::Signature));
}

/// Made and signed by authenticators in software that others have written.
#[test]
fn passkeys_of_other_makers_are_registered_and_sign() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../../tests/webauthn_cases.json")).unwrap();
    for case in cases {
        let of = |part: &str, name: &str| URL_SAFE_NO_PAD.decode(case[part][name].as_str().unwrap()).unwrap();
        let client_data = of("registration", "clientDataJSON");
        let object = of("registration", "attestationObject");
        let made = Attestation { client_data: &client_data, object: &object }.verify(HOST, false).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(&made.id), case["id"].as_str().unwrap());
        let assertion = Assertion {
            client_data: &of("sign_in", "clientDataJSON"),
            authenticator_data: &of("sign_in", "authenticatorData"),
            signature: &of("sign_in", "signature"),
        };
        let challenge = case["challenge"].as_str().unwrap();
        let proved = assertion.verify(HOST, challenge, &made.public_key).unwrap();
        assert_eq!(proved.counter, 1, "{}", case["made_by"]);
    }
}
