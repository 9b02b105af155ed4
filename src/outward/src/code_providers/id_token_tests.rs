//! What an ID token must be, rule by rule.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::*;

const NOW: i64 = 1_772_366_400;

fn good() -> Value {
    json!({
        "iss": "https://id.example.com", "aud": "app", "sub": "1", "nonce": "n",
        "iat": NOW, "exp": NOW + 60,
    })
}

fn with(change: &Value) -> Map<String, Value> {
    let Value::Object(mut claims) = good() else { panic!("an object") };
    let Value::Object(change) = change else { panic!("an object") };
    for (name, value) in change {
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.clone(), value.clone());
        }
    }
    claims
}

fn said(change: &Value, max_age_seconds: Option<i64>) -> Result<(), ProviderFault> {
    let issuers = ["https://id.example.com".to_owned()];
    let (client_id, nonce, now_seconds) = ("app", "n", NOW);
    Expected { issuers: &issuers, client_id, nonce, max_age_seconds, now_seconds }.check(&with(change))
}

#[track_caller]
fn taken(change: &Value) {
    assert!(said(change, None).is_ok(), "{change}: {:?}", said(change, None));
}

#[track_caller]
fn refused(change: &Value) {
    assert!(matches!(said(change, None), Err(ProviderFault::Untrue(_))), "{change}");
}

#[test]
fn the_issuer_is_the_providers_and_a_slash_at_the_end_makes_no_difference() {
    taken(&json!({}));
    taken(&json!({ "iss": "https://id.example.com/" }));
    for wrong in [json!(null), json!("https://id.example.org"), json!("https://id.example.com/x"), json!(7)] {
        refused(&json!({ "iss": wrong }));
    }
}

#[test]
fn the_audience_is_us_and_a_token_for_several_was_issued_to_us() {
    taken(&json!({ "aud": ["app"] }));
    taken(&json!({ "aud": ["app", "other"], "azp": "app" }));
    for wrong in [
        json!({ "aud": null }),
        json!({ "aud": "other" }),
        json!({ "aud": [] }),
        json!({ "aud": ["app", "other"] }),
        json!({ "aud": ["app", "other"], "azp": "other" }),
        json!({ "azp": "other" }),
        json!({ "aud": { "app": 1 } }),
    ] {
        refused(&wrong);
    }
}

#[test]
fn a_token_was_issued_just_now_and_clocks_may_differ_by_five_minutes() {
    taken(&json!({ "iat": NOW - 300, "exp": NOW - 299 }));
    taken(&json!({ "iat": NOW + 300, "nbf": NOW + 300 }));
    for wrong in [
        json!({ "exp": NOW - 300 }),
        json!({ "exp": null }),
        json!({ "exp": "later" }),
        json!({ "iat": NOW - 301 }),
        json!({ "iat": NOW + 301 }),
        json!({ "iat": null }),
        json!({ "nbf": NOW + 301 }),
        json!({ "nbf": "soon" }),
    ] {
        refused(&wrong);
    }
}

#[test]
fn the_nonce_is_the_one_that_was_sent() {
    refused(&json!({ "nonce": null }));
    refused(&json!({ "nonce": "m" }));
}

#[test]
fn where_it_was_asked_the_user_has_signed_in_lately() {
    let signed_in = |at: Value| said(&json!({ "auth_time": at }), Some(60));
    assert!(signed_in(json!(NOW - 360)).is_ok());
    assert!(signed_in(json!(NOW - 361)).is_err());
    assert!(signed_in(json!(null)).is_err());
}

fn token(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn by_key(pair: &EcdsaKeyPair, kid: &str) -> String {
    let sign = |bytes: &[u8]| pair.sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec();
    token(&json!({ "alg": "ES256", "kid": kid }), &good(), sign)
}

/// The key as it stands in a JWKS.
fn public(pair: &EcdsaKeyPair) -> DecodingKey {
    let point = pair.public_key().as_ref();
    let (x, y) = point[1..].split_at(32);
    DecodingKey::from_ec_components(&URL_SAFE_NO_PAD.encode(x), &URL_SAFE_NO_PAD.encode(y)).unwrap()
}

fn pair() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
}

#[test]
fn the_key_that_the_token_names_has_signed_it() {
    let pair = pair();
    let token = by_key(&pair, "k");
    let head = head(&token).unwrap();
    assert_eq!(head.kid, "k");
    let claims = verified(&token, &head, &public(&pair)).unwrap();
    assert_eq!(Value::Object(claims), good());
    assert!(verified(&token, &head, &public(&self::pair())).is_err(), "another key");
    let altered: String = token.chars().rev().collect();
    assert!(super::head(&altered).is_err());
}

#[test]
fn a_changed_claim_breaks_the_signature() {
    let pair = pair();
    let token = by_key(&pair, "k");
    let parts: Vec<&str> = token.split('.').collect();
    let Value::Object(mut claims) = good() else { panic!("an object") };
    claims.insert("sub".to_owned(), json!("2"));
    let changed = URL_SAFE_NO_PAD.encode(Value::Object(claims).to_string());
    let altered = format!("{}.{changed}.{}", parts[0], parts[2]);
    assert!(verified(&altered, &head(&altered).unwrap(), &public(&pair)).is_err());
}

#[test]
fn no_algorithm_is_taken_that_needs_no_key_or_a_secret_and_every_token_names_its_key() {
    let unsigned = |header: Value| token(&header, &good(), |_| Vec::new());
    for header in [
        json!({ "alg": "none", "kid": "k" }),
        json!({ "alg": "None", "kid": "k" }),
        json!({ "alg": "HS256", "kid": "k" }),
        json!({ "alg": "HS512", "kid": "k" }),
        json!({ "alg": "ES256" }),
        json!({ "alg": "ES256", "kid": "" }),
        json!({ "kid": "k" }),
        json!([]),
    ] {
        assert!(head(&unsigned(header.clone())).is_err(), "{header}");
    }
    for wrong in ["", ".", "..", "a.b.c", &"x".repeat(TOKEN_MAX + 1)] {
        assert!(head(wrong).is_err(), "{wrong:.20}");
    }
}

#[test]
fn a_key_of_one_kind_verifies_no_signature_of_another() {
    let pair = pair();
    let confused = token(&json!({ "alg": "RS256", "kid": "k" }), &good(), |bytes| {
        pair.sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec()
    });
    assert!(verified(&confused, &head(&confused).unwrap(), &public(&pair)).is_err());
}
