//! A key that seals bytes with AES-256-GCM.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{KEY_LEN, Unsealable, padding, random_bytes};

/// Length of the GCM tag at the end of sealed bytes.
const TAG_LEN: usize = 16;

/// Domain of the associated data of tokens, so that no token can pass for another sealed value of the same key.
const TOKEN_DOMAIN: &[u8] = b"token\0";
/// Domain of the associated data of padded texts: one that was sealed without padding never passes for one.
const PADDED_DOMAIN: &[u8] = b"padded\0";

/// An AES-256-GCM key. Its bytes are wiped when it is dropped and never shown.
///
/// Nonces are random (96 bits): one key should seal at most 2^32 values in its life (NIST SP 800-38D section 8.3). Keys
/// of busy purposes are therefore derived per day or per subject, see [`super::MasterKey::derive`].
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; KEY_LEN]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl DataKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random_bytes())
    }

    /// The key with these bytes.
    pub const fn from_bytes(bytes: [u8; KEY_LEN]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Seals `plain`, bound to `aad`: nonce (12 bytes), ciphertext (as long as `plain`), tag (16 bytes).
    ///
    /// # Panics
    /// Never: GCM refuses only texts of 64 GiB and more, which are not held in memory here.
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + TAG_LEN);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self
            .cipher()
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(aad),
                &mut sealed[NONCE_LEN..],
            )
            .expect("a text that fits in memory is shorter than GCM's limit of 64 GiB");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what [`DataKey::seal`] made under the same key and `aad`.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unsealable)?;
        let mut body = body.to_vec();
        let plain = self
            .cipher()
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(aad), &mut body)
            .map_err(|_| Unsealable)?;
        let length = plain.len();
        body.truncate(length);
        Ok(body)
    }

    /// The same as [`DataKey::seal`], padded: for values that a client holds, since it can see their length.
    pub fn seal_padded(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        self.seal(&padded_aad(aad), &padding::pad(plain))
    }

    /// Opens what [`DataKey::seal_padded`] made under the same key and `aad`.
    pub fn open_padded(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let mut padded = self.open(&padded_aad(aad), sealed)?;
        let length = padding::unpad(&padded).ok_or(Unsealable)?.len();
        padded.truncate(length);
        Ok(padded)
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.0)
            .expect("an AES-256 key has exactly 32 bytes, and so has a DataKey");
        LessSafeKey::new(key)
    }
}

/// Seals bytes into an opaque text of the base64url alphabet, bound to `purpose`. Its length is one of a few, whatever the bytes.
pub fn seal_token(key: &DataKey, purpose: &str, bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key.seal_padded(&token_aad(purpose), bytes))
}

/// The same, without padding: for bytes whose length reveals nothing that the token's holder does not know.
pub fn seal_bare_token(key: &DataKey, purpose: &str, bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key.seal(&token_aad(purpose), bytes))
}

/// Opens what [`seal_token`] or [`seal_bare_token`] made under the same key and purpose.
pub fn open_token(key: &DataKey, purpose: &str, token: &str) -> Result<Vec<u8>, Unsealable> {
    let sealed = URL_SAFE_NO_PAD.decode(token).map_err(|_| Unsealable)?;
    let aad = token_aad(purpose);
    key.open_padded(&aad, &sealed).or_else(|_| key.open(&aad, &sealed))
}

/// The same, faster for what [`seal_bare_token`] made.
pub fn open_bare_token(key: &DataKey, purpose: &str, token: &str) -> Result<Vec<u8>, Unsealable> {
    let sealed = URL_SAFE_NO_PAD.decode(token).map_err(|_| Unsealable)?;
    let aad = token_aad(purpose);
    key.open(&aad, &sealed).or_else(|_| key.open_padded(&aad, &sealed))
}

fn token_aad(purpose: &str) -> Vec<u8> {
    [TOKEN_DOMAIN, purpose.as_bytes()].concat()
}

fn padded_aad(aad: &[u8]) -> Vec<u8> {
    [PADDED_DOMAIN, aad].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_the_same_key_and_data() {
        let key = DataKey::generate();
        for plain in [&b""[..], b"x", &[9; 5000]] {
            let sealed = key.seal(b"here", plain);
            assert_eq!(sealed.len(), 12 + plain.len() + 16);
            assert_eq!(key.open(b"here", &sealed).unwrap(), plain);
        }
    }

    #[test]
    fn what_is_sealed_opens_nowhere_else() {
        let key = DataKey::generate();
        let sealed = key.seal(b"here", b"secret");
        assert_eq!(key.open(b"there", &sealed), Err(Unsealable));
        assert_eq!(DataKey::generate().open(b"here", &sealed), Err(Unsealable));
        for i in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[i] ^= 1;
            assert_eq!(key.open(b"here", &altered), Err(Unsealable), "byte {i}");
            assert_eq!(key.open(b"here", &sealed[..i]), Err(Unsealable), "cut to {i}");
        }
    }

    #[test]
    fn equal_texts_are_sealed_unlike() {
        let key = DataKey::generate();
        assert_ne!(key.seal(b"", b"same"), key.seal(b"", b"same"));
    }

    #[test]
    fn the_form_is_nonce_ciphertext_tag_of_aes_256_gcm() {
        // Made with pyca/cryptography: AESGCM(32 * 0x05).encrypt(12 * 0x01, b"hello", b"aad").
        let sealed =
            hex::decode("0101010101010101010101012b6a82291feb036e5d599ac64dec9500c1afd9116c").unwrap();
        assert_eq!(DataKey::from_bytes([5; 32]).open(b"aad", &sealed).unwrap(), b"hello");
    }

    #[test]
    fn a_token_opens_for_its_purpose_alone() {
        let key = DataKey::generate();
        let token = seal_token(&key, "session", b"state");
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_eq!(open_token(&key, "session", &token).unwrap(), b"state");
        assert_eq!(open_token(&key, "code", &token), Err(Unsealable));
        for nonsense in ["", "====", "é", "AAAA", &format!("{token}=")] {
            assert_eq!(open_token(&key, "session", nonsense), Err(Unsealable));
        }
    }

    #[test]
    fn a_token_opens_whether_it_was_padded_or_not() {
        let key = DataKey::generate();
        for token in [seal_token(&key, "session", b"state"), seal_bare_token(&key, "session", b"state")] {
            for open in [open_token, open_bare_token] {
                assert_eq!(open(&key, "session", &token).unwrap(), b"state");
                assert_eq!(open(&key, "code", &token), Err(Unsealable));
            }
        }
        assert!(seal_bare_token(&key, "session", b"state").len() < 50);
    }

    #[test]
    fn the_length_of_a_token_does_not_tell_that_of_its_content() {
        let key = DataKey::generate();
        let length = |bytes: usize| seal_token(&key, "session", &vec![7; bytes]).len();
        assert!((0..512).all(|bytes| length(bytes) == 720), "{}", length(0));
    }

    #[test]
    fn what_is_sealed_padded_opens_as_nothing_else() {
        let key = DataKey::generate();
        let sealed = key.seal_padded(b"here", b"secret");
        assert_eq!(key.open_padded(b"here", &sealed).unwrap(), b"secret");
        assert_eq!(key.open(b"here", &sealed), Err(Unsealable));
        assert_eq!(key.open_padded(b"here", &key.seal(b"here", b"secret")), Err(Unsealable));
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", DataKey::from_bytes([0x41; 32])), "DataKey(..)");
    }
}
