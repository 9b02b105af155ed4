//! ID tokens (`OpenID` Connect Core, 3.1.3.7). The clock is the caller's.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use ports::federation::{ProviderFault, Untrue};
use serde_json::{Map, Value};

use super::{endpoints::is_issuer, text};

/// How far clocks may differ.
const SKEW_SECONDS: i64 = 300;
/// Characters of a token.
const TOKEN_MAX: usize = 64 << 10;
/// Algorithms that are taken: none that a secret verifies, which a public key would be taken for.
const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
];

/// What the header of a token says.
pub(super) struct Head {
    algorithm: Algorithm,
    /// The name of its key.
    pub(super) kid: String,
}

/// What the claims of a token must be.
pub(super) struct Expected<'a> {
    /// What the provider calls itself.
    pub(super) issuers: &'a [String],
    /// Our id.
    pub(super) client_id: &'a str,
    /// What was sent with the request.
    pub(super) nonce: &'a str,
    /// How long ago the user may have signed in there, where that was asked.
    pub(super) max_age_seconds: Option<i64>,
    /// The time.
    pub(super) now_seconds: i64,
}

/// The header of a token, of which nothing is known yet.
pub(super) fn head(token: &str) -> Result<Head, ProviderFault> {
    let unreadable = ProviderFault::Untrue(Untrue::Token);
    if token.len() > TOKEN_MAX {
        return Err(unreadable);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| unreadable)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(ProviderFault::Untrue(Untrue::Algorithm));
    }
    let kid = header.kid.filter(|kid| !kid.is_empty());
    let kid = kid.ok_or(ProviderFault::Untrue(Untrue::NoKey))?;
    Ok(Head { algorithm: header.alg, kid })
}

/// The claims of a token that a key has signed.
pub(super) fn verified(
    token: &str,
    head: &Head,
    key: &DecodingKey,
) -> Result<Map<String, Value>, ProviderFault> {
    // Claims are checked by `Expected`, against the service's own clock.
    let mut validation = Validation::new(head.algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Map<String, Value>>(token, key, &validation);
    let wrong = |_| ProviderFault::Untrue(Untrue::Signature);
    decoded.map(|token| token.claims).map_err(wrong)
}

impl Expected<'_> {
    /// Checks the claims of a token whose signature is right.
    pub(super) fn check(&self, claims: &Map<String, Value>) -> Result<(), ProviderFault> {
        let issuer = text(claims, "iss");
        refuse_unless(issuer.is_some_and(|issuer| is_issuer(self.issuers, issuer)), Untrue::Issuer)?;
        refuse_unless(self.is_for_us(claims), Untrue::Audience)?;
        self.check_times(claims)?;
        // Equal in constant time is not needed: who can send a token has it read.
        refuse_unless(text(claims, "nonce") == Some(self.nonce), Untrue::Nonce)
    }

    /// We are the only audience, or the one that the token was issued to.
    fn is_for_us(&self, claims: &Map<String, Value>) -> bool {
        let (is_among, is_alone) = match claims.get("aud") {
            Some(Value::String(audience)) => (audience == self.client_id, true),
            Some(Value::Array(all)) => (all.iter().any(|one| one == self.client_id), all.len() == 1),
            _ => (false, false),
        };
        let is_issued_to_us = match claims.get("azp") {
            Some(party) => party == self.client_id,
            None => is_alone,
        };
        is_among && is_issued_to_us
    }

    fn check_times(&self, claims: &Map<String, Value>) -> Result<(), ProviderFault> {
        let (earliest, latest) =
            (self.now_seconds.saturating_sub(SKEW_SECONDS), self.now_seconds.saturating_add(SKEW_SECONDS));
        let ends = seconds(claims, "exp");
        refuse_unless(ends.is_some_and(|ends| ends > earliest), Untrue::Expired)?;
        let issued = seconds(claims, "iat");
        let is_new = issued.is_some_and(|issued| (earliest..=latest).contains(&issued));
        refuse_unless(is_new, Untrue::IssuedAt)?;
        let is_good_yet =
            !claims.contains_key("nbf") || seconds(claims, "nbf").is_some_and(|from| from <= latest);
        refuse_unless(is_good_yet, Untrue::Early)?;
        let Some(max_age) = self.max_age_seconds else { return Ok(()) };
        let signed_in = seconds(claims, "auth_time");
        let is_recent = signed_in.is_some_and(|at| at >= earliest.saturating_sub(max_age));
        refuse_unless(is_recent, Untrue::TooLongAgo)
    }
}

/// A moment in seconds since 1970. Some providers write fractions.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a fraction of a second makes no difference, and ends are cut"
)]
fn seconds(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    value
        .as_i64()
        .or_else(|| value.as_f64().filter(|seconds| seconds.is_finite()).map(|seconds| seconds as i64))
}

const fn refuse_unless(holds: bool, why: Untrue) -> Result<(), ProviderFault> {
    if holds { Ok(()) } else { Err(ProviderFault::Untrue(why)) }
}

#[cfg(test)]
#[path = "id_token_tests.rs"]
mod tests;
