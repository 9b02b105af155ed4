//! JSON Web Tokens: a header, claims, a signature, each as what it is before its base64; or, where there is but one part, a
//! token as it stands.

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::jwt::{Scheme, SigningKey, VerifyingKey, make, peek};
use serde_json::Value;

use crate::input::{changed, checksum, parts, same, text};

/// Claims that the library reads too: where they are none of what it expects, it takes the token for none.
const REGISTERED: [&str; 5] = ["exp", "nbf", "aud", "iss", "sub"];

pub(crate) fn run(data: &[u8]) {
    let [header, claims, signature] = parts(data);
    let of_parts = [header, claims, signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    for token in [text(data).as_ref(), &of_parts] {
        let _ = peek::<Value>(token);
        assert!(verifying().verify::<Value>(token).is_err(), "a token that nobody signed: {token}");
    }
    if let Ok(claims) = serde_json::from_slice::<Value>(claims)
        && claims.is_object()
        && REGISTERED.iter().all(|name| claims.get(name).is_none_or(is_flat))
    {
        signed(&claims, checksum(data));
    }
}

fn is_flat(claim: &Value) -> bool {
    claim.is_string() || claim.is_u64()
}

fn signed(claims: &Value, at: usize) {
    let token = key().0.sign(claims).expect("any claims can be signed");
    let verified = verifying().verify::<Value>(&token).expect("what was signed verifies");
    assert!(same(claims, &verified), "{claims} verifies as {verified}");
    let (_, peeked) = peek::<Value>(&token).expect("what verifies can be looked into");
    assert_eq!(verified, peeked);
    let changed = changed(&token, at);
    assert!(verifying().verify::<Value>(&changed).is_err(), "{token} verifies also as {changed}");
}

fn verifying() -> &'static VerifyingKey {
    &key().1
}

fn key() -> &'static (SigningKey, VerifyingKey) {
    static KEY: OnceLock<(SigningKey, VerifyingKey)> = OnceLock::new();
    KEY.get_or_init(|| {
        let made = make(Scheme::Rs256).expect("a key");
        let signing = SigningKey::new(&made.public.kid, &made.private, Scheme::Rs256, None);
        (signing.expect("what was made signs"), VerifyingKey::new(&made.public).expect("and verifies"))
    })
}
