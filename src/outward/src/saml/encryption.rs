//! Encrypted assertions: RSA-OAEP for the key, AES for the data.
//!
//! They are opened here by aws-lc, whose private RSA operations take the same time for every input; the crate's are not known to
//! (RUSTSEC-2023-0071), so no private key is ever given to it. PKCS #1 v1.5 is refused, and every failure is the same failure.

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    cipher::{AES_128, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey},
    iv::FixedLength,
    rsa::{
        OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
        OaepAlgorithm, OaepPrivateDecryptingKey, PrivateDecryptingKey,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ports::federation::saml::SigningKey;

use super::{
    names::{ENCRYPTION, ENCRYPTION_11, SIGNATURE},
    tree::Element,
};

/// Bytes of a block, and of what goes before the first, in AES-CBC.
const BLOCK: usize = 16;

const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

/// What is in an `EncryptedAssertion`; `None` where it has another form than is read, or another key.
pub(super) fn open(encrypted: &Element, key: SigningKey<'_>) -> Option<String> {
    let data = encrypted.only(ENCRYPTION, "EncryptedData")?;
    let wrapped = encrypted_key(encrypted, data)?;
    let content_key = unwrap(wrapped, key)?;
    let text = decrypt(method(data)?.attribute("Algorithm")?, &content_key, &cipher_value(data)?)?;
    String::from_utf8(text).ok()
}

/// The one wrapped key: in the data's own `KeyInfo`, or beside the data.
fn encrypted_key<'t>(encrypted: &'t Element, data: &'t Element) -> Option<&'t Element> {
    let mut count = 0;
    encrypted.each_inside(&mut |element, _| count += usize::from(element.local() == "EncryptedKey"));
    let inside = data.only(SIGNATURE, "KeyInfo").and_then(|info| info.only(ENCRYPTION, "EncryptedKey"));
    inside.or_else(|| encrypted.only(ENCRYPTION, "EncryptedKey")).filter(|_| count == 1)
}

fn method(element: &Element) -> Option<&Element> {
    element.only(ENCRYPTION, "EncryptionMethod")
}

fn cipher_value(element: &Element) -> Option<Vec<u8>> {
    let value = element.only(ENCRYPTION, "CipherData")?.only(ENCRYPTION, "CipherValue")?;
    let text: String = value.text.split_ascii_whitespace().collect();
    STANDARD.decode(text).ok().filter(|_| value.is_plain())
}

fn unwrap(wrapped: &Element, key: SigningKey<'_>) -> Option<Vec<u8>> {
    let algorithm = oaep(method(wrapped)?)?;
    let pkcs8 = STANDARD.decode(key.0).ok()?;
    let private = OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(&pkcs8).ok()?).ok()?;
    let mut plain = vec![0; private.min_output_size()];
    let unwrapped = private.decrypt(algorithm, &cipher_value(wrapped)?, &mut plain, None).ok()?;
    Some(unwrapped.to_vec())
}

/// RSA-OAEP with one digest for the label and the mask.
fn oaep(method: &Element) -> Option<&'static OaepAlgorithm> {
    let digest = match method.only(SIGNATURE, "DigestMethod") {
        Some(named) => named.attribute("Algorithm")?,
        None => SHA1,
    };
    let mask = match method.only(ENCRYPTION_11, "MGF") {
        Some(named) => named.attribute("Algorithm")?.strip_prefix("http://www.w3.org/2009/xmlenc11#mgf1")?,
        None => "sha1",
    };
    if method.only(ENCRYPTION, "OAEPparams").is_some() {
        return None;
    }
    match method.attribute("Algorithm")? {
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p" | "http://www.w3.org/2009/xmlenc11#rsa-oaep" => {}
        _ => return None,
    }
    match (digest.rsplit_once('#')?.1, mask) {
        ("sha1", "sha1") => Some(&OAEP_SHA1_MGF1SHA1),
        ("sha256", "sha256") => Some(&OAEP_SHA256_MGF1SHA256),
        ("sha384", "sha384") => Some(&OAEP_SHA384_MGF1SHA384),
        ("sha512", "sha512") => Some(&OAEP_SHA512_MGF1SHA512),
        _ => None,
    }
}

fn decrypt(algorithm: &str, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        "http://www.w3.org/2009/xmlenc11#aes128-gcm" => gcm(UnboundKey::new(&AES_128_GCM, key).ok()?, sealed),
        "http://www.w3.org/2009/xmlenc11#aes256-gcm" => gcm(UnboundKey::new(&AES_256_GCM, key).ok()?, sealed),
        "http://www.w3.org/2001/04/xmlenc#aes128-cbc" => {
            cbc(UnboundCipherKey::new(&AES_128, key).ok()?, sealed)
        }
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc" => {
            cbc(UnboundCipherKey::new(&AES_256, key).ok()?, sealed)
        }
        _ => None,
    }
}

fn gcm(key: UnboundKey, sealed: &[u8]) -> Option<Vec<u8>> {
    let (first, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut body = body.to_vec();
    let nonce = Nonce::assume_unique_for_key(*first);
    let length = LessSafeKey::new(key).open_in_place(nonce, Aad::empty(), &mut body).ok()?.len();
    body.truncate(length);
    Some(body)
}

fn cbc(key: UnboundCipherKey, sealed: &[u8]) -> Option<Vec<u8>> {
    let (first, body) = sealed.split_first_chunk::<BLOCK>()?;
    let mut body = body.to_vec();
    let context = DecryptionContext::Iv128(FixedLength::from(*first));
    let opened = PaddedBlockDecryptingKey::cbc_iso10126(key).ok()?.decrypt(&mut body, context).ok()?;
    let length = opened.len();
    body.truncate(length);
    Some(body)
}
