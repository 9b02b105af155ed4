//! The service as issuer of web identity tokens: its key, the tokens (`GetOpenIdToken`), and what verifiers of them fetch.
//!
//! Knows no role; who may have a token was decided before.

use std::sync::Arc;

use crypto::jwt::{self, Jwk, JwtFault, Made, Scheme, SigningKey, VerifyingKey};
use domain::{
    Moment, Timestamp,
    account::issuer::{self, Issuer, KeysMade, Refusal, commands::MakeKeys},
};
use ledger::Failure;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids},
    sts::Sts,
};

/// The `iss` of the tokens, the same on every host: verifiers compare it.
const ISSUER: &str = "https://cognito-identity.amazonaws.com";
/// The provider, as trust policies name it.
pub const PROVIDER: &str = "cognito-identity.amazonaws.com";

/// An identity, and how its caller was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebIdentity {
    pub(crate) identity_id: String,
    pub(crate) pool_id: String,
    /// `["unauthenticated"]`, or `["authenticated", "<provider>", ...]`.
    pub(crate) methods: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    aud: String,
    amr: Vec<String>,
    iss: String,
    #[serde(rename = "https://cognito-identity.amazonaws.com/identity-pool-arn", default)]
    pool_arn: String,
    exp: i64,
    iat: i64,
}

