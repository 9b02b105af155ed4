//! JSON Web Tokens: RS256 and RS512 keys, signing, verification, and the public half as a JWK.
//!
//! It reads no clock and knows no claim: whether a token's time is right is its caller's to say.

use std::fmt;

use aws_lc_rs::{
    digest::{SHA256, digest},
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// User pools' tokens.
    Rs256,
    /// Identity pools' tokens.
    Rs512,
}

impl Scheme {
    fn padding(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Rs256 => &RSA_PKCS1_SHA256,
            Self::Rs512 => &RSA_PKCS1_SHA512,
        }
    }

    /// As JOSE writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs512 => "RS512",
        }
    }
}

/// The public half of a key, as a JWKS lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `RS256`
    pub alg: String,
    /// Public exponent, base64url.
    pub e: String,
    /// Opaque name.
    pub kid: String,
    /// `RSA`
    pub kty: String,
    /// Modulus, base64url.
    pub n: String,
    /// `sig`
    #[serde(rename = "use")]
    pub usage: String,
}

/// A fresh key pair.
pub struct Made {
    /// The public half.
    pub public: Jwk,
    /// PKCS#8, base64. A secret.
    pub private: Zeroizing<String>,
}

/// Why there is no key or no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtFault {
    /// The bytes are no key of ours.
    #[error("not an RSA key")]
    NotAKey,
    /// The text is no token.
    #[error("not a token")]
    NotAToken,
    /// Signed by another key, or changed since.
    #[error("the token's signature is not ours")]
    BadSignature,
    /// The library would not sign.
    #[error("could not sign")]
    Unsigned,
}

/// Makes an RSA key of 2048 bits: about 80 ms of one core.
pub fn make(scheme: Scheme) -> Result<Made, JwtFault> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| JwtFault::NotAKey)?;
    let pkcs8 = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| JwtFault::NotAKey)?;
    let private = Zeroizing::new(STANDARD.encode(pkcs8.as_ref()));
    Ok(Made { public: public_half(&pair, scheme), private })
}

/// The same with a key that was made before: its PKCS#8, base64.
pub fn made_before(private: &str, scheme: Scheme) -> Result<Made, JwtFault> {
    let public = public_half(&parsed(private)?, scheme);
    Ok(Made { public, private: Zeroizing::new(private.to_owned()) })
}

fn parsed(private: &str) -> Result<KeyPair, JwtFault> {
    let pkcs8 = Zeroizing::new(STANDARD.decode(private).map_err(|_| JwtFault::NotAKey)?);
    KeyPair::from_pkcs8(&pkcs8).map_err(|_| JwtFault::NotAKey)
}

fn public_half(pair: &KeyPair, scheme: Scheme) -> Jwk {
    let public = pair.public_key();
    let n = public.modulus().big_endian_without_leading_zero();
    let e = public.exponent().big_endian_without_leading_zero();
    Jwk {
        alg: scheme.name().to_owned(),
        e: URL_SAFE_NO_PAD.encode(e),
        kid: STANDARD.encode(digest(&SHA256, public.as_ref())),
        kty: "RSA".to_owned(),
        n: URL_SAFE_NO_PAD.encode(n),
        usage: "sig".to_owned(),
    }
}

/// A key that signs. The parsed key is kept: parsing one costs more than signing with it.
pub struct SigningKey {
    pair: KeyPair,
    padding: &'static dyn RsaEncoding,
    kid: String,
    /// The token's first part, base64url, with the dot after it.
    head: String,
}

/// A token's header: these members, in this order.
#[derive(Serialize)]
struct SignedHeader<'a> {
    kid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'a str>,
    alg: &'static str,
}

impl SigningKey {
    /// From what [`make`] made. `typ` is left out of the header where it is `None`.
    pub fn new(kid: &str, private: &str, scheme: Scheme, typ: Option<&str>) -> Result<Self, JwtFault> {
        let pair = parsed(private)?;
        let header = SignedHeader { kid, typ, alg: scheme.name() };
        let header = serde_json::to_vec(&header).map_err(|_| JwtFault::NotAKey)?;
        let head = URL_SAFE_NO_PAD.encode(header) + ".";
        Ok(Self { pair, padding: scheme.padding(), kid: kid.to_owned(), head })
    }

    /// A signed token: about 0.23 ms of one core.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, JwtFault> {
        let claims = serde_json::to_vec(claims).map_err(|_| JwtFault::Unsigned)?;
        let mut token = self.head.clone();
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(self.padding, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .map_err(|_| JwtFault::Unsigned)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?})", self.kid)
    }
}

/// A key that verifies.
pub struct VerifyingKey {
    key: DecodingKey,
    validation: Validation,
}

impl VerifyingKey {
    /// From the public half. The algorithm is the key's; what a token says of its own is not believed.
    pub fn new(jwk: &Jwk) -> Result<Self, JwtFault> {
        let algorithm = match jwk.alg.as_str() {
            "RS256" => Algorithm::RS256,
            "RS512" => Algorithm::RS512,
            _ => return Err(JwtFault::NotAKey),
        };
        let key = DecodingKey::from_rsa_components(&jwk.n, &jwk.e).map_err(|_| JwtFault::NotAKey)?;
        let mut validation = Validation::new(algorithm);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(Self { key, validation })
    }

