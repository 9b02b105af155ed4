//! What is particular to Apple: a client secret that is signed, and a name that is told once.

use std::collections::BTreeMap;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ports::federation::ProviderFault;
use serde_json::{Map, Value, json};

use super::text;

/// Whom a secret is for.
pub(super) const ISSUER: &str = "https://appleid.apple.com";
/// How long a secret is good. Apple takes up to six months; one is made for each call.
const SECRET_SECONDS: i64 = 300;
/// Characters of a name.
const NAME_MAX: usize = 512;
/// Characters of what is told once.
const USER_MAX: usize = 4_096;

/// The client secret: a token of ES256 that our key signs.
pub(super) fn client_secret(
    (team_id, key_id, private_key): (&str, &str, &str),
    client_id: &str,
    now_seconds: i64,
) -> Result<String, ProviderFault> {
    let unusable = || ProviderFault::Configuration("The private key of the provider cannot be used.");
    let der = der(private_key).ok_or_else(unusable)?;
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(|_| unusable())?;
    let header = json!({ "alg": "ES256", "kid": key_id });
    let claims = json!({
        "iss": team_id,
        "iat": now_seconds,
        "exp": now_seconds.saturating_add(SECRET_SECONDS),
        "aud": ISSUER,
        "sub": client_id,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| unusable())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The bytes of a key in PEM; the lines around them may be missing, as AWS takes it too.
fn der(pem: &str) -> Option<Vec<u8>> {
    let lines = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).ok()
}

/// The names of `user`, which Apple posts beside the first code alone. No signature covers it: a user may have it say any name, and nothing
/// else of it is read.
pub(super) fn names(user: &str) -> BTreeMap<String, String> {
    let read = Some(user).filter(|user| user.len() <= USER_MAX);
    let read = read.and_then(|user| serde_json::from_str::<Map<String, Value>>(user).ok());
    let Some(Value::Object(name)) = read.as_ref().and_then(|user| user.get("name")) else {
        return BTreeMap::new();
    };
    let part = |member: &str| text(name, member).filter(|name| name.chars().count() <= NAME_MAX);
    let (first, last) = (part("firstName"), part("lastName"));
    let whole: Vec<&str> = first.into_iter().chain(last).collect();
    let whole = whole.join(" ");
    let all = [("firstName", first), ("lastName", last), ("name", Some(&*whole))];
    let said = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
    said.filter(|(_, value)| !value.is_empty()).map(|(n, value)| (n.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        encoding::AsDer,
        signature::{ECDSA_P256_SHA256_FIXED, KeyPair, UnparsedPublicKey},
    };

    use super::*;

    #[test]
    fn the_secret_is_signed_by_the_key_and_says_who_asks_whom_and_for_how_long() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let pkcs8 = pair.to_pkcs8v1().unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(pkcs8.as_ref())
        );
        let secret = client_secret(("team", "kid", &pem), "com.example", 1_000).unwrap();
        let (signed, signature) = secret.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref());
        assert!(public.verify(signed.as_bytes(), &signature).is_ok());
        let part = |n: usize| -> Value {
            let part = signed.split('.').nth(n).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(part(0), json!({ "alg": "ES256", "kid": "kid" }));
        let claims = json!({
            "iss": "team", "sub": "com.example", "aud": ISSUER, "iat": 1_000, "exp": 1_300,
        });
        assert_eq!(part(1), claims);
        let public_der: Vec<u8> =
            AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(pair.public_key())
                .unwrap()
                .as_ref()
                .to_vec();
        for wrong in ["", "no key", &STANDARD.encode(public_der)] {
            assert!(client_secret(("team", "kid", wrong), "com.example", 0).is_err(), "{wrong}");
        }
    }

    #[test]
    fn of_what_is_told_once_the_name_alone_is_read() {
        let told = r#"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"eve@example.com"}"#;
        let expected = [("firstName", "Ada"), ("lastName", "Lovelace"), ("name", "Ada Lovelace")];
        assert_eq!(names(told), expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        for nothing in ["", "[]", r#"{"name":"Ada"}"#, r#"{"email":"eve@example.com"}"#, &"x".repeat(5_000)] {
            assert!(names(nothing).is_empty(), "{nothing}");
        }
    }
}
