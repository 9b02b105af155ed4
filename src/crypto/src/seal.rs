//! Sealing: AES-256-GCM under data keys, data keys wrapped under a master key, and what is derived from either.
//!
//! It does not know what is sealed, nor where keys are kept.

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Bytes of a data key and of a master key.
pub const KEY_BYTES: usize = 32;

/// It does not open: another key, other data beside it, or it was tampered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it does not open with this key")]
pub struct Unsealable;

/// A key that seals data. Its bytes are wiped when it is dropped, and never shown.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; KEY_BYTES]>);

impl DataKey {
    /// A fresh key.
    pub fn generate() -> Self {
        Self(Zeroizing::new(random_bytes()))
    }

    /// A key from its bytes.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for wrapping and for keyed digests.
    pub fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Nonce, ciphertext and tag. `aad` is what the sealed data is bound to; it is not in the result.
    ///
    /// # Panics
    /// Never: AES-256-GCM takes every 32-byte key and every length that fits in memory.
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        self.aead()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut body)
            .expect("the plaintext is far below the 64 GiB that AES-GCM seals");
        sealed.append(&mut body);
        sealed
    }

    /// What was sealed.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unsealable)?;
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = self.aead().open_in_place(nonce, Aad::from(aad), &mut body).map_err(|_| Unsealable)?.len();
        body.truncate(length);
        Ok(body)
    }

    /// A sealed token for the outside: base64url, bound to its purpose.
    pub fn seal_token(&self, purpose: &str, plain: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.seal(purpose.as_bytes(), plain))
    }

    /// What [`seal_token`](Self::seal_token) sealed for the same purpose.
    pub fn open_token(&self, purpose: &str, token: &str) -> Result<Vec<u8>, Unsealable> {
        self.open(purpose.as_bytes(), &URL_SAFE_NO_PAD.decode(token).map_err(|_| Unsealable)?)
    }

    fn aead(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, self.0.as_slice()).expect("AES-256 takes 32 bytes"))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(***)")
    }
}

/// The key above all others. It is in a file or a vault, in no database.
#[derive(Clone)]
pub struct MasterKey(DataKey);

/// A text that is no master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a master key is 64 hexadecimal digits")]
pub struct NotAMasterKey;

impl MasterKey {
    /// A fresh key.
    pub fn generate() -> Self {
        Self(DataKey::generate())
    }

    /// From its written form: 64 hexadecimal digits, white space around them allowed.
    pub fn parse(text: &str) -> Result<Self, NotAMasterKey> {
        let mut bytes = [0; KEY_BYTES];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| NotAMasterKey)?;
        Ok(Self(DataKey::from_bytes(bytes)))
    }

    /// Its written form. Only for the key's own file.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_bytes()))
    }

    /// A data key, wrapped; bound to `context`.
    pub fn wrap(&self, key: &DataKey, context: &[u8]) -> Vec<u8> {
        self.derive("wrap", &[]).seal(context, key.as_bytes())
    }

    /// The data key that was wrapped in the same context.
    pub fn unwrap(&self, wrapped: &[u8], context: &[u8]) -> Result<DataKey, Unsealable> {
        let bytes = Zeroizing::new(self.derive("wrap", &[]).open(context, wrapped)?);
        Ok(DataKey::from_bytes(bytes.as_slice().try_into().map_err(|_| Unsealable)?))
    }

    /// A key for one purpose and context (HKDF-SHA256): the same for ever, and of no use for another purpose.
    pub fn derive(&self, purpose: &str, context: &[u8]) -> DataKey {
        let mut bytes = [0; KEY_BYTES];
        let prk = Salt::new(HKDF_SHA256, b"recognito/derive/1").extract(self.0.as_bytes());
        let length = (purpose.len() as u64).to_be_bytes();
        let info = [&length[..], purpose.as_bytes(), context];
        prk.expand(&info, HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut bytes))
            .expect("HKDF-SHA256 gives up to 8160 bytes; 32 are asked for");
        DataKey::from_bytes(bytes)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

/// HMAC-SHA256 over parts, each behind its length, so that no two lists of parts give the same input.
pub fn mac(key: &DataKey, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()));
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.sign().as_ref());
    digest
}

/// Whether two byte strings are equal, in a time that does not tell where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}

/// Random bytes of the operating system.
///
/// # Panics
/// When the operating system has none to give: nothing safe could follow.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_binding_only() {
        let key = DataKey::generate();
        let sealed = key.seal(b"here", b"secret");
        assert_eq!(key.open(b"here", &sealed).unwrap(), b"secret");
        assert_eq!(key.open(b"there", &sealed), Err(Unsealable));
        assert_eq!(DataKey::generate().open(b"here", &sealed), Err(Unsealable));
        for end in 0..sealed.len() {
            assert_eq!(key.open(b"here", &sealed[..end]), Err(Unsealable));
        }
    }

    #[test]
    fn a_wrapped_key_unwraps_in_its_own_context_only() {
        let master = MasterKey::generate();
        let key = DataKey::generate();
        let wrapped = master.wrap(&key, b"ada");
        assert_eq!(master.unwrap(&wrapped, b"ada").unwrap().as_bytes(), key.as_bytes());
        assert!(master.unwrap(&wrapped, b"bob").is_err());
        assert!(MasterKey::generate().unwrap(&wrapped, b"ada").is_err());
    }

    #[test]
    fn a_master_key_is_read_as_it_was_written() {
        let master = MasterKey::generate();
        let read = MasterKey::parse(&format!("{}\n", *master.to_text())).unwrap();
        assert_eq!(read.derive("x", b"y").as_bytes(), master.derive("x", b"y").as_bytes());
        assert_ne!(read.derive("x", b"y").as_bytes(), read.derive("x", b"z").as_bytes());
        assert_eq!(MasterKey::parse("short").unwrap_err(), NotAMasterKey);
    }

    #[test]
    fn parts_of_a_digest_do_not_run_together() {
        let key = DataKey::from_bytes([7; 32]);
        assert_ne!(mac(&key, &[b"ab", b"c"]), mac(&key, &[b"a", b"bc"]));
        assert!(same(&mac(&key, &[b"a"]), &mac(&key, &[b"a"])));
    }

    #[test]
    fn no_key_is_shown() {
        assert_eq!(format!("{:?} {:?}", DataKey::generate(), MasterKey::generate()), "DataKey(***) MasterKey(***)");
    }
}
