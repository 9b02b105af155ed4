//! Algorithms with no opinion about users: sealing, hashing, signing, proving.
//!
//! The crate knows bytes, keys and published formats. It does not know what a user, a pool, a ledger or a request to an
//! operation is, reads no clock (moments come in as values), and stores nothing. Randomness enters through
//! [`seal::random_bytes`] alone, so that everything else can be tested with fixed bytes.

pub mod certificate;
pub mod checkpoint;
pub mod encryption_sdk;
pub mod jwe;
pub mod jwt;
pub mod merkle;
pub mod note;
pub mod password;
pub mod power;
pub mod seal;
pub mod secret_hash;
pub mod sigv4;
pub mod srp;
pub mod tlog_proof;
pub mod totp;
pub mod webauthn;

/// SHA-256, for what others compute too.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref());
    hash
}
