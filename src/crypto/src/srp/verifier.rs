//! What is kept in place of a password.

use aws_lc_rs::digest::{Context, SHA256, digest};

use super::number::{minimal, pad};
use crate::power::{self, Residue};

/// Bytes of the salts made here.
pub const SALT_LEN: usize = 16;

/// Most bytes of a salt that a device may register.
const LONGEST_SALT: usize = 64;

/// A salt and a number that make no verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an SRP verifier: the salt or the number is empty, too long, or of no use")]
pub struct NotAVerifier;

/// Salt and v = g^x: enough to check that a client knows the password, and to guess at it, so it is a secret.
///
/// Invariant: both are big endian without leading zeros, and v is neither 0 nor 1 in the group.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    salt: Vec<u8>,
    v: Vec<u8>,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier(..)")
    }
}

impl Verifier {
    /// From stored or registered bytes. Leading zeros, as devices send them, are taken off: clients agree on the salt
    /// only in its canonical form.
    pub fn from_bytes(salt: &[u8], v: &[u8]) -> Result<Self, NotAVerifier> {
        let (salt, v) = (minimal(salt), minimal(v));
        let sized = (1..=LONGEST_SALT).contains(&salt.len()) && v.len() <= power::LEN;
        if !sized {
            return Err(NotAVerifier);
        }
        // With v = 0 or 1 the password does not enter the shared secret.
        let reduced = Residue::of(v);
        let useless = reduced.is_zero() || reduced == Residue::of(&[1]);
        if useless { Err(NotAVerifier) } else { Ok(Self { salt: salt.to_vec(), v: v.to_vec() }) }
    }

    /// A decoy verifier, for an unknown user name: stable for the same seed, so that asking twice reveals nothing (RFC
    /// 5054 section 2.5.1.3). No password fits it, and making it costs no modular power.
    pub fn of_nobody(seed: [u8; 32]) -> Self {
        let block = |n: u8| digest(&SHA256, &[&seed[..], &[n]].concat());
        let mut salt = [0; SALT_LEN];
        salt.copy_from_slice(&block(0).as_ref()[..SALT_LEN]);
        let v: Vec<u8> = (1..=12).flat_map(|n| block(n).as_ref().to_vec()).collect();
        Self { salt: canonical_salt(salt).to_vec(), v: minimal(Residue::of(&v).as_bytes()).to_vec() }
    }

    /// The salt, big endian.
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// `SALT` as it is sent.
    pub fn salt_hex(&self) -> String {
        hex::encode(&self.salt)
    }

    /// v, big endian.
    pub fn v(&self) -> &[u8] {
        &self.v
    }

    pub(super) fn residue(&self) -> Residue {
        Residue::of(&self.v)
    }
}

/// A salt that every client reads alike, from random bytes: the first byte is in 01..7f.
///
/// Some clients hash the salt's text, others the number it means; they agree where the text has no needless zeros.
pub fn canonical_salt(mut random: [u8; SALT_LEN]) -> [u8; SALT_LEN] {
    random[0] = (random[0] & 0x7f).max(1);
    random
}

/// The verifier of a password. About 0.1 ms.
///
/// `pool_name` is the pool's id after the underscore, `user_id` the canonical user name (`USER_ID_FOR_SRP`). The salt
/// must be canonical, see [`canonical_salt`].
pub fn make_verifier(pool_name: &str, user_id: &str, password: &str, salt: [u8; SALT_LEN]) -> Verifier {
    let salt = minimal(&salt);
    let x = private_key(pool_name, user_id, password, salt);
    let v = Residue::power_of_generator(&x);
    Verifier { salt: salt.to_vec(), v: minimal(v.as_bytes()).to_vec() }
}

/// x = H(pad(salt) | H(pool | user | ":" | password)).
pub(super) fn private_key(pool_name: &str, user_id: &str, password: &str, salt: &[u8]) -> [u8; 32] {
    let mut inner = Context::new(&SHA256);
    for part in [pool_name, user_id, ":", password] {
        inner.update(part.as_bytes());
    }
    let mut outer = Context::new(&SHA256);
    outer.update(&pad(salt));
    outer.update(inner.finish().as_ref());
    let mut x = [0; 32];
    x.copy_from_slice(outer.finish().as_ref());
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_is_canonical_whatever_was_drawn() {
        for first in 0..=255 {
            let mut random = [9; SALT_LEN];
            random[0] = first;
            let salt = canonical_salt(random);
            assert!((0x01..=0x7f).contains(&salt[0]));
            assert_eq!(pad(&salt), salt);
        }
    }

    #[test]
    fn registered_bytes_lose_their_leading_zeros() {
        let verifier = Verifier::from_bytes(&[0, 0xc1, 2], &[0, 0x80, 1]).unwrap();
        assert_eq!((verifier.salt(), verifier.v()), (&[0xc1, 2][..], &[0x80, 1][..]));
        assert_eq!(verifier.salt_hex(), "c102");
    }

    #[test]
    fn verifiers_that_verify_nothing_are_refused() {
        let modulus = power::modulus();
        for v in [&[][..], &[0], &[1], &modulus, &[7; power::LEN + 1]] {
            assert_eq!(Verifier::from_bytes(&[1], v), Err(NotAVerifier), "{v:?}");
        }
        for salt in [&[][..], &[0, 0], &[1; 65]] {
            assert_eq!(Verifier::from_bytes(salt, &[2]), Err(NotAVerifier));
        }
    }

    #[test]
    fn nobodys_verifier_is_stable_and_looks_like_anybodys() {
        let verifier = Verifier::of_nobody([5; 32]);
        assert_eq!(verifier, Verifier::of_nobody([5; 32]));
        assert_ne!(verifier, Verifier::of_nobody([6; 32]));
        assert_eq!(verifier.salt().len(), SALT_LEN);
        assert!(verifier.v().len() > 380);
    }
}
