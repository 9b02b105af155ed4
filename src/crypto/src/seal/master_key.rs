//! The key above all keys: it wraps data keys, and others are derived from it.

use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{DataKey, KEY_LEN, Unsealable, random_bytes};

/// First part of every derivation, so that the master key can serve another scheme later without a clash.
const DERIVE_DOMAIN: &[u8] = b"recognito derive v1\0";

/// The purpose under which wrapping keys are derived. It starts with a character that callers' purposes may not use.
const WRAP_PURPOSE: &str = "\0wrap";

/// A text that is not a master key. Neither the error nor its message repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a master key: one line of 64 hex digits, or of base64, for 32 bytes is expected")]
pub struct NotAMasterKey;

/// The key that is in no database. 32 bytes, wiped when dropped and never shown but by [`MasterKey::to_text`].
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey {
    bytes: [u8; KEY_LEN],
    /// What every derivation begins with. It wipes itself.
    #[zeroize(skip)]
    extracted: Prk,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

impl MasterKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self::from_bytes(random_bytes())
    }

    /// The key with these bytes.
    pub fn from_bytes(bytes: [u8; KEY_LEN]) -> Self {
        Self { bytes, extracted: Salt::new(HKDF_SHA256, &[]).extract(&bytes) }
    }

    /// Reads the file form: 32 bytes as hex or standard base64, white space around them ignored.
    pub fn parse(text: &str) -> Result<Self, NotAMasterKey> {
        let text = text.trim();
        let bytes =
            if text.len() == 2 * KEY_LEN { hex::decode(text).ok() } else { STANDARD.decode(text).ok() };
        let bytes = Zeroizing::new(bytes.ok_or(NotAMasterKey)?);
        Ok(Self::from_bytes(bytes.as_slice().try_into().map_err(|_| NotAMasterKey)?))
    }

    /// The file form: 64 hex digits and a line end.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(hex::encode(self.bytes));
        text.push('\n');
        text
    }

    /// The data key for a purpose (a constant of the code) and a context (which one of many), by HKDF-SHA256.
    ///
    /// Equal inputs give equal keys for ever; different ones give keys that reveal nothing about each other.
    ///
    /// # Panics
    /// Never: HKDF refuses only outputs above 255 digests.
    pub fn derive(&self, purpose: &str, context: &[u8]) -> DataKey {
        let purpose_len = (purpose.len() as u64).to_be_bytes();
        let mut bytes = [0; KEY_LEN];
        self.extracted
            .expand(&[DERIVE_DOMAIN, &purpose_len, purpose.as_bytes(), context], HKDF_SHA256)
            .and_then(|expanded| expanded.fill(&mut bytes))
            .expect("HKDF-SHA256 gives up to 255 times 32 bytes, and 32 are asked for");
        DataKey::from_bytes(bytes)
    }

    /// Seals a data key for storage, bound to `context` (whose key it is). 60 bytes.
    ///
    /// Each context has a wrapping key of its own, so no number of wrapped keys wears the master key out.
    pub fn wrap(&self, key: &DataKey, context: &[u8]) -> Vec<u8> {
        self.derive(WRAP_PURPOSE, context).seal(context, key.bytes())
    }

    /// Opens what [`MasterKey::wrap`] made for the same context.
    pub fn unwrap(&self, wrapped: &[u8], context: &[u8]) -> Result<DataKey, Unsealable> {
        let bytes = Zeroizing::new(self.derive(WRAP_PURPOSE, context).open(context, wrapped)?);
        Ok(DataKey::from_bytes(bytes.as_slice().try_into().map_err(|_| Unsealable)?))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static MASTER: LazyLock<MasterKey> = LazyLock::new(|| MasterKey::from_bytes([3; 32]));

    #[test]
    fn a_wrapped_key_comes_back_for_its_context_alone() {
        let key = DataKey::generate();
        let wrapped = MASTER.wrap(&key, b"subject-1");
        assert_eq!(wrapped.len(), 60);
        assert_eq!(MASTER.unwrap(&wrapped, b"subject-1").unwrap().bytes(), key.bytes());
        assert!(MASTER.unwrap(&wrapped, b"subject-2").is_err());
        assert!(MasterKey::generate().unwrap(&wrapped, b"subject-1").is_err());
        assert!(MASTER.unwrap(b"", b"subject-1").is_err());
    }

    #[test]
    fn derived_keys_differ_by_purpose_by_context_and_by_where_one_ends() {
        let keys =
            [("a", "bc"), ("ab", "c"), ("abc", ""), ("", "abc")].map(|(p, c)| MASTER.derive(p, c.as_bytes()));
        for (i, one) in keys.iter().enumerate() {
            assert!(keys[i + 1..].iter().all(|other| other.bytes() != one.bytes()));
        }
    }

    #[test]
    fn derivation_is_hkdf_sha256_and_stays_what_it_is() {
        // Made with pyca/cryptography's HKDF over the same info, so that stored data never becomes unreadable unnoticed.
        assert_eq!(
            hex::encode(MASTER.derive("claims", b"pool-1").bytes()),
            "4fdff4e646ce8e298f660d1d98bbe3c3902e8f31170f2e01e9482910aa9a84fe"
        );
    }

    #[test]
    fn a_master_key_is_read_from_hex_and_from_base64() {
        let text = MASTER.to_text();
        assert_eq!(text.len(), 65);
        assert_eq!(MasterKey::parse(&text).unwrap().bytes, MASTER.bytes);
        assert_eq!(MasterKey::parse(&STANDARD.encode(MASTER.bytes)).unwrap().bytes, MASTER.bytes);
        for nonsense in
            ["", "abc", &"zz".repeat(32), &"00".repeat(31), &"00".repeat(33), &STANDARD.encode([1; 31])]
        {
            assert_eq!(MasterKey::parse(nonsense).map(|k| k.bytes), Err(NotAMasterKey), "{nonsense}");
        }
    }
}
