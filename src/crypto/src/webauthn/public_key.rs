//! The public key of a credential, as COSE (RFC 9053) writes it: ECDSA on P-256 (`ES256`), or RSA (`RS256`).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::{
    Fault,
    cbor::{self, Item},
};

/// ECDSA with P-256 and SHA-256, by its number at COSE.
pub const ES256: i64 = -7;
/// RSA with PKCS #1 v1.5 and SHA-256, by its number at COSE.
pub const RS256: i64 = -257;

const KIND: i64 = 1;
const ALGORITHM: i64 = 3;
const KIND_CURVE: i64 = 2;
const KIND_RSA: i64 = 3;
const CURVE_P256: i64 = 1;
/// A point that is written with both coordinates.
const UNCOMPRESSED: u8 = 4;

/// A public key.
pub(super) enum PublicKey<'a> {
    Curve([u8; 65]),
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
}

impl<'a> PublicKey<'a> {
    /// Reads a key; [`Fault::Unsupported`] if it is of another kind.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let (key, rest) = cbor::read(bytes).ok_or(Fault::Malformed)?;
        if !rest.is_empty() {
            return Err(Fault::Malformed);
        }
        let number = |label| key.get(&Item::Integer(label)).and_then(Item::integer);
        let bytes = |label| key.get(&Item::Integer(label)).and_then(Item::bytes);
        match (number(KIND), number(ALGORITHM)) {
            (Some(KIND_CURVE), Some(ES256)) if number(-1) == Some(CURVE_P256) => {
                let point = bytes(-2).zip(bytes(-3)).and_then(|(x, y)| point(x, y));
                point.map(Self::Curve).ok_or(Fault::Malformed)
            }
            (Some(KIND_RSA), Some(RS256)) => {
                let numbers = bytes(-1).zip(bytes(-2));
                numbers.map(|(modulus, exponent)| Self::Rsa { modulus, exponent }).ok_or(Fault::Malformed)
            }
            _ => Err(Fault::Unsupported),
        }
    }

    /// The number of its algorithm.
    pub(super) const fn algorithm(&self) -> i64 {
        match self {
            Self::Curve(_) => ES256,
            Self::Rsa { .. } => RS256,
        }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Fault> {
        let verified =
            match self {
                Self::Curve(point) => {
                    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
                }
                Self::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: *modulus, e: *exponent }
                    .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
            };
        verified.map_err(|_| Fault::Signature)
    }
}

fn point(x: &[u8], y: &[u8]) -> Option<[u8; 65]> {
    let coordinates: [u8; 64] = [x, y].concat().try_into().ok().filter(|_| x.len() == 32)?;
    let mut point = [UNCOMPRESSED; 65];
    point[1..].copy_from_slice(&coordinates);
    Some(point)
}