impl Sts {
    /// A signed token for an identity.
    pub(crate) async fn sign_web_identity(
        &self,
        identity: WebIdentity,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Answer<String> {
        let keys = self.issuer_keys().await?;
        let claims = Claims {
            pool_arn: self.core.settings.identity_pool_arn(&domain::LedgerId::new(&*identity.pool_id)),
            sub: identity.identity_id,
            aud: identity.pool_id,
            amr: identity.methods,
            iss: ISSUER.to_owned(),
            exp: expires_at.seconds(),
            iat: now.seconds(),
        };
        let key = self.core.keys.signing.get(&keys.kid, || signing_key(&keys)).map_err(|_| unusable())?;
        self.core.cpu.run_brief(move || key.sign(&claims)).await?.map_err(|_| unusable())
    }

    /// The identity that a token was issued to.
    pub(crate) async fn verify_web_identity(&self, token: &str, now: Timestamp) -> Answer<WebIdentity> {
        let keys = self.issuer_keys().await?;
        let key = self.core.keys.verifying.get(&keys.kid, || VerifyingKey::new(&jwk(&keys)));
        verified(&*key.map_err(|_| unusable())?, token, now)
    }

    /// The public key that identities' tokens are verified by.
    pub async fn identity_jwks(&self) -> Answer<Value> {
        let keys = self.issuer_keys().await?;
        Ok(json!({ "keys": [jwk(&keys)] }))
    }

    /// The discovery document of the issuer of identities' tokens.
    pub fn identity_discovery(&self) -> Value {
        json!({
            "issuer": ISSUER,
            "jwks_uri": format!("{}/.well-known/jwks_uri", self.core.settings.public_url),
            "authorization_endpoint": ISSUER,
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [Scheme::Rs512.name()],
        })
    }

    /// The issuer's key; it is made when it is first needed.
    pub async fn issuer_keys(&self) -> Answer<KeysMade> {
        if let Some(keys) = self.look_at_issuer().await? {
            return Ok(keys);
        }
        let making = self.core.making.clone();
        let made = self.core.cpu.run(move || making.rsa_key(Scheme::Rs512)).await?.map_err(|_| unusable())?;
        let moment = Moment::system("issuer", self.core.clock().now(), ids::uuid().to_string());
        let command = self.make_keys(made);
        match self.core.directories.issuers.ask(&issuer::stream(), command, &moment).await {
            // Another node made its key first: that one counts.
            Ok(()) | Err(Failure::Refused(Refusal::AlreadyMade)) => {}
            Err(failure) => return Err(failed::<Issuer>(failure)),
        }
        self.look_at_issuer().await?.ok_or_else(unusable)
    }

    async fn look_at_issuer(&self) -> Answer<Option<KeysMade>> {
        let state = self.core.directories.issuers.look(&issuer::stream()).await.map_err(failed::<Issuer>)?;
        Ok(match Arc::unwrap_or_clone(state) {
            Issuer::Ready(keys) => Some(keys),
            Issuer::Absent => None,
        })
    }

    /// Key ids are the region and a number.
    fn make_keys(&self, made: Made) -> MakeKeys {
        let number = u32::from_be_bytes(crypto::seal::random_bytes());
        MakeKeys {
            kid: format!("{}{number}", self.core.settings.region),
            n: made.public.n,
            e: made.public.e,
            private: made.private.as_str().to_owned().into(),
        }
    }
}

/// The identity of a token that this key signed and that has not expired.
fn verified(key: &VerifyingKey, token: &str, now: Timestamp) -> Answer<WebIdentity> {
    let invalid = |why: String| Fault::new(Kind::InvalidIdentityToken, why);
    let not_a_token = |_| invalid("The ID Token provided is not a valid JWT.".to_owned());
    let (_, peeked): (String, Value) = jwt::peek(token).map_err(not_a_token)?;
    let issuer = peeked.get("iss").and_then(Value::as_str).unwrap_or_default();
    if issuer != ISSUER {
        return Err(invalid(format!("No OpenIDConnect provider found in your account for {issuer}")));
    }
    let bad_signature = |_| invalid("The signature of the web identity token is not valid.".to_owned());
    let claims: Claims = key.verify(token).map_err(bad_signature)?;
    if now.seconds() >= claims.exp {
        let (now, exp) = (now.seconds(), claims.exp);
        let why =
            format!("Token expired: current date/time {now} must be before the expiration date/time {exp}");
        return Err(Fault::new(Kind::ExpiredToken, why));
    }
    Ok(WebIdentity { identity_id: claims.sub, pool_id: claims.aud, methods: claims.amr })
}

fn signing_key(keys: &KeysMade) -> Result<SigningKey, JwtFault> {
    let private = keys.private.known().ok_or(JwtFault::NotAKey)?;
    SigningKey::new(&keys.kid, private, Scheme::Rs512, Some("JWS"))
}

fn jwk(keys: &KeysMade) -> Jwk {
    Jwk {
        alg: Scheme::Rs512.name().to_owned(),
        e: keys.e.clone(),
        kid: keys.kid.clone(),
        kty: "RSA".to_owned(),
        n: keys.n.clone(),
        usage: "sig".to_owned(),
    }
}

fn unusable() -> Fault {
    Fault::new(Kind::InternalError, "The issuer's key cannot be used.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> KeysMade {
        let made = jwt::make(Scheme::Rs512).unwrap();
        KeysMade {
            kid: "us-east-11".to_owned(),
            n: made.public.n,
            e: made.public.e,
            private: made.private.as_str().to_owned().into(),
            at: Timestamp::from_ms(0),
        }
    }

    fn claims(iss: &str) -> Claims {
        Claims {
            sub: "us-east-1:i".to_owned(),
            aud: "us-east-1:p".to_owned(),
            amr: vec!["unauthenticated".to_owned()],
            iss: iss.to_owned(),
            pool_arn: String::new(),
            exp: 1000,
            iat: 400,
        }
    }

    fn signed(keys: &KeysMade, claims: &Claims) -> String {
        signing_key(keys).unwrap().sign(claims).unwrap()
    }

    fn verifying(keys: &KeysMade) -> VerifyingKey {
        VerifyingKey::new(&jwk(keys)).unwrap()
    }

    #[test]
    fn a_token_names_its_identity_until_it_expires() {
        let keys = keys();
        let token = signed(&keys, &claims(ISSUER));
        let identity = verified(&verifying(&keys), &token, Timestamp::from_seconds(999)).unwrap();
        assert_eq!((&*identity.identity_id, &*identity.pool_id), ("us-east-1:i", "us-east-1:p"));
        let late = verified(&verifying(&keys), &token, Timestamp::from_seconds(1000)).unwrap_err();
        assert_eq!(late.kind, Kind::ExpiredToken);
    }

    #[test]
    fn what_another_key_signed_or_another_issuer_said_is_no_token_of_ours() {
        let keys = keys();
        let refused =
            |token: &str| verified(&verifying(&keys), token, Timestamp::from_seconds(1)).unwrap_err().message;
        let forged = signed(&self::keys(), &claims(ISSUER));
        assert_eq!(refused(&forged), "The signature of the web identity token is not valid.");
        let foreign = signed(&keys, &claims("https://elsewhere"));
        assert_eq!(
            refused(&foreign),
            "No OpenIDConnect provider found in your account for https://elsewhere"
        );
        assert_eq!(refused("nonsense"), "The ID Token provided is not a valid JWT.");
    }
}
