//! Certificates that a key signs for itself: X.509 version 3, RSA with SHA-256. What they say is a name and two moments.

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Datelike, Utc};
use zeroize::Zeroizing;

use crate::{jwt::JwtFault, seal::random_bytes};

/// `1.2.840.113549.1.1.11`, sha256WithRSAEncryption, with its null parameter.
const SHA256_WITH_RSA: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00];
/// `2.5.4.3`, the common name.
const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
/// `[0] { INTEGER 2 }`
const VERSION_3: [u8; 5] = [0xa0, 0x03, 0x02, 0x01, 0x02];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// Years before this one are written with two digits.
const FIRST_WITH_FOUR_DIGITS: i32 = 2050;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// A certificate of a key, in base64 without line breaks, that the key signed itself. `private` is a key as [`crate::jwt::make`] makes it;
/// the name is the common name of subject and issuer; the moments are in seconds since the epoch.
pub fn self_signed(private: &str, name: &str, from: i64, until: i64) -> Result<String, JwtFault> {
    let pkcs8 = Zeroizing::new(STANDARD.decode(private).map_err(|_| JwtFault::NotAKey)?);
    let pair = KeyPair::from_pkcs8(&pkcs8).map_err(|_| JwtFault::NotAKey)?;
    let public_key =
        AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).map_err(|_| JwtFault::NotAKey)?;
    let name = name_of(name);
    let claims = der(
        SEQUENCE,
        &[
            &VERSION_3,
            &der(INTEGER, &[&serial()]),
            &SHA256_WITH_RSA,
            &name,
            &der(SEQUENCE, &[&moment(from)?, &moment(until)?]),
            &name,
            public_key.as_ref(),
        ],
    );
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &claims, &mut signature)
        .map_err(|_| JwtFault::Unsigned)?;
    let signature = der(BIT_STRING, &[&[0], &signature]);
    Ok(STANDARD.encode(der(SEQUENCE, &[&claims, &SHA256_WITH_RSA, &signature])))
}

/// A random positive number whose first byte is no padding.
fn serial() -> [u8; 16] {
    let mut bytes: [u8; 16] = random_bytes();
    bytes[0] = bytes[0] & 0x3f | 0x40;
    bytes
}

fn name_of(text: &str) -> Vec<u8> {
    let attribute = der(SEQUENCE, &[&COMMON_NAME, &der(UTF8_STRING, &[text.as_bytes()])]);
    der(SEQUENCE, &[&der(SET, &[&attribute])])
}

fn moment(seconds: i64) -> Result<Vec<u8>, JwtFault> {
    let time: DateTime<Utc> = DateTime::from_timestamp(seconds, 0).ok_or(JwtFault::Unsigned)?;
    let (tag, form) = if time.year() < FIRST_WITH_FOUR_DIGITS {
        (UTC_TIME, "%y%m%d%H%M%SZ")
    } else {
        (GENERALIZED_TIME, "%Y%m%d%H%M%SZ")
    };
    Ok(der(tag, &[time.format(form).to_string().as_bytes()]))
}

/// A value of the distinguished encoding rules: tag, length, and the parts one after another.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut value = vec![tag];
    if let Ok(short @ ..0x80) = u8::try_from(length) {
        value.push(short);
    } else {
        let bytes = length.to_be_bytes();
        let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        value.push(0x80 | u8::try_from(significant.len()).unwrap_or_default());
        value.extend_from_slice(significant);
    }
    for part in parts {
        value.extend_from_slice(part);
    }
    value
}

#[cfg(test)]
mod tests {
    use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm};
    use webpki::{EndEntityCert, aws_lc_rs::RSA_PKCS1_2048_8192_SHA256};

    use super::*;
    use crate::jwt::{Scheme, make};

    const FROM: i64 = 1_760_000_000;

    #[test]
    fn an_independent_reader_takes_the_certificate_and_its_key_verifies_what_the_key_signs() {
        let made = make(Scheme::Rs256).unwrap();
        let text = self_signed(&made.private, "eu-west-1_a", FROM, FROM + 315_360_000).unwrap();
        let bytes = CertificateDer::from(STANDARD.decode(&text).unwrap());
        let certificate = EndEntityCert::try_from(&bytes).unwrap();
        let pair = KeyPair::from_pkcs8(&STANDARD.decode(&*made.private).unwrap()).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"a message", &mut signature).unwrap();
        let algorithm: &dyn SignatureVerificationAlgorithm = RSA_PKCS1_2048_8192_SHA256;
        certificate.verify_signature(algorithm, b"a message", &signature).unwrap();
        assert!(certificate.verify_signature(algorithm, b"another", &signature).is_err());
        let anchor = webpki::anchor_from_trusted_cert(&bytes).unwrap();
        assert_eq!(anchor.subject.as_ref(), &name_of("eu-west-1_a")[2..], "the name, without its own tag");
    }

    #[test]
    fn two_certificates_of_one_key_have_numbers_of_their_own() {
        let made = make(Scheme::Rs256).unwrap();
        let text = || self_signed(&made.private, "a", FROM, FROM + 60).unwrap();
        assert_ne!(text(), text());
    }

    #[test]
    fn moments_have_two_digits_of_the_year_until_2050() {
        assert_eq!(moment(FROM).unwrap()[2..], *b"251009085320Z");
        assert_eq!(moment(2_524_608_000).unwrap()[2..], *b"20500101000000Z");
        assert_eq!(
            (moment(FROM).unwrap()[0], moment(2_524_608_000).unwrap()[0]),
            (UTC_TIME, GENERALIZED_TIME)
        );
    }

    #[test]
    fn lengths_are_written_in_as_few_bytes_as_they_need() {
        assert_eq!(der(SET, &[]), [SET, 0]);
        assert_eq!(der(SET, &[&[7; 127]])[..2], [SET, 127]);
        assert_eq!(der(SET, &[&[7; 128]])[..3], [SET, 0x81, 128]);
        assert_eq!(der(SET, &[&[7; 200], &[7; 100]])[..4], [SET, 0x82, 1, 44]);
    }

    #[test]
    fn what_is_no_key_makes_no_certificate() {
        for text in ["", "garbage!", "AAAA"] {
            assert_eq!(self_signed(text, "a", FROM, FROM), Err(JwtFault::NotAKey));
        }
    }
}
