//! Messages of the AWS Encryption SDK, which every client of it decrypts: format 2, with one data key that a raw AES-256 key wraps.
//!
//! The suite is 0x0478: AES-256-GCM with a data key that the message commits to, without a signature, which would prove nothing more where
//! both sides hold one key. A plaintext is one frame. From the public specification (awslabs/aws-encryption-sdk-specification: `data-format`
//! and `framework/raw-aes-keyring`).

use std::{collections::BTreeMap, fmt};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA512, KeyType, Salt},
};
use zeroize::Zeroizing;

use crate::seal::{KEY_LEN, random_bytes};

/// The namespace of our keys: `keyNamespace` of a raw AES keyring.
pub const KEY_NAMESPACE: &str = "recognito";
/// Bytes of a plaintext at the most: one frame.
pub const PLAINTEXT_MAX_BYTES: usize = FRAME_BYTES as usize;

const VERSION: u8 = 2;
const SUITE: [u8; 2] = [0x04, 0x78];
const FRAMED: u8 = 2;
const FRAME_BYTES: u32 = 4096;
const TAG_BITS: u32 = 128;
const TAG_BYTES: usize = 16;
const FIRST_FRAME: u32 = 1;
/// What stands in front of the last frame instead of its number.
const LAST_FRAME_MARK: u32 = u32::MAX;
/// What the tag of the last frame covers beside its place and length.
const LAST_FRAME: &[u8] = b"AWSKMSEncryptionClient Final Frame";

/// A key that wraps the data keys of messages: a raw AES keyring with the namespace [`KEY_NAMESPACE`].
#[derive(Clone)]
pub struct WrappingKey {
    name: String,
    bytes: Zeroizing<[u8; KEY_LEN]>,
}

impl fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrappingKey").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What no message can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a message of the Encryption SDK holds up to {PLAINTEXT_MAX_BYTES} bytes here, and names up to 65,535"
)]
pub struct TooLong;

/// What is random in a message.
struct Drawn {
    message_id: [u8; 32],
    data_key: Zeroizing<[u8; KEY_LEN]>,
    wrapping_nonce: [u8; NONCE_LEN],
}

impl WrappingKey {
    /// The key of a name: `keyName` of a raw AES keyring.
    pub fn new(name: String, bytes: [u8; KEY_LEN]) -> Self {
        Self { name, bytes: Zeroizing::new(bytes) }
    }

    /// Encrypts a plaintext. The context is not secret, and cannot be changed in the message.
    pub fn encrypt(&self, context: &BTreeMap<&str, &str>, plaintext: &[u8]) -> Result<Vec<u8>, TooLong> {
        let data_key = Zeroizing::new(random_bytes());
        let drawn = Drawn { message_id: random_bytes(), data_key, wrapping_nonce: random_bytes() };
        self.encrypt_with(context, plaintext, &drawn)
    }

    fn encrypt_with(
        &self,
        context: &BTreeMap<&str, &str>,
        plaintext: &[u8],
        drawn: &Drawn,
    ) -> Result<Vec<u8>, TooLong> {
        if plaintext.len() > PLAINTEXT_MAX_BYTES {
            return Err(TooLong);
        }
        let (content_key, commitment) = derived(drawn);
        let mut message = self.header(&context_bytes(context)?, drawn)?;
        message.extend(commitment);
        let tag = seal(&content_key, [0; NONCE_LEN], &message, &mut []);
        message.extend(tag);
        message.extend(frame(&content_key, &drawn.message_id, plaintext)?);
        Ok(message)
    }

    /// The header up to its commitment to the data key.
    fn header(&self, context: &[u8], drawn: &Drawn) -> Result<Vec<u8>, TooLong> {
        let mut header = vec![VERSION];
        header.extend(SUITE);
        header.extend(drawn.message_id);
        header.extend(counted(context)?);
        header.extend(1_u16.to_be_bytes());
        header.extend(counted(KEY_NAMESPACE.as_bytes())?);
        header.extend(counted(&self.wrapping_info(&drawn.wrapping_nonce)?)?);
        header.extend(counted(&self.wrapped(context, drawn))?);
        header.push(FRAMED);
        header.extend(FRAME_BYTES.to_be_bytes());
        Ok(header)
    }

    fn wrapping_info(&self, nonce: &[u8; NONCE_LEN]) -> Result<Vec<u8>, TooLong> {
        let nonce_bytes = u32::try_from(NONCE_LEN).map_err(|_| TooLong)?;
        let lengths = [TAG_BITS.to_be_bytes(), nonce_bytes.to_be_bytes()].concat();
        Ok([self.name.as_bytes(), &lengths, nonce].concat())
    }

    fn wrapped(&self, context: &[u8], drawn: &Drawn) -> Vec<u8> {
        let mut wrapped = drawn.data_key.to_vec();
        let tag = seal(&self.bytes, drawn.wrapping_nonce, context, &mut wrapped);
        wrapped.extend(tag);
        wrapped
    }
}

/// How long a derived key is.
struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        KEY_LEN
    }
}

/// The key of the content, and what commits the message to the data key.
fn derived(drawn: &Drawn) -> (Zeroizing<[u8; KEY_LEN]>, [u8; KEY_LEN]) {
    let extracted = Salt::new(HKDF_SHA512, &drawn.message_id).extract(drawn.data_key.as_slice());
    let expanded = |info: &[&[u8]]| {
        let mut bytes = [0; KEY_LEN];
        extracted
            .expand(info, KeyLength)
            .and_then(|expanded| expanded.fill(&mut bytes))
            .expect("HKDF-SHA512 gives up to 255 times 64 bytes, and 32 are asked for");
        bytes
    };
    (Zeroizing::new(expanded(&[&SUITE, b"DERIVEKEY"])), expanded(&[b"COMMITKEY"]))
}

