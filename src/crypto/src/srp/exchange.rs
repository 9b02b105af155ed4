//! The two steps of the server.

use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::digest::{Digest, SHA256, digest};
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::number::{minimal, pad};
use super::{ClientPublic, SrpFault, Verifier};
use crate::power::{self, Residue};

/// What is hashed into the session key.
const KEY_INFO: &[u8] = b"Caldera Derived Key\x01";

/// Bytes of the session key.
const SESSION_KEY_LEN: usize = 16;

/// Characters of an HMAC-SHA256 in base64.
const SIGNATURE_LEN: usize = 44;

/// b, the server's secret of one exchange. Always 32 bytes, so that powers by it take equal time.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Ephemeral([u8; 32]);

impl fmt::Debug for Ephemeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ephemeral(..)")
    }
}

impl Ephemeral {
    /// From 32 random bytes, new for every exchange.
    pub const fn from_bytes(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The bytes, to be sealed into what the client carries to the second step.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What the client answers the challenge with.
#[derive(Clone, Copy, Debug)]
pub struct ChallengeAnswer<'a> {
    /// The pool's id after the underscore, or the device's group key.
    pub pool_name: &'a str,
    /// `USER_ID_FOR_SRP`, or the device's key.
    pub user_id: &'a str,
    /// The decoded bytes of `PASSWORD_CLAIM_SECRET_BLOCK`.
    pub secret_block: &'a [u8],
    /// `TIMESTAMP` in its canonical form, see [`super::canonical_timestamp`]: what is signed, however it was sent.
    pub timestamp: &'a str,
    /// `PASSWORD_CLAIM_SIGNATURE`, verbatim.
    pub signature: &'a str,
}

/// `SRP_B`, the server's public number. Shown in hex, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerPublic(Residue);

impl ServerPublic {
    /// The number, big endian, without leading zeros: for carrying it between the two steps.
    pub fn as_bytes(&self) -> &[u8] {
        minimal(self.0.as_bytes())
    }

    /// The number from [`ServerPublic::as_bytes`]. It must come from a sealed place: no client may choose it.
    pub fn from_bytes(number: &[u8]) -> Self {
        Self(Residue::of(number))
    }
}

impl fmt::Display for ServerPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.as_bytes()))
    }
}

/// First step: B = k v + g^b. One modular power, about 0.5 ms.
pub fn challenge(verifier: &Verifier, b: &Ephemeral) -> ServerPublic {
    ServerPublic(multiplier().times(&verifier.residue()).plus(&Residue::power_of_generator(&b.0)))
}

/// Second step: whether the answer follows from the password. Two modular powers, about 1 ms.
///
/// `b`, `server` and `client` must be those of the first step; the caller keeps them, and lets them expire.
pub fn answer_is_right(
    verifier: &Verifier,
    b: &Ephemeral,
    server: &ServerPublic,
    client: &ClientPublic,
    answer: &ChallengeAnswer<'_>,
) -> Result<(), SrpFault> {
    if answer.signature.len() != SIGNATURE_LEN {
        return Err(SrpFault::WrongSignature);
    }
    if client.is_zero() {
        return Err(SrpFault::ZeroPublic);
    }
    let u = scrambler(client, server);
    if u.as_ref().iter().all(|byte| *byte == 0) {
        return Err(SrpFault::ZeroScrambler);
    }
    let key = session_key(u.as_ref(), &shared_secret(verifier, b, client, u.as_ref()));
    let signature = STANDARD.decode(answer.signature).map_err(|_| SrpFault::WrongSignature)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    hmac::verify(&key, &signed_message(answer), &signature).map_err(|_| SrpFault::WrongSignature)
}

/// k = H(pad(N) | pad(g)).
pub(super) fn multiplier() -> &'static Residue {
    static MULTIPLIER: OnceLock<Residue> = OnceLock::new();
    MULTIPLIER.get_or_init(|| {
        let input = [pad(&power::modulus()), pad(Residue::generator().as_bytes())].concat();
        Residue::of(digest(&SHA256, &input).as_ref())
    })
}

/// u = H(pad(A) | pad(B)).
pub(super) fn scrambler(client: &ClientPublic, server: &ServerPublic) -> Digest {
    digest(&SHA256, &[pad(client.as_bytes()), pad(server.as_bytes())].concat())
}

/// S = (A v^u)^b.
pub(super) fn shared_secret(verifier: &Verifier, b: &Ephemeral, client: &ClientPublic, u: &[u8]) -> Residue {
    client.residue().times(&verifier.residue().power(u)).power(&b.0)
}

/// K: the first half of HMAC(HMAC(pad(u), pad(S)), info).
pub(super) fn session_key(u: &[u8], secret: &Residue) -> [u8; SESSION_KEY_LEN] {
    let extracted = hmac_sha256(&pad(u), &pad(secret.as_bytes()));
    let expanded = hmac_sha256(extracted.as_ref(), KEY_INFO);
    let mut key = [0; SESSION_KEY_LEN];
    key.copy_from_slice(&expanded.as_ref()[..SESSION_KEY_LEN]);
    key
}

fn hmac_sha256(key: &[u8], data: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data)
}

fn signed_message(answer: &ChallengeAnswer<'_>) -> Vec<u8> {
    let (pool, user, timestamp) = (answer.pool_name, answer.user_id, answer.timestamp);
    [pool.as_bytes(), user.as_bytes(), answer.secret_block, timestamp.as_bytes()].concat()
}
