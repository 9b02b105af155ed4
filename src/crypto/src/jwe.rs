//! Opaque tokens in the form of a compact JWE: `dir` with A256GCM, five parts. Refresh tokens look like that.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::seal::{DataKey, Unsealable, padding, random_bytes};

/// `dir`: the content is encrypted with the shared key itself, so the second part stays empty.
const HEADER: &str = r#"{"cty":"JWT","enc":"A256GCM","alg":"dir"}"#;
const TAG_BYTES: usize = 16;

/// The token of a payload. The header is bound to it, and its length is one of a few, whatever the payload.
///
/// # Panics
/// Never: AES-256-GCM takes every payload that fits in memory.
pub fn seal(key: &DataKey, payload: &[u8]) -> String {
    let header = URL_SAFE_NO_PAD.encode(HEADER);
    let nonce: [u8; NONCE_LEN] = random_bytes();
    let mut body = padding::pad(payload);
    let tag = aead(key)
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header.as_bytes()),
            &mut body,
        )
        .expect("the payload is far below the 64 GiB that AES-GCM seals");
    let [nonce, body, tag] = [&nonce[..], &body, tag.as_ref()].map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}..{nonce}.{body}.{tag}")
}

/// The payload of a token that [`seal`] made with the same key. Refresh tokens live for years: those sealed before there was padding are
/// JSON, which ends with a bracket, and so differ from padded ones.
pub fn open(key: &DataKey, token: &str) -> Result<Vec<u8>, Unsealable> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, "", nonce, body, tag] = parts[..] else { return Err(Unsealable) };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Unsealable);
    let nonce: [u8; NONCE_LEN] = decode(nonce)?.try_into().map_err(|_| Unsealable)?;
    let tag = decode(tag)?;
    if tag.len() != TAG_BYTES {
        return Err(Unsealable);
    }
    let mut body = [decode(body)?, tag].concat();
    let nonce = Nonce::assume_unique_for_key(nonce);
    let opened = aead(key).open_in_place(nonce, Aad::from(header.as_bytes()), &mut body);
    let opened: &[u8] = opened.map_err(|_| Unsealable)?;
    Ok(padding::unpad(opened).unwrap_or(opened).to_vec())
}

fn aead(key: &DataKey) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.bytes()).expect("AES-256 takes 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_five_parts_clients_know_and_opens_with_its_key_only() {
        let key = DataKey::generate();
        let token = seal(&key, b"{}");
        assert!(token.starts_with("eyJjdHkiOiJKV1QiLCJlbmMi") && token.split('.').count() == 5);
        assert_eq!(open(&key, &token).unwrap(), b"{}");
        assert_eq!(open(&DataKey::generate(), &token), Err(Unsealable));
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_ne!(
                open(&key, &changed).ok().as_deref(),
                Some(&b"{}"[..]).filter(|_| changed != token),
                "{at}"
            );
        }
    }

    #[test]
    fn a_token_that_was_sealed_before_there_was_padding_still_opens() {
        // Made with pyca/cryptography in the form without padding, under the key 32 * 0x05, of the payload {"sub":"s"}.
        let token = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0..AQEBAQEBAQEBAQEB.OC2dMBLvH460S1I.WHqCh6Jt7rQkzhuIEWPfDw";
        assert_eq!(open(&DataKey::from_bytes([5; 32]), token).unwrap(), br#"{"sub":"s"}"#);
    }

    #[test]
    fn the_length_of_a_token_does_not_tell_that_of_its_payload() {
        let key = DataKey::generate();
        let length = |bytes: usize| seal(&key, &vec![7; bytes]).len();
        assert!((0..512).all(|bytes| length(bytes) == length(0)));
    }

    #[test]
    fn what_is_no_token_does_not_open() {
        let key = DataKey::generate();
        for text in ["", "a", "a.b.c", "....", "a..b.c.d"] {
            assert_eq!(open(&key, text), Err(Unsealable));
        }
    }
}
