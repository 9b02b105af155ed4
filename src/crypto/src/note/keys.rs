//! Ed25519 keys of signed notes, with their text forms.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{KEY_ID_LEN, is_name};

/// The byte that says "Ed25519" in key texts and key ids.
const ED25519_TYPE: u8 = 0x01;

/// What begins the text form of a signing key.
const SIGNING_KEY_PREFIX: &str = "PRIVATE+KEY+";

/// A text or a name that makes no key. The text is not repeated: it may hold a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a signed-note key")]
pub struct MalformedKey;

/// A named public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    public: [u8; 32],
}

impl VerifierKey {
    /// The key of this name.
    pub fn new(name: &str, public: [u8; 32]) -> Result<Self, MalformedKey> {
        is_name(name).then(|| Self { name: name.to_owned(), public }).ok_or(MalformedKey)
    }

    /// Reads `name+id+base64(0x01 | public key)`, id in 8 hex digits.
    pub fn parse(text: &str) -> Result<Self, MalformedKey> {
        let (name, id, public) = parse_key(text)?;
        let key = Self::new(name, public)?;
        if key.id() == id { Ok(key) } else { Err(MalformedKey) }
    }

    /// The name under which the key signs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first 4 bytes of SHA-256 over name, line end, 0x01 and public key.
    pub fn id(&self) -> [u8; KEY_ID_LEN] {
        let input = [self.name.as_bytes(), b"\n", &[ED25519_TYPE], &self.public].concat();
        let mut id = [0; KEY_ID_LEN];
        id.copy_from_slice(&digest(&SHA256, &input).as_ref()[..KEY_ID_LEN]);
        id
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.public).verify(message, signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    /// The form that [`VerifierKey::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_text(&self.name, self.id(), &self.public))
    }
}

/// A named private key.
pub struct SigningKey {
    verifier: VerifierKey,
    pair: Ed25519KeyPair,
    seed: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, ..)", self.verifier.name)
    }
}

impl SigningKey {
    /// The key that a 32-byte Ed25519 seed makes. Refused for a name that a key cannot have.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, MalformedKey> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| MalformedKey)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| MalformedKey)?;
        Ok(Self { verifier: VerifierKey::new(name, public)?, pair, seed: Zeroizing::new(seed) })
    }

    /// Reads `PRIVATE+KEY+name+id+base64(0x01 | seed)`.
    pub fn parse(text: &str) -> Result<Self, MalformedKey> {
        let (name, id, seed) = parse_key(text.strip_prefix(SIGNING_KEY_PREFIX).ok_or(MalformedKey)?)?;
        let key = Self::from_seed(name, seed)?;
        if key.id() == id { Ok(key) } else { Err(MalformedKey) }
    }

    /// The form that [`SigningKey::parse`] reads: a secret.
    pub fn to_text(&self) -> Zeroizing<String> {
        let text = key_text(self.name(), self.id(), &self.seed);
        Zeroizing::new(format!("{SIGNING_KEY_PREFIX}{text}"))
    }

    /// The name under which it signs.
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    /// See [`VerifierKey::id`].
    pub fn id(&self) -> [u8; KEY_ID_LEN] {
        self.verifier.id()
    }

    /// The public key.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

fn key_text(name: &str, id: [u8; KEY_ID_LEN], key: &[u8; 32]) -> String {
    format!("{name}+{}+{}", hex::encode(id), STANDARD.encode([&[ED25519_TYPE][..], key].concat()))
}

/// Name, id and key bytes of `name+id+base64`.
fn parse_key(text: &str) -> Result<(&str, [u8; KEY_ID_LEN], [u8; 32]), MalformedKey> {
    // Base64 has plus signs of its own: the first two separate.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(MalformedKey);
    };
    let mut key_id = [0; KEY_ID_LEN];
    hex::decode_to_slice(id, &mut key_id).map_err(|_| MalformedKey)?;
    let key = Zeroizing::new(STANDARD.decode(key).map_err(|_| MalformedKey)?);
    match key.split_first() {
        Some((&ED25519_TYPE, key)) => Ok((name, key_id, key.try_into().map_err(|_| MalformedKey)?)),
        _ => Err(MalformedKey),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_from_their_text_forms() {
        let key = SigningKey::from_seed("localhost:9229/account", [7; 32]).unwrap();
        assert_eq!(SigningKey::parse(&key.to_text()).unwrap().verifier(), key.verifier());
        assert_eq!(&VerifierKey::parse(&key.verifier().to_string()).unwrap(), key.verifier());
    }

    #[test]
    fn the_text_of_a_known_private_key_gives_its_public_key() {
        // The key pair of the example of golang.org/x/mod/sumdb/note.
        let private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(SigningKey::parse(private).unwrap().verifier().to_string(), public);
    }

    #[test]
    fn a_key_does_not_show_itself() {
        let key = SigningKey::from_seed("log", [0x41; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey(log, ..)");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = SigningKey::from_seed("log", [1; 32]).unwrap().verifier().to_string();
        let wrong_name = good.replacen("log", "lag", 1);
        for text in ["", "log", "log+00", "log+00000000+AA==", &wrong_name, &good[..good.len() - 4]] {
            assert_eq!(VerifierKey::parse(text), Err(MalformedKey), "{text}");
        }
        for name in ["", "a b", "a+b", "a\nb"] {
            assert!(SigningKey::from_seed(name, [1; 32]).is_err(), "{name:?}");
        }
    }
}