/// The encryption context: a count, then names and values in the order of the names.
fn context_bytes(context: &BTreeMap<&str, &str>) -> Result<Vec<u8>, TooLong> {
    let mut bytes = Vec::new();
    if !context.is_empty() {
        bytes.extend(u16::try_from(context.len()).map_err(|_| TooLong)?.to_be_bytes());
    }
    for (name, value) in context {
        bytes.extend(counted(name.as_bytes())?);
        bytes.extend(counted(value.as_bytes())?);
    }
    Ok(bytes)
}

/// Bytes behind their count.
fn counted(bytes: &[u8]) -> Result<Vec<u8>, TooLong> {
    let count = u16::try_from(bytes.len()).map_err(|_| TooLong)?;
    Ok([&count.to_be_bytes()[..], bytes].concat())
}

/// The one frame, which is the last.
fn frame(key: &[u8; KEY_LEN], message_id: &[u8; 32], plaintext: &[u8]) -> Result<Vec<u8>, TooLong> {
    let mut nonce = [0; NONCE_LEN];
    nonce[NONCE_LEN - 4..].copy_from_slice(&FIRST_FRAME.to_be_bytes());
    let long_count = (plaintext.len() as u64).to_be_bytes();
    let count = u32::try_from(plaintext.len()).map_err(|_| TooLong)?.to_be_bytes();
    let covered = [&message_id[..], LAST_FRAME, &FIRST_FRAME.to_be_bytes(), &long_count].concat();
    let mut content = plaintext.to_vec();
    let tag = seal(key, nonce, &covered, &mut content);
    let (mark, number) = (LAST_FRAME_MARK.to_be_bytes(), FIRST_FRAME.to_be_bytes());
    Ok([&mark[..], &number, &nonce, &count, &content, &tag].concat())
}

/// Encrypts in place, and gives the tag.
fn seal(key: &[u8; KEY_LEN], nonce: [u8; NONCE_LEN], covered: &[u8], content: &mut [u8]) -> [u8; TAG_BYTES] {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes"));
    let tag = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(covered), content)
        .expect("the content is far below the 64 GiB that AES-GCM seals");
    tag.as_ref().try_into().expect("a tag of AES-GCM has 16 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY_NAME: &str = "arn:aws:kms:us-east-1:123456789012:key/6f1c1c2e-0000-4000-8000-000000000001";

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    /// Made by `@aws-crypto/client-node` 5.0.2; the message id, the data key and the nonce were taken out of it.
    #[test]
    fn a_message_is_to_the_byte_what_the_sdk_for_javascript_makes() {
        let key = WrappingKey::new(KEY_NAME.to_owned(), [7; 32]);
        let drawn = Drawn {
            message_id: bytes("78dd62d4985367c0cc08da75b20e50492393b0f10ec9812e90fcca45f4b047ec"),
            data_key: Zeroizing::new(bytes(
                "6579123dc31f9b9e8ead6071f75dc38c832a59a8b4fac94361edf3bcb737a8fe",
            )),
            wrapping_nonce: bytes("cdd852f34e64c1d03fdc033d"),
        };
        let context = BTreeMap::from([("userpool-id", "us-east-1_AbCdEf123")]);
        let message = key.encrypt_with(&context, b"123456", &drawn).unwrap();
        let expected = concat!(
            "02047878dd62d4985367c0cc08da75b20e50492393b0f10ec9812e90fcca45f4b047ec",
            "00240001000b75736572706f6f6c2d6964001375732d656173742d315f416243644566313233",
            "000100097265636f676e69746f",
            "005f61726e3a6177733a6b6d733a75732d656173742d313a3132333435363738393031323a6b65792f",
            "36663163316332652d303030302d343030302d383030302d303030303030303030303031",
            "000000800000000ccdd852f34e64c1d03fdc033d",
            "00301788fbb068788d8a18cf189b2a8c62d94994948770e5a19781f8c65dc30011e54233c49dba2729fcc65e7eaeb4e00690",
            "0200001000b3b14858ab0cbff376029813bd35702de3a82367faf4b7e9410c48f9949a31df",
            "e04b772980ef7017c4d333501a84de6f",
            "ffffffff00000001000000000000000000000001000000068c6078951289b4ceb6061314230258fa1417d89b7143",
        );
        assert_eq!(hex::encode(message), expected);
    }

    #[test]
    fn no_two_messages_are_alike_and_none_shows_the_key_or_the_plaintext() {
        let key = WrappingKey::new(KEY_NAME.to_owned(), [7; 32]);
        let (context, plaintext) = (BTreeMap::new(), [b'x'; PLAINTEXT_MAX_BYTES]);
        let [first, second] = [(), ()].map(|()| key.encrypt(&context, &plaintext).unwrap());
        assert_ne!(first, second);
        for secret in [&[b'x'; 8][..], &[7; 8]] {
            assert!(!first.windows(8).any(|window| window == secret));
        }
        assert!(!format!("{key:?}").contains("7, 7"));
        assert_eq!(key.encrypt(&context, &[0; PLAINTEXT_MAX_BYTES + 1]), Err(TooLong));
    }

    #[test]
    fn a_name_that_has_no_place_in_a_message_is_refused() {
        let key = WrappingKey::new("k".repeat(70_000), [7; 32]);
        assert_eq!(key.encrypt(&BTreeMap::new(), b"1"), Err(TooLong));
    }
}