    /// The claims of a token with a good signature. Times and everything else are still to be checked.
    pub fn verify<C: DeserializeOwned>(&self, token: &str) -> Result<C, JwtFault> {
        match jsonwebtoken::decode::<C>(token, &self.key, &self.validation) {
            Ok(decoded) => Ok(decoded.claims),
            Err(error) if *error.kind() == jsonwebtoken::errors::ErrorKind::InvalidSignature => {
                Err(JwtFault::BadSignature)
            }
            Err(_) => Err(JwtFault::NotAToken),
        }
    }
}

/// The key id and the claims that a token claims to have, unverified: only for choosing the key to verify it with.
pub fn peek<C: DeserializeOwned>(token: &str) -> Result<(String, C), JwtFault> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| JwtFault::NotAToken)?;
    let claims = token.split('.').nth(1).ok_or(JwtFault::NotAToken)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| JwtFault::NotAToken)?;
    let claims = serde_json::from_slice(&claims).map_err(|_| JwtFault::NotAToken)?;
    Ok((header.kid.unwrap_or_default(), claims))
}

/// `at_hash` and its kind (`OpenID` Connect Core 3.1.3.6) for tokens signed with SHA-256: the left half of the token's hash, base64url.
pub fn hash_of_token(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_verifies_with_the_public_half_of_its_own_key_only() {
        let made = make(Scheme::Rs256).unwrap();
        let key = SigningKey::new(&made.public.kid, &made.private, Scheme::Rs256, None).unwrap();
        let claims = serde_json::json!({ "sub": "ada", "exp": 1 });
        let token = key.sign(&claims).unwrap();
        let (kid, peeked) = peek::<serde_json::Value>(&token).unwrap();
        assert_eq!((kid.as_str(), &peeked), (made.public.kid.as_str(), &claims));
        assert_eq!(kid.len(), 44);
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        let header = String::from_utf8(header).unwrap();
        assert_eq!(header, format!(r#"{{"kid":"{kid}","alg":"RS256"}}"#), "these two and no typ");
        let verifying = VerifyingKey::new(&made.public).unwrap();
        assert_eq!(verifying.verify::<serde_json::Value>(&token).unwrap(), claims);
        let other = VerifyingKey::new(&make(Scheme::Rs256).unwrap().public).unwrap();
        assert_eq!(other.verify::<serde_json::Value>(&token), Err(JwtFault::BadSignature));
    }

    #[test]
    fn a_token_of_another_algorithm_is_refused_whatever_it_says() {
        let made = make(Scheme::Rs512).unwrap();
        let key = SigningKey::new("k", &made.private, Scheme::Rs512, Some("JWS")).unwrap();
        let token = key.sign(&serde_json::json!({})).unwrap();
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        assert_eq!(header, br#"{"kid":"k","typ":"JWS","alg":"RS512"}"#);
        let pinned = VerifyingKey::new(&Jwk { alg: "RS256".into(), ..made.public.clone() }).unwrap();
        assert_eq!(pinned.verify::<serde_json::Value>(&token), Err(JwtFault::NotAToken));
        assert!(VerifyingKey::new(&made.public).unwrap().verify::<serde_json::Value>(&token).is_ok());
        let unsigned = format!("{}.e30.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
        assert!(pinned.verify::<serde_json::Value>(&unsigned).is_err());
    }

    #[test]
    fn a_changed_token_is_refused() {
        let made = make(Scheme::Rs256).unwrap();
        let key = SigningKey::new("k", &made.private, Scheme::Rs256, None).unwrap();
        let token = key.sign(&serde_json::json!({ "sub": "ada" })).unwrap();
        let verifying = VerifyingKey::new(&made.public).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let other = URL_SAFE_NO_PAD.encode(r#"{"sub":"eve"}"#);
        let refused = |token: &str| verifying.verify::<serde_json::Value>(token).unwrap_err();
        assert_eq!(refused(&format!("{}.{other}.{}", parts[0], parts[2])), JwtFault::BadSignature);
        assert_eq!(refused(&format!("{}.{}.", parts[0], parts[1])), JwtFault::BadSignature);
        for nonsense in ["", ".", "..", "a.b.c", &format!("{token}."), &token[..token.len() / 2]] {
            refused(nonsense);
        }
    }

    #[test]
    fn a_key_that_was_made_before_is_the_same_key() {
        let made = make(Scheme::Rs512).unwrap();
        let again = made_before(&made.private, Scheme::Rs512).unwrap();
        assert_eq!((again.public, again.private), (made.public, made.private));
    }

    #[test]
    fn what_is_no_key_signs_nothing() {
        for private in ["", "AAAA", "!"] {
            assert!(made_before(private, Scheme::Rs256).is_err());
            assert_eq!(SigningKey::new("k", private, Scheme::Rs256, None).unwrap_err(), JwtFault::NotAKey);
        }
    }
}
